// @ts-check
/** What goes next: the oldest dossier first, at most so much at once, and nothing that its person did not agree to send. */

import { inOrder, isOut, isUnsent, toWire } from "./entries.js";
import { isOpen } from "./keyring.js";
import { isFree } from "./lanes.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {{row: Json, entries: Entry[]}} Held one dossier, its entries in their order */
/** @typedef {{ops: Json[], keys: Record<string, Json>, have: Record<string, number>, lost: boolean}} Batch */

export const MOST_OPS = 50;
const MOST_BYTES = 200000;

/** Was it at the centre once, which has lost it? @param {Entry} entry */
const isLost = ({ serverSeq, ackedAt }) => serverSeq !== null && !ackedAt;

/** Did the person agree that this dossier goes, by handing it in or by ticking "as it is written"? @param {Held} held */
export const mayGo = ({ row, entries }) =>
  row.begun === "centre" || row.stream || entries.some((entry) => entry.kind === "dossier.submit" && !isOut(entry));

/** Return what of a dossier can be sent now, in the order of its numbers. @param {Held} held @param {number} now */
export const sendable = (held, now) => {
  if (!isFree(held.row.lane, now)) return [];
  const all = mayGo(held);
  return held.entries
    .filter((entry) => isUnsent(entry) && !entry.fate && (all || isLost(entry)))
    .sort((one, other) => (one.serverSeq ?? Infinity) - (other.serverSeq ?? Infinity) || one.seq - other.seq);
};

/** Return every dossier with its entries. @param {import("./store.js").Store} store @returns {Promise<Held[]>} */
export const allHeld = async (store) =>
  Promise.all((await store.all("dossiers")).map(async (row) => ({ row, entries: inOrder(await store.all("entries", row.id)) })));

/** "I have everything": what cannot be opened, or is not for whoever is here now, is not asked for. */
const NOTHING_NEW = Number.MAX_SAFE_INTEGER;

/** @param {Held[]} held @param {number} now @param {number} limit at most so many operations @param {string[]} [gone] ids that are not wanted back @returns {Batch} */
export const batchOf = (held, now, limit, gone = []) => {
  const waiting = held.map((one) => ({ ...one, due: sendable(one, now) })).filter(({ due }) => due.length);
  waiting.sort((one, other) => (one.due[0].at < other.due[0].at ? -1 : 1));
  /** @type {Batch} */
  const batch = { ops: [], keys: {}, have: {}, lost: false };
  let bytes = 0;
  for (const { row, entries, due } of waiting) {
    for (const entry of due) {
      const op = toWire(entry);
      bytes += JSON.stringify(op).length;
      if (batch.ops.length && (batch.ops.length >= limit || bytes > MOST_BYTES)) break;
      batch.ops.push(op);
      batch.lost ||= isLost(entry);
      if (row.sealedKey && (row.needsKey || !entries.some(({ ackedAt }) => ackedAt))) batch.keys[row.id] = row.sealedKey;
    }
  }
  for (const id of gone) batch.have[id] = NOTHING_NEW;
  for (const { row, entries } of held) {
    if (!isOpen(row.vault)) batch.have[row.id] = NOTHING_NEW;
    else if (row.have || entries.some(({ ackedAt }) => ackedAt)) batch.have[row.id] = row.have;
  }
  return batch;
};
