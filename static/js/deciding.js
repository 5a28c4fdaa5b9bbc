// "Take this answer" fills the form beside it; without this module it is a link to the form filled in.

document.addEventListener("click", (event) => {
  const taken = event.target.closest("[data-take]");
  const form = taken?.closest("[data-card]").querySelector("form.decide-form");
  if (!form) return;
  event.preventDefault();
  for (const radio of form.querySelectorAll("[name=choice]")) radio.checked = radio.value === taken.dataset.choice;
  form.elements.justification.value = taken.dataset.justification;
  form.querySelector("[name=choice]:checked")?.focus();
});
