// Saves each answer of the scoring page by itself, one request a card at a time, the last input wins.
// What cannot be saved stays in the browser and is sent again. Without this module every card has its Save button.

import { forget, keep, kept } from "./drafts.js";

const TYPING_PAUSE = 900; // milliseconds after the last key
const FIRST_RETRY = 4000;
const LAST_RETRY = 60000;
const JITTER = 0.5; // at most so much later than asked for, so that not all come back at once

const words = document.getElementById("autosave-words").dataset;
const waiting = new Set();
let retryDelay = FIRST_RETRY;
let retryTimer = null;
let retryAt = 0; // while the portal is busy: not before

class Card {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.draft;
    this.code = form.dataset.code;
    this.state = document.getElementById(`state-${this.code}`);
    this.saved = this.read();
    this.savedState = this.state.innerHTML;
    this.timer = null;
    this.sending = false;
    this.unsure = []; // what was sent and may be stored, though no word of it came
    this.stale = document.getElementById(`stale-${this.code}`).childElementCount > 0;
    form.addEventListener("input", (event) => this.edited(event.target.matches("textarea") ? TYPING_PAUSE : 0));
    form.addEventListener("change", (event) => event.target.matches("textarea") && this.edited(0));
    form.addEventListener("submit", (event) => this.submitted(event));
    form.addEventListener("click", (event) => this.clicked(event));
    this.restore();
  }

  read() {
    const fields = new FormData(this.form);
    return { choice: fields.get("choice") ?? "", justification: fields.get("justification") ?? "" };
  }

  write({ choice, justification }) {
    for (const radio of this.form.querySelectorAll("[name=choice]")) {
      radio.checked = radio.value === choice;
    }
    this.form.elements.justification.value = justification;
  }

  get version() {
    return this.form.elements.version.value;
  }

  set version(version) {
    this.form.elements.version.value = version;
  }

  get differs() {
    return !same(this.read(), this.saved);
  }

  /** Bring back what was kept here when the page was left before it could be saved. */
  restore() {
    const draft = kept(this.key);
    if (draft === null || this.stale) return;
    if (same(draft, this.saved)) {
      forget(this.key);
      return;
    }
    this.write(draft);
    this.version = draft.version;
    document.getElementById(`restored-${this.code}`).hidden = false;
    this.show("kept", words.restored);
    this.edited(0);
  }

  /** Something was changed: keep it here, send it after `pause` milliseconds. */
  edited(pause) {
    clearTimeout(this.timer);
    if (!this.differs && !this.sending) {
      forget(this.key);
      waiting.delete(this);
      this.clearErrors();
      this.showSaved();
      return;
    }
    this.isKept = keep(this.key, { ...this.read(), version: this.version });
    if (this.stale) return;
    if (this.read().choice === "") {
      this.show("", words.choose);
      return;
    }
    if (Date.now() < retryAt) {
      waiting.add(this);
      this.showWait();
      return;
    }
    if (pause) this.show("", words.typing);
    this.timer = setTimeout(() => this.send(), pause);
  }

  async send({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (this.sending || this.stale || !this.differs || this.read().choice === "") return;
    const sent = this.read();
    this.sending = true;
    this.show("saving", words.saving);
    let response;
    let body = null;
    try {
      response = await fetch(this.form.action, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
        keepalive,
      });
      if (response.headers.get("Content-Type")?.startsWith("application/json")) body = await response.json();
    } catch {
      response = null;
    }
    this.sending = false;
    if (body === null) {
      const pause = pauseAskedFor(response);
      if (pause) {
        this.putOff(pause);
      } else {
        if (response === null || response.status >= 500) this.unsure.push(sent);
        this.notSaved(response);
      }
      return;
    }
    waiting.delete(this);
    retryDelay = FIRST_RETRY;
    this[body.outcome](body, sent);
  }

  accepted(body, sent) {
    this.version = body.version;
    this.saved = sent;
    this.unsure = [];
    this.clearErrors();
    document.getElementById(`restored-${this.code}`).hidden = true;
    place(body.fragments);
    this.savedState = words.saved.replace("{time}", clock(body.saved_at));
    if (this.differs) {
      this.edited(0);
    } else {
      forget(this.key);
      this.showSaved();
    }
  }

  /** The server names a field and its rule; nothing is lost, the next change is sent again. */
  invalid(body, sent) {
    if (!same(sent, this.read())) {
      this.edited(0);
      return;
    }
    place(body.fragments);
    const faulty = body.fields.includes("justification");
    this.form.elements.justification.setAttribute("aria-invalid", String(faulty));
    this.show("kept", words.incomplete);
  }

  /** Somebody changed the answer meanwhile: both are shown, the person chooses. If it was himself, mine goes on. */
  changed(body) {
    this.stale = true;
    place(body.fragments);
    const stored = this.form.querySelector("[data-theirs]")?.dataset;
    if (stored && this.unsure.some((sent) => same(sent, stored))) {
      this.keepMine();
      return;
    }
    this.show("kept", words.stale);
  }

  /** The answer may not be changed any more; the text stays here. */
  refused(body) {
    place(body.fragments);
    this.show("kept", this.isKept ? words.kept : words.lost);
  }

  notSaved(response) {
    const signedOut = response !== null && (response.redirected || response.status === 403);
    this.show("kept", signedOut ? words.signedOut : this.isKept ? words.kept : words.lost);
    waiting.add(this);
    retryLater();
  }

  /** The portal has no room at the moment: nothing was stored, come again after `pause` milliseconds. */
  putOff(pause) {
    waiting.add(this);
    retryIn(pause * (1 + JITTER * Math.random()));
    this.showWait();
  }

  showWait() {
    const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
    this.show("kept", (this.isKept ? words.busy : words.busyLost).replace("{seconds}", seconds));
  }

  submitted(event) {
    event.preventDefault();
    if (event.submitter?.hasAttribute("data-keep-mine")) this.keepMine();
    else if (this.differs) this.send();
  }

  clicked(event) {
    if (!event.target.closest("[data-take-theirs]")) return;
    event.preventDefault();
    const theirs = this.form.querySelector("[data-theirs]").dataset;
    this.resolve(theirs.version);
    this.saved = { choice: theirs.choice, justification: theirs.justification };
    this.savedState = words.theirs;
    this.write(this.saved);
    this.edited(0);
  }

  keepMine() {
    const theirs = this.form.querySelector("[data-theirs]").dataset;
    this.resolve(theirs.version);
    this.saved = { choice: theirs.choice, justification: theirs.justification };
    this.edited(0);
  }

  resolve(version) {
    this.version = version;
    this.stale = false;
    document.getElementById(`stale-${this.code}`).replaceChildren();
    this.form.querySelector("[name=choice]:checked")?.focus({ preventScroll: true });
  }

  clearErrors() {
    for (const field of ["choice", "justification"]) {
      document.getElementById(`errors-${field}-${this.code}`).replaceChildren();
    }
    this.form.elements.justification.removeAttribute("aria-invalid");
  }

  show(kind, text) {
    this.state.className = `state ${kind}`;
    this.state.textContent = text;
  }

  showSaved() {
    this.state.className = this.version === "0" ? "state" : "state saved";
    this.state.innerHTML = this.savedState;
  }
}

