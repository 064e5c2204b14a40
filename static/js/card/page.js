// @ts-check
/** Wakes the scanning of ID cards, now and after every swap. Fetched by `parts/card.js`. */
import { start } from "./part.js";

/** @type {WeakSet<Element>} */
const awake = new WeakSet();

const wake = () => {
  for (const template of /** @type {NodeListOf<HTMLTemplateElement>} */ (document.querySelectorAll('template[data-part="card"]'))) {
    if (awake.has(template)) continue;
    awake.add(template);
    start(template);
  }
};

wake();
document.addEventListener("htmx:afterSettle", wake);
