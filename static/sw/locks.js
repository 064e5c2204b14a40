// @ts-check
/** The lock of a shared phone as the worker sees it: keys come back from pages, go to pages, and leave with the lock. */

import { padded } from "../core/dates.js";
import { keepPending } from "../core/pending.js";
import { isMissed, keyForPage, lock, takeKey } from "../core/vaults.js";
import { lead, page } from "./answers.js";
import { fieldsOf } from "./fields.js";
import { askPages, tell } from "./windows.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */

/** How long a new worker waits for its pages. They answer in some milliseconds, or they are frozen (ms). */
const PATIENCE_MS = 700;
const BUSY_MS = 500;
const MINUTE_MS = 60000;
const PLACE = /^\/(?:vi|en)\/(?:[\w-][\w.-]*\/)*(?:[\w-][\w.-]*)?(?:\?[\w.=&%+-]*)?$/;

/** Return an address to go on at: one of ours, or the first page. @param {string} lang @param {string} asked */
export const placeOf = (lang, asked) => (asked.length <= 400 && PLACE.test(asked) ? asked : `/${lang}/dossiers/`);

/** @param {House} house */
const recalled = async (house) => {
  if (!(await house.keeps())) return;
  const log = await house.log();
  if (!(await isMissed(log))) return;
  const answers = await askPages("vault", PATIENCE_MS);
  const taken = answers.map(async (told) => (await takeKey(log, await told)) || Promise.reject(new Error("no key")));
  // Nobody has it: the browser was closed, or stopped everything. That is a lock.
  await Promise.any(taken).catch(() => lock(log));
};

/** Have the key back that this worker lost when it was stopped. Asked once in its life. @param {House} house @returns {Promise<void>} */
export const recall = (house) => (house.recalled ??= recalled(house).catch((fault) => console.warn("not recalled", fault)));

/** Lock: nobody has a key any more, and every page that showed something leaves. @param {House} house */
export const lockNow = async (house) => {
  await lock(await house.log());
  await tell({ type: "lock" });
};

/** A page was left alone: lock, unless another one is in use. @param {House} house */
const lockWhenIdle = async (house) => {
  const busy = await Promise.all(await askPages("busy", BUSY_MS));
  if (!busy.includes(true)) await lockNow(house);
};

/** @param {House} house @param {Json} data @param {readonly MessagePort[]} ports what a page says about the lock */
export const hearLock = async (house, data, ports) => {
  if (!["vault", "idle"].includes(data?.type) || !(await house.keeps())) return;
  await recall(house);
  if (data.type === "idle") await lockWhenIdle(house);
  ports[0]?.postMessage(await keyForPage(await house.log()));
};

/** Where a form stands that is posted to another address than its own. */
const STANDS = /** @type {Record<string, string>} */ ({ submit: "review", "official-code": "receipt", dossiers: "dossiers/" });

/** The answer to whoever asks for what is locked. What was typed is sealed first. @param {House} house @param {Request} request @param {URL} url @param {string} lang @param {string} vault */
export const lockedAnswer = async (house, request, url, lang, vault) => {
  const path = url.pathname.replace(/[^/]+$/, (last) => STANDS[last] ?? last);
  const next = encodeURIComponent(placeOf(lang, path + url.search));
  if (request.method !== "POST" || !vault) return lead(`/${lang}/unlock?next=${next}`);
  const posted = { path: url.pathname + url.search, fields: await fieldsOf(request) };
  try {
    if (await keepPending(await house.log(), vault, posted)) return lead(`/${lang}/unlock?next=${next}&kept=1`);
  } catch (fault) {
    console.warn("not kept", fault);
  }
  // The page that was posted from is still there: Back shows it with what was typed.
  return page(house, "problems/no_signal.html", { ...(await house.frame(url, lang, { pageNo: "0-00", trouble: "not_saved" })), again: decodeURIComponent(next) }, 507);
};

/**
 * What to say of a try that did not open. The time is that of the phone's own clock, which stands above the page.
 * @param {string} field @param {{fate: string, wait: number, left: number}} said @returns {import("../core/views/locks.js").Fault}
 */
export const triedFault = (field, { wait, left }) => {
  if (!wait) return { field, code: "secret_wrong", params: { number: left } };
  const until = new Date(Math.ceil((Date.now() + wait) / MINUTE_MS) * MINUTE_MS);
  return { field, code: "secret_wait", params: { time: `${padded(until.getHours())}:${padded(until.getMinutes())}` } };
};
