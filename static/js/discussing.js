// Comments: what is not sent stays in this browser; "@" and the beginning of a name mention somebody.
// Without this module a comment is an ordinary form, and people are ticked in its list.

import { forget, keep, kept } from "./drafts.js";

const SHOWN = 6; // names offered at a time

const formOf = (element) => element?.closest?.("form[data-comment]");

/** Bring back what was kept here, in the forms of `root`. */
function restore(root) {
  for (const form of root.querySelectorAll("form[data-comment]")) {
    const text = form.elements.text;
    const draft = kept(form.dataset.comment);
    if (draft && !text.value) text.value = draft.text;
    const hint = form.querySelector(".needs-at");
    if (hint && form.querySelector("[name=mentions]")) hint.hidden = false;
  }
}

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (!form || event.target.name !== "text") return;
  if (event.target.value.trim()) keep(form.dataset.comment, { text: event.target.value });
  else forget(form.dataset.comment);
  offer(form);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = formOf(event.target);
  if (form) form.querySelector(".unsent").hidden = true;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const form = formOf(event.detail.requestConfig?.elt);
  if (!form) return;
  if (event.detail.xhr.responseURL.includes("/login/")) {
    event.detail.shouldSwap = false; // signed out: the answer is another page
    unsent(form);
  } else if (event.detail.xhr.status < 400) {
    forget(form.dataset.comment);
  }
});
for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => unsent(formOf(event.target)));
}
document.addEventListener("htmx:responseError", (event) => {
  if (!event.detail.shouldSwap) unsent(formOf(event.target));
});
document.addEventListener("htmx:load", (event) => restore(event.detail.elt.parentElement ?? document));

function unsent(form) {
  if (form) form.querySelector(".unsent").hidden = false;
}

// Mentioning: a list of the people whose names hold what stands after "@".

/** What stands after the "@" before the caret, or null. */
function afterAt(text) {
  const found = text.value.slice(0, text.selectionStart).match(/(?:^|\s)@([^@\n]{0,40})$/u);
  return found ? found[1].toLocaleLowerCase() : null;
}

function offer(form) {
  close(form);
  const wanted = afterAt(form.elements.text);
  if (wanted === null) return;
  const people = [...form.querySelectorAll("[name=mentions]")].filter((box) =>
    box.parentElement.textContent.trim().toLocaleLowerCase().includes(wanted),
  );
  if (!people.length) return;
  const list = document.createElement("ul");
  list.className = "people-offered";
  list.id = `people-${form.elements.text.id}`;
  list.setAttribute("role", "listbox");
  for (const [index, box] of people.slice(0, SHOWN).entries()) {
    const option = document.createElement("li");
    option.setAttribute("role", "option");
    option.id = `${list.id}-${index}`;
    option.textContent = box.parentElement.textContent.trim();
    option.dataset.person = box.value;
    list.append(option);
  }
  form.elements.text.after(list);
  form.elements.text.setAttribute("aria-controls", list.id);
  point(form, 0);
}

function close(form) {
  form.querySelector(".people-offered")?.remove();
  form.elements.text.removeAttribute("aria-controls");
  form.elements.text.removeAttribute("aria-activedescendant");
}

/** Point at the option `step` further on. */
function point(form, step) {
  const options = [...form.querySelectorAll(".people-offered [role=option]")];
  const here = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const there = options[(Math.max(here, 0) + step + options.length) % options.length];
  for (const option of options) option.setAttribute("aria-selected", String(option === there));
  form.elements.text.setAttribute("aria-activedescendant", there.id);
}

function mention(form, option) {
  const text = form.elements.text;
  const end = text.selectionStart;
  const start = text.value.lastIndexOf("@", end - 1);
  text.setRangeText(`@${option.textContent} `, start, end, "end");
  const box = form.querySelector(`[name=mentions][value="${option.dataset.person}"]`);
  box.checked = true;
  close(form);
  keep(form.dataset.comment, { text: text.value });
  text.focus();
}

document.addEventListener("keydown", (event) => {
  const form = formOf(event.target);
  if (!form || !form.querySelector(".people-offered")) return;
  const selected = form.querySelector(".people-offered [aria-selected=true]");
  if (event.key === "ArrowDown") point(form, 1);
  else if (event.key === "ArrowUp") point(form, -1);
  else if (event.key === "Enter" || event.key === "Tab") mention(form, selected);
  else if (event.key === "Escape") close(form);
  else return;
  event.preventDefault();
});
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".people-offered [role=option]");
  if (!option) return;
  event.preventDefault(); // the text keeps the focus
  mention(formOf(option), option);
});
document.addEventListener("focusout", (event) => {
  const form = formOf(event.target);
  if (form && event.target.name === "text") close(form);
});

restore(document);
