// @ts-check
/**
 * Wakes the enhancements of a page: each element with data-part="<name>" gets parts/<name>.js, now and after every swap.
 * A page must be complete without any of them. No words for people stand here: they come from the markup.
 */
import { start as camera } from "./parts/camera.js";
import { start as card } from "./parts/card.js";
import { start as copy } from "./parts/copy.js";
import { focusHeading } from "./parts/focus.js";
import { askAnewOnBack } from "./parts/history.js";
import { start as install } from "./parts/install.js";
import { start as language } from "./parts/language.js";
import { start as listen } from "./parts/listen.js";
import { keepLocked } from "./parts/lock.js";
import { start as look } from "./parts/look.js";
import { start as photo } from "./parts/photo.js";
import { start as photos } from "./parts/photos.js";
import { keepTrue } from "./parts/safety.js";
import { sendAgainNatively } from "./parts/sending.js";
import { start as share } from "./parts/share.js";
import { start as track } from "./parts/track.js";
import { wakeWorker } from "./parts/worker.js";

/** @type {Map<string | undefined, (element: any) => void>} */
const PARTS = new Map(Object.entries({ camera, card, copy, install, language, listen, look, photo, photos, share, track }));

/** @type {WeakSet<Element>} */
const awake = new WeakSet();

const wake = () => {
  for (const element of document.querySelectorAll("[data-part]")) {
    const start = PARTS.get(/** @type {HTMLElement} */ (element).dataset.part);
    if (!start || awake.has(element)) continue;
    awake.add(element);
    try {
      start(element);
    } catch (fault) {
      console.error(element, fault); // the others wake all the same
    }
  }
};

wake();
askAnewOnBack();
wakeWorker();
keepLocked();
keepTrue(wake);
document.addEventListener("htmx:afterSettle", () => {
  wake();
  focusHeading();
});
document.addEventListener("htmx:sendError", (event) => sendAgainNatively(/** @type {CustomEvent} */ (event).detail, "lost"));
document.addEventListener("htmx:timeout", (event) => sendAgainNatively(/** @type {CustomEvent} */ (event).detail, "slow"));
