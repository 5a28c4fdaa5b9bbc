// What a swapped part of the page says of itself (`data-tell`), said once more in a region that stays: screen readers
// follow a live region that was there before, not one that comes along with its text.

const region = document.getElementById("told");

document.addEventListener("htmx:afterSettle", () => {
  const words = [...document.querySelectorAll("[data-tell]")].map((part) => part.textContent.trim().replace(/\s+/g, " "));
  const said = words.join(" ");
  if (region.textContent !== said) region.textContent = said;
});
