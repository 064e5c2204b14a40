// @ts-check
/** Photos on their way, as the worker tells of them; while they go the screen stays on, because a phone that sleeps stops sending (FM 31). */

const QUIET_MS = 15_000;

/** @type {any} */
let awake = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const stayAwake = () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    awake?.then?.((/** @type {any} */ lock) => lock?.release()).catch(() => undefined);
    awake = null;
  }, QUIET_MS);
  awake ??= Promise.resolve(/** @type {any} */ (navigator).wakeLock?.request("screen")).catch(() => (awake = null));
};

/** @param {Element} part @param {string} what @param {(found: HTMLElement) => void} change */
const each = (part, what, change) => part.querySelectorAll(what).forEach((found) => change(/** @type {HTMLElement} */ (found)));

/** @param {Element} part @param {{file: string, percent: number, left: number}} told */
const show = (part, { file, percent, left }) => {
  const line = part.querySelector(`[data-photo="${CSS.escape(file)}"]`);
  if (!line) return;
  each(line, "[data-photo-percent]", (found) => (found.textContent = String(percent)));
  each(line, "[data-photo-line]", (found) => (found.hidden = false));
  each(part, "[data-photo-left]", (found) => (found.textContent = String(Math.ceil(left / 1024))));
  each(part, "[data-photo-bar]", (found) => (found.hidden = false));
  stayAwake();
};

/** @param {HTMLElement} part holds a line for each photo */
export const start = (part) => {
  const workers = navigator.serviceWorker;
  /** @param {MessageEvent} event */
  const hear = ({ data }) => {
    if (!part.isConnected) return workers.removeEventListener("message", hear);
    if (data?.type === "photo" && data.state === "waiting") show(part, data);
  };
  workers?.addEventListener("message", hear);
};
