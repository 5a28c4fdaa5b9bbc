// Answers that are not saved yet, kept in this browser.

/** Keep `answer` under `key`; false where the browser keeps nothing. */
export function keep(key, answer) {
  try {
    localStorage.setItem(key, JSON.stringify(answer));
    return true;
  } catch {
    return false;
  }
}

/** The answer kept under `key`, or null. */
export function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Forget what is kept under `key`. */
export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
