// The lists of the comparison's form: a field that finds in a long one, and closing by Escape and by a click elsewhere.

const lists = [...document.querySelectorAll("details.pick")];

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

for (const field of document.querySelectorAll("[data-filters]")) {
  const choices = [...field.parentElement.querySelectorAll(".ticks > label")];
  field.hidden = false;
  field.addEventListener("input", () => {
    for (const choice of choices) choice.hidden = !plain(choice.textContent).includes(plain(field.value.trim()));
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const found = choices.filter((choice) => !choice.hidden);
    if (found.length === 1) found[0].querySelector("input").click();
  });
}

document.addEventListener("click", (event) => {
  for (const list of lists) if (!list.contains(event.target)) list.open = false;
});

for (const list of lists) {
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !list.open) return;
    list.open = false;
    list.querySelector("summary").focus();
  });
}
