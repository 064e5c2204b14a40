// @ts-check
/**
 * Room that is kept for text: five megabytes beside the photos that are let go when a text finds the disk full (reliability FM 3).
 * Random bytes, because a store may press others flat. They are there before the first photo is.
 */

import { joined, randomBytes } from "./ids.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./store.js").Write} Write */

const NAME = "ballast";
const PIECES = 20;
/** What one call for random bytes gives at most, four times. */
const PART = 65536;
/** A browser counts what was let go of a moment later (ms). */
const WAITS_MS = [0, 250, 1000];

const piece = () => joined(randomBytes(PART), randomBytes(PART), randomBytes(PART), randomBytes(PART)).buffer;

/** Was there no room? @param {unknown} fault */
export const isFull = (fault) => /** @type {Error} */ (fault)?.name === "QuotaExceededError";

/** Put the ballast there when it is not. Rejects when there is no room for it, then for no photo either. @param {Store} photos */
export const keepBallast = async (photos) => {
  if (await photos.get("pieces", [NAME, PIECES - 1])) return;
  await photos.commit(Array.from({ length: PIECES }, (_, n) => /** @type {Write} */ (["put", "pieces", { id: NAME, n, bytes: piece() }])));
};

/** Let it go. Return whether there was any. @param {Store} photos @returns {Promise<boolean>} */
export const dropBallast = async (photos) => {
  if (!(await photos.get("pieces", [NAME, PIECES - 1]))) return false;
  await photos.commit(Array.from({ length: PIECES }, (_, n) => /** @type {Write} */ (["delete", "pieces", [NAME, n]])));
  return true;
};

/** Return a store whose writes may take the room of the ballast. @param {Store} store @param {Store} photos @returns {Store} */
export const withBallast = (store, photos) => ({
  get: (name, key) => store.get(name, key),
  all: (name, first) => store.all(name, first),
  lock: (name, act, how) => store.lock(name, act, how),
  commit: async (writes) => {
    try {
      await store.commit(writes);
    } catch (fault) {
      if (!isFull(fault) || !(await dropBallast(photos).catch(() => false))) throw fault;
      await again(store, writes, WAITS_MS);
    }
  },
});

/** @param {Store} store @param {Write[]} writes @param {number[]} waits @returns {Promise<void>} */
const again = async (store, writes, [wait, ...others]) => {
  await new Promise((done) => setTimeout(done, wait));
  try {
    await store.commit(writes);
  } catch (fault) {
    if (!isFull(fault) || !others.length) throw fault;
    await again(store, writes, others);
  }
};
