// @ts-check
/** Answers of the nearby server: whole pages and redirects, with the headers of the far one. */

import { render } from "../core/render.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */

/**
 * Draw a page. @param {House} house @param {string} template @param {Json} view plain JSON @param {number} [status]
 */
export const page = async (house, template, view, status = 200) => {
  const html = render(await house.shell.drawing(view.lang), template, view);
  const headers = /** @type {Record<string, string>} */ ({
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": await house.shell.policy(),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
  });
  // A refused page is no new place in the history.
  if (status >= 400) headers["HX-Push-Url"] = "false";
  return new Response(html, { status, headers });
};

/** Lead on. Always an absolute address: WebKit before 2025 resolved a relative one wrongly. @param {string} address @param {number} [status] */
export const lead = (address, status = 303) => Response.redirect(new URL(address, self.location.origin).href, status);

/** The page of something that is not on this phone and not to be had now. @param {House} house @param {URL} url @param {string} lang */
export const noSignal = async (house, url, lang) =>
  page(house, "problems/no_signal.html", { ...(await house.frame(url, lang, { pageNo: "0-00" })), again: url.pathname + url.search }, 503);
