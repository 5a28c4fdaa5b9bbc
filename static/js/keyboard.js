// Within a card, where nobody is typing: 0 to 4 choose the level, N not applicable, D no data.

const CHOICES = { 0: "0", 1: "1", 2: "2", 3: "3", 4: "4", n: "not_applicable", d: "no_data" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (event.target.matches("textarea, select, input:not([type=radio])")) return;
  const choice = CHOICES[event.key.toLowerCase()];
  const radio = choice && event.target.closest("[data-card]")?.querySelector(`input[name=choice][value="${choice}"]`);
  if (!radio || radio.disabled) return;
  event.preventDefault();
  radio.focus();
  if (radio.checked) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("input", { bubbles: true }));
});