function same(one, other) {
  return one.choice === other.choice && tidy(one.justification) === tidy(other.justification);
}

// The server stores text without space around it and with one kind of line end.
function tidy(text) {
  return text.replaceAll("\r\n", "\n").trim();
}

function clock(moment) {
  return new Date(moment).toLocaleTimeString(`${document.documentElement.lang}-u-nu-latn`, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}

// From the cookie, so that signing in again in another tab is enough.
function csrfToken() {
  const cookie = document.cookie.split("; ").find((pair) => /^(__Host-)?csrftoken=/.test(pair));
  return cookie ? cookie.split("=")[1] : document.querySelector("[name=csrfmiddlewaretoken]").value;
}

/** Put each fragment in the place of the element with its id. */
function place(fragments) {
  for (const [id, html] of Object.entries(fragments)) {
    const old = document.getElementById(id);
    if (!old) continue;
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    const open = [...old.querySelectorAll("details")].map((details) => details.open);
    const fresh = template.content.firstElementChild;
    [...fresh.querySelectorAll("details")].forEach((details, index) => (details.open = open[index] ?? details.open));
    old.replaceWith(fresh);
  }
}

function retryLater() {
  clearTimeout(retryTimer);
  retryTimer = setTimeout(retry, Math.max(retryDelay, retryAt - Date.now()));
  retryDelay = Math.min(2 * retryDelay, LAST_RETRY);
}

/** Try again in `pause` milliseconds. */
function retryIn(pause) {
  clearTimeout(retryTimer);
  retryAt = Math.max(retryAt, Date.now() + pause);
  retryTimer = setTimeout(retry, retryAt - Date.now());
}

function retry() {
  retryAt = 0;
  for (const card of waiting) card.send();
}

/** Milliseconds after which a busy portal (429, 503) wants to be asked again; 0 for any other answer, such as that of a
 * portal whose database is away or full: a page, which asks for minutes that nobody who types should wait. */
function pauseAskedFor(response) {
  if (response === null || ![429, 503].includes(response.status)) return 0;
  if (!response.headers.get("Content-Type")?.startsWith("application/problem+json")) return 0;
  return 1000 * Math.min(300, Number.parseInt(response.headers.get("Retry-After") ?? "", 10) || 5);
}

const cards = [...document.querySelectorAll("form[data-draft]")].map((form) => new Card(form));
document.documentElement.classList.add("autosaves");
window.addEventListener("online", () => {
  retryDelay = FIRST_RETRY;
  retry();
});
// Leaving within the typing pause: the browser sends what is left; the draft stays until the page sees it saved.
window.addEventListener("pagehide", () => cards.forEach((card) => card.send({ keepalive: true })));
