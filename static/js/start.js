// @ts-check
/**
 * Wakes the enhancements of a page: each element with data-part="<name>" gets js/parts/<name>.js, now and after every swap.
 * A page must be complete without any of them. No words for people stand here: they come from the markup.
 */
import { focusHeading } from "./parts/focus.js";
import { askAnewOnBack } from "./parts/history.js";
import { keepTrue } from "./parts/safety.js";
import { sendAgainNatively } from "./parts/sending.js";
import { wakeWorker } from "./parts/worker.js";

/** Only these names are ever imported, whatever the markup says. */
const PARTS = new Set(["copy", "install", "language", "listen", "look", "track"]);

/** @type {WeakSet<Element>} */
const awake = new WeakSet();

const wake = () => {
  for (const element of document.querySelectorAll("[data-part]")) {
    const name = /** @type {HTMLElement} */ (element).dataset.part ?? "";
    if (!PARTS.has(name) || awake.has(element)) continue;
    awake.add(element);
    import(`./parts/${name}.js`).then((part) => part.start(element)).catch(() => awake.delete(element));
  }
};

wake();
askAnewOnBack();
wakeWorker();
keepTrue(wake);
document.addEventListener("htmx:afterSettle", () => {
  wake();
  focusHeading();
});
document.addEventListener("htmx:sendError", (event) => sendAgainNatively(/** @type {CustomEvent} */ (event).detail, "lost"));
document.addEventListener("htmx:timeout", (event) => sendAgainNatively(/** @type {CustomEvent} */ (event).detail, "slow"));
