// @ts-check
/** When the phone sends: after each write, when a page asks, when the signal comes back. One at a time; told to every open page. */

import { identity } from "../core/keyring.js";
import { tidyPhotos } from "../core/photo_sending.js";
import { sendAll } from "../core/sending.js";
import { recall } from "./locks.js";
import { tell } from "./windows.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */

const TAG = "camtay-sync";
/** No answer in so long is no answer (ms). */
const PATIENCE_MS = 30000;
/** A piece of 32 KiB takes five seconds at 50 kbit/s; the server works on the last one (ms). */
const PIECE_MS = 60000;

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

/** One piece of a photo, or a question about it. @param {import("../core/uploading.js").Asked} asked @returns {Promise<import("../core/upload_answers.js").Answer>} */
const ask = async ({ method, path, headers, body }) => {
  const stop = new AbortController();
  const slow = setTimeout(() => stop.abort(), PIECE_MS);
  try {
    const response = await fetch(path, { method, headers, body, redirect: "manual", credentials: "omit", cache: "no-store", signal: stop.signal });
    await response.arrayBuffer(); // read to its end, so that the connection is used again
    return { status: response.status, redirected: response.type === "opaqueredirect", header: (name) => response.headers.get(name) ?? "" };
  } finally {
    clearTimeout(slow);
  }
};

/** @param {House} house */
const howPhotosGo = (house) => ({
  // A text that was written meanwhile goes first.
  stop: () => house.texts && !(house.texts = false),
  tell: (/** @type {import("../core/photo_store.js").Photo} */ { id, dossier, state, offset, size }) =>
    void tell({ type: "photo", dossier, file: id, state, percent: Math.floor((offset * 100) / size), left: size - offset }),
  pace: house.pace,
});

/** @param {House} house @param {NonNullable<Awaited<ReturnType<typeof sendAll>>>} outcome */
const told = async (house, { wiped, error, changed, acked, refused, photos, nextAt }) => {
  if (wiped) await house.store.commit([["put", "meta", { name: "wiped", value: Date.now() }]]);
  if (!error) house.stale.clear();
  for (const dossier of changed ?? []) await tell({ type: "changed", dossier });
  if (acked || refused || error || photos?.kept || photos?.refused || photos?.error) await tell({ type: "changed", dossier: "" });
  if (acked) await tidyPhotos(await house.log());
  if (nextAt) setTimeout(() => sendNow(house), Math.max(1000, nextAt - Date.now()));
};

/** Send everything that is due, and take what is new. Never throws. @param {House} house */
export const sendNow = async (house) => {
  try {
    if (!(await house.keeps())) return;
    await recall(house);
    const outcome = await sendAll(await house.log(), { send, ask }, howPhotosGo(house));
    if (outcome) await told(house, outcome);
    else house.texts = true;
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
