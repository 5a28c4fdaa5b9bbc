// What allauth's scripts leave open: passkeys are offered only where the browser has them, and what went wrong is said.
const supported = Boolean(window.PublicKeyCredential);
for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = !supported;
for (const part of document.querySelectorAll("[data-no-passkey]")) part.hidden = supported;

document.addEventListener("allauth.error", (event) => {
  const notice = document.querySelector("[data-passkey-failed]");
  if (!notice) return;
  event.preventDefault();
  notice.hidden = false;
  notice.focus();
});
