// @ts-check
/** What a page says of a dossier becomes true by itself: the worker tells when something was sent or came. Nothing typed is touched. */

import { focusHeading } from "./focus.js";

const PAGES = /\/(?:dossiers|outbox)(?:\/|$)/;
const ASKING = "form[data-step], form[action$='/submit']";

/** Does somebody write here? @param {Element} main */
const isWritten = (main) =>
  !!main.querySelector(ASKING) ||
  [.../** @type {NodeListOf<HTMLInputElement>} */ (main.querySelectorAll("input:not([type=hidden]), textarea"))].some(
    (control) => control === document.activeElement || control.value !== control.defaultValue,
  );

/** Only the line that says where the dossier is. The element stays, so that it is read out. @param {Element} main @param {Element} fresh */
const takeLine = (main, fresh) => {
  const [line, next] = /** @type {(HTMLElement | null)[]} */ ([main.querySelector("[data-safety]"), fresh.querySelector("[data-safety]")]);
  if (!line || !next) return;
  Object.assign(line.dataset, next.dataset);
  line.replaceChildren(...next.childNodes);
};

/** @param {Element} main @param {Element} fresh @param {() => void} wake */
const takeAll = (main, fresh, wake) => {
  const held = main.contains(document.activeElement);
  main.replaceChildren(...fresh.childNodes);
  /** @type {any} */ (globalThis).htmx?.process(main);
  wake();
  if (held) focusHeading();
};

/** @param {() => void} wake */
const askAnew = async (wake) => {
  const { href } = location;
  const answer = await fetch(href, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  const main = document.querySelector("main");
  if (!main || !fresh || location.href !== href) return;
  if (isWritten(main)) takeLine(main, fresh);
  else takeAll(main, fresh, wake);
};

let asking = false;
let again = false;

/** One at a time; what is told meanwhile is asked for afterwards. @param {() => void} wake @returns {Promise<void>} */
const refresh = async (wake) => {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  // When it cannot be asked the line stays as it was: it was true when it was drawn.
  await askAnew(wake).catch(() => undefined);
  asking = false;
  if (again) {
    again = false;
    await refresh(wake);
  }
};

/** Is this page about that dossier, or about all of them? @param {string} dossier */
const isAbout = (dossier) => {
  const { pathname } = location;
  return PAGES.test(pathname) && (!dossier || pathname.includes(dossier) || !/[0-9a-f]{8}-/.test(pathname));
};

/** Listen to the worker: once a page load. @param {() => void} wake starts the enhancements of what is new on the page */
export const keepTrue = (wake) => {
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (data?.type === "changed" && isAbout(data.dossier)) refresh(wake);
  });
};
