// Evidence beside an answer: the form opens in the card, and sending shows how far it is. A broken connection loses
// nothing that was typed or chosen. Without this module the links lead to pages of their own.

const FRAGMENT = { "X-Fragment": "1" };

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

/** Open the form of a link in the card, below the list; one that is open stays as it is. */
async function open(link) {
  const block = link.closest(".evidence");
  const there = block.querySelector("form[data-evidence-form]");
  if (there) {
    there.querySelector("[name=kind]:checked")?.focus();
    return;
  }
  try {
    const response = await fetch(link.href, { headers: FRAGMENT });
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    const form = parsed(await response.text());
    // Letters and digits in the form are not the keys of the card.
    form.addEventListener("keydown", (event) => event.stopPropagation());
    block.append(form);
    form.querySelector("[name=kind]:checked")?.focus();
  } catch {
    window.location.assign(link.href);
  }
}

function say(form, field, message) {
  const place = form.querySelector(`[data-errors="${field}"]`);
  const line = document.createElement("p");
  line.textContent = message;
  place.replaceChildren(...(message ? [line] : []));
  place.setAttribute("role", "alert");
}

/** Put the answer's form in the place of the one that was sent; the chosen file goes along. */
function refused(form, html) {
  const answer = parsed(html);
  if (!answer?.matches("form[data-evidence-form]")) {
    say(form, "visibility", form.dataset.wordsFailed);
    return;
  }
  answer.elements.file.replaceWith(form.elements.file);
  form.replaceWith(answer);
  (answer.querySelector("[aria-invalid=true]") ?? answer.querySelector("button")).focus();
}

function busyWords(form, request) {
  const seconds = Number.parseInt(request.getResponseHeader("Retry-After") ?? "", 10) || 5;
  return form.dataset.wordsBusy.replace("{seconds}", seconds);
}

function saved(form, html) {
  const block = form.closest(".evidence");
  if (!block) {
    window.location.assign(form.dataset.done);
    return;
  }
  const answer = parsed(html);
  block.replaceWith(answer);
  answer.focus();
}

function send(form) {
  const file = form.elements.kind.value === "file" ? form.elements.file.files[0] : null;
  if (file && file.size > Number(form.dataset.limit)) {
    say(form, "file", form.dataset.wordsLarge);
    form.elements.file.focus();
    return;
  }
  const progress = form.querySelector(".upload-progress");
  const button = form.querySelector("button");
  const request = new XMLHttpRequest();
  const ended = () => {
    progress.hidden = true;
    button.disabled = false;
  };
  request.open("POST", form.action);
  request.setRequestHeader("X-Fragment", "1");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable || !file) return;
    progress.hidden = false;
    progress.querySelector("progress").value = event.loaded / event.total;
    progress.querySelector("span").textContent = `${form.dataset.wordsSending} ${Math.round((100 * event.loaded) / event.total)} %`;
  });
  request.addEventListener("load", () => {
    ended();
    if (request.status === 200 && request.responseURL === form.action) saved(form, request.responseText);
    else if ([429, 503].includes(request.status)) say(form, "visibility", busyWords(form, request));
    else if (request.status === 413) say(form, "file", form.dataset.wordsLarge);
    else refused(form, request.responseText);
  });
  for (const name of ["error", "abort", "timeout"]) {
    request.addEventListener(name, () => {
      ended();
      say(form, "visibility", form.dataset.wordsBroken);
    });
  }
  button.disabled = true;
  request.send(new FormData(form));
}

document.addEventListener("click", (event) => {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("[data-evidence-add]");
  const cancel = event.target.closest(".evidence [data-evidence-cancel]");
  if (link) {
    event.preventDefault();
    open(link);
  } else if (cancel) {
    event.preventDefault();
    cancel.closest(".evidence").querySelector("[data-evidence-add]")?.focus();
    cancel.closest("form").remove();
  }
});

// A file without a title gets its own name as one, to be edited.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-evidence-form]");
  if (!form || event.target.name !== "file") return;
  const file = event.target.files[0];
  say(form, "file", file && file.size > Number(form.dataset.limit) ? form.dataset.wordsLarge : "");
  if (file && !form.elements.title.value) form.elements.title.value = file.name.replace(/\.[^.]*$/, "").replace(/[_-]+/g, " ");
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-evidence-form]")) return;
  event.preventDefault();
  send(event.target);
});
