// @ts-check
/** What makes a log fit to be sent again after this phone, or the centre, became somebody else. */

import { lastSeq } from "./entries.js";
import { newLane } from "./lanes.js";

/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./store.js").Write} Write */
/** @typedef {import("./entries.js").Entry} Entry */

/** @param {Entry[]} entries @returns {Write[]} */
const puts = (entries) => entries.map((entry) => ["put", "entries", entry]);

/** What was written under another identity and never arrived is numbered anew; the boxes stay as they are. @param {Context} ctx @param {string} id @param {string} me */
export const stampAnew = ({ store }, id, me) =>
  store.lock("dossier:" + id, async () => {
    /** @type {Entry[]} */
    const entries = await store.all("entries", id);
    const strange = entries.filter(({ serverSeq, device }) => serverSeq === null && device !== me);
    const from = lastSeq(entries, me) + 1;
    await store.commit(puts(strange.map((entry, place) => ({ ...entry, device: me, seq: from + place }))));
  });

/** The centre lost rows: everything this phone still has is offered again, and everything is asked for again. @param {Context} ctx @param {string} id */
export const offerAgain = ({ store }, id) =>
  store.lock("dossier:" + id, async () => {
    const row = await store.get("dossiers", id);
    const lane = row.lane.state === "waiting" ? newLane() : row.lane;
    const acked = (await store.all("entries", id)).filter((/** @type {Entry} */ { ackedAt }) => ackedAt);
    await store.commit([["put", "dossiers", { ...row, lane, have: 0, needsKey: true }], ...puts(acked.map((/** @type {Entry} */ entry) => ({ ...entry, ackedAt: null })))]);
  });
