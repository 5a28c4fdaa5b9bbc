// The way round, one step at a time. Without this module it is a list.
const list = document.querySelector("[data-tour]");
const bar = document.querySelector("[data-tour-steps]");
const steps = [...list.children];
const back = bar.querySelector("[data-back]");
const next = bar.querySelector("[data-next]");
const place = bar.querySelector("[data-place]");
let at = 0;

function show() {
  steps.forEach((step, number) => { step.hidden = number !== at; });
  back.disabled = at === 0;
  next.disabled = at === steps.length - 1;
  place.textContent = place.dataset.place.replace("{number}", at + 1).replace("{of}", steps.length);
}

function go(by) {
  const to = Math.min(Math.max(at + by, 0), steps.length - 1);
  if (to === at) return;
  at = to;
  show();
  steps[at].focus();
}

steps.forEach((step, number) => {
  step.tabIndex = -1;
  step.value = number + 1;
});
back.addEventListener("click", () => go(-1));
next.addEventListener("click", () => go(1));
list.closest("section").addEventListener("keydown", (event) => {
  const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const backward = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
  if (event.key === forward) go(1);
  if (event.key === backward) go(-1);
});
bar.hidden = false;
show();
