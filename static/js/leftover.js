// A text that was kept in this browser for an answer that can no longer be changed: shown, until it is thrown away.

import { forget, kept } from "./drafts.js";

for (const place of document.querySelectorAll("[data-leftover]")) {
  const draft = kept(place.dataset.leftover);
  if (draft === null) continue;
  place.querySelector(".quote").textContent = draft.justification;
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => {
    forget(place.dataset.leftover);
    place.hidden = true;
  });
}
