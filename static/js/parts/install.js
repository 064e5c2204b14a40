// @ts-check
/** Putting the app on the home screen: a button where the browser offers it, words where it does not (iOS), and the way out of in-app browsers. */

const IN_APP = /Zalo|FBAN|FBAV|Instagram|Line\//;

/** @param {HTMLElement} part holds [data-install="button|ios|in-app"] */
export const start = (part) => {
  /** @param {string} name */
  const piece = (name) => /** @type {HTMLElement | null} */ (part.querySelector(`[data-install="${name}"]`));
  /** @param {string} name */
  const show = (name) => {
    const found = piece(name);
    if (found) found.hidden = false;
  };
  const agent = navigator.userAgent;
  if (IN_APP.test(agent)) {
    show("in-app");
    const way = part.querySelector("a");
    if (way && /Android/.test(agent)) {
      way.href = `intent://${location.host}${location.pathname}#Intent;scheme=${location.protocol.slice(0, -1)};package=com.android.chrome;end`;
      way.hidden = false;
    }
    return;
  }
  if (/iPhone|iPad/.test(agent) && !(/** @type {any} */ (navigator).standalone)) show("ios");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    show("button");
    piece("button")?.addEventListener("click", () => /** @type {any} */ (event).prompt(), { once: true });
  });
};
