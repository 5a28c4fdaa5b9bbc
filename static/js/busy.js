// What htmx sent and a portal that is too busy (429, 503) turned away: the page says so, and when it may be sent again.

const place = document.querySelector("[data-busy]");
let hiding = null;

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (![429, 503].includes(xhr.status)) return;
  const seconds = Number.parseInt(xhr.getResponseHeader("Retry-After") ?? "", 10) || 5;
  place.textContent = place.dataset.busy.replace("{seconds}", seconds);
  place.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (place.hidden = true), 1000 * (seconds + 5));
});
