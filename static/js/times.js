// Times come from the server in UTC, to be read without script; here they are written in the person's own zone.

const language = `${document.documentElement.lang}-u-nu-latn`; // Western digits, as the rest of the page has them

function localize(root) {
  for (const time of root.querySelectorAll("time[data-local]")) {
    const moment = new Date(time.dateTime);
    const style = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const now = new Date();
    const isToday = moment.toDateString() === now.toDateString();
    if (!isToday || time.dataset.local !== "short") Object.assign(style, { day: "numeric", month: "short" });
    if (moment.getFullYear() !== now.getFullYear()) style.year = "numeric";
    time.textContent = moment.toLocaleString(language, style);
    delete time.dataset.local;
  }
}

localize(document);
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) if (node.nodeType === Node.ELEMENT_NODE) localize(node.parentElement ?? node);
  }
}).observe(document.body, { childList: true, subtree: true });
