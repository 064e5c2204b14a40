// @ts-check
/** Opens a slip's QR code: the address is /track#<code>.<secret>, and the part after # has reached no server and no log. */

const FRAGMENT = /^#(\d{16})\.([0-9a-f]{32})$/;

/** @param {HTMLFormElement} form */
export const start = (form) => {
  const found = FRAGMENT.exec(location.hash);
  const code = form.querySelector('[name="code"]');
  const check = form.querySelector('[name="check"]');
  if (!found || !(code instanceof HTMLInputElement) || !(check instanceof HTMLInputElement)) return;
  // The address bar and the history must not keep what opens the dossier.
  history.replaceState(history.state, "", location.pathname + location.search);
  code.value = found[1];
  check.type = "password";
  check.value = found[2];
  HTMLFormElement.prototype.submit.call(form);
};
