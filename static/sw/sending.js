// @ts-check
/** When the phone sends: after each write, when a page asks, when the signal comes back. One at a time; told to every open page. */

import { identity } from "../core/keyring.js";
import { sync } from "../core/sync.js";
import { recall } from "./locks.js";
import { tell } from "./windows.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */

const TAG = "camtay-sync";
/** No answer in so long is no answer (ms). */
const PATIENCE_MS = 30000;

/** @param {Json} body */
const send = async (body) => {
  const stop = new AbortController();
  const slow = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const response = await fetch("/sync", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Cam-Tay-Sync": "1" },
      body: JSON.stringify(body),
      redirect: "manual",
      credentials: "same-origin",
      cache: "no-store",
      signal: stop.signal,
    });
    const retryAfter = Number(response.headers.get("Retry-After")) || 0;
    return { status: response.status, type: response.headers.get("Content-Type") ?? "", redirected: response.type === "opaqueredirect", body: await response.text(), retryAfter };
  } finally {
    clearTimeout(slow);
  }
};

/** Send everything that is due, and take what is new. Never throws. @param {House} house */
export const sendNow = async (house) => {
  try {
    if (!(await house.keeps())) return;
    await recall(house);
    const outcome = await sync(await house.log(), send);
    if (!outcome) return;
    if (outcome.wiped) await house.store.commit([["put", "meta", { name: "wiped", value: Date.now() }]]);
    if (!outcome.error) (house.quietUntil = 0), house.stale.clear();
    for (const dossier of outcome.changed ?? []) await tell({ type: "changed", dossier });
    if (outcome.acked || outcome.refused || outcome.error) await tell({ type: "changed", dossier: "" });
    if (outcome.nextAt) setTimeout(() => sendNow(house), Math.max(1000, outcome.nextAt - Date.now()));
  } catch (fault) {
    console.warn("not sent", fault);
  }
};

/** Send after this answer went out. @param {House} house */
export const sendSoon = (house) => {
  setTimeout(() => sendNow(house), 0);
  // A bonus where it exists: nothing relies on it.
  /** @type {any} */ (self).registration.sync?.register(TAG).catch(() => undefined);
};

/** Send, and wait for it at most so long. @param {House} house @param {number} ms */
export const sendWithin = (house, ms) => Promise.race([sendNow(house), new Promise((done) => setTimeout(done, ms))]);

/**
 * Ask the centre as this worker, not as whoever has the browser's cookie. Null without a signal.
 * @param {House} house @param {string} address @param {[string, string][]} fields
 */
export const askAsWorker = async (house, address, fields) => {
  const me = await identity(await house.log());
  const headers = { "Cam-Tay-Device": me.id, "Cam-Tay-Secret": me.secret };
  const how = /** @type {RequestInit} */ ({ method: "POST", headers, credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  return fetch(address, { ...how, body: new URLSearchParams(fields) }).catch(() => null);
};
