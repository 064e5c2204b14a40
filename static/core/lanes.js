// @ts-check
/** Each dossier is a lane of its own: what stops one never stops another. What its person does about it stands here too. */

import { moment } from "./ids.js";
import { isOut } from "./entries.js";

/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {{state: "idle" | "waiting" | "refused" | "hand_over" | "set_aside", since: string, code: string, tries: number, nextAt: number}} Lane */
/** @typedef {{row: any, entries: Entry[]}} Held */

const FAR_MS = 600000;

/** @returns {Lane} */
export const newLane = () => ({ state: "idle", since: "", code: "", tries: 0, nextAt: 0 });

/** Return what of a dossier the person still has to look at. @param {Entry[]} entries */
export const refusalsOf = (entries) => entries.filter(({ fate }) => fate && !fate.closed);

/** Return the lane as its entries say. What a person set aside, and what waits for its time, stays so. @param {Lane} lane @param {Entry[]} entries @param {string} at @returns {Lane} */
export const laneOf = (lane, entries, at) => {
  if (lane.state === "set_aside") return lane;
  const refusals = refusalsOf(entries);
  const first = refusals.find(({ fate }) => fate?.fate === "hand_over") ?? refusals[0];
  if (!first?.fate) return lane.state === "waiting" ? lane : newLane();
  const state = first.fate.fate === "hand_over" ? "hand_over" : "refused";
  return { ...lane, state, code: first.fate.code, since: lane.state === state ? lane.since : at };
};

/** Is that moment still to come? One beyond every wait of ours is the work of a clock that was set back. @param {number} at @param {number} now */
export const isAhead = (at, now) => at > now && at < now + FAR_MS;

/** May this lane send now? @param {Lane} lane @param {number} now */
export const isFree = ({ state, nextAt }, now) => state !== "set_aside" && state !== "hand_over" && !isAhead(nextAt, now);

/** @param {Context} ctx @param {string} id @param {(held: Held, at: string) => Held} change */
const changeLane = ({ store, now }, id, change) =>
  store.lock("dossier:" + id, async () => {
    const row = await store.get("dossiers", id);
    if (!row) return false;
    const held = change({ row, entries: await store.all("entries", id) }, moment(now()));
    await store.commit([["put", "dossiers", held.row], ...held.entries.map((entry) => /** @type {import("./store.js").Write} */ (["put", "entries", entry]))]);
    return true;
  });

/** Let a dossier lie until its person says otherwise; everything is kept. @param {Context} ctx @param {string} id */
export const setAside = (ctx, id) =>
  changeLane(ctx, id, ({ row }, at) => ({ row: { ...row, lane: { ...newLane(), state: "set_aside", since: at } }, entries: [] }));

/** Send a dossier at the next chance, also what was handed over or set aside. @param {Context} ctx @param {string} id */
export const sendAgain = (ctx, id) =>
  changeLane(ctx, id, ({ row, entries }, at) => {
    const again = entries.filter(({ fate }) => fate?.fate === "hand_over").map((entry) => ({ ...entry, fate: null }));
    const rest = entries.filter(({ fate }) => fate?.fate !== "hand_over");
    return { row: { ...row, lane: laneOf(newLane(), rest, at) }, entries: again };
  });

/** The person has seen what came too late or could not be read, and is done with it. @param {Context} ctx @param {string} id */
export const closeRefusals = (ctx, id) =>
  changeLane(ctx, id, ({ row, entries }, at) => {
    const closed = entries.filter((entry) => isOut(entry) && entry.fate).map((entry) => ({ ...entry, fate: /** @type {any} */ ({ ...entry.fate, closed: true }) }));
    const rest = entries.filter((entry) => !isOut(entry));
    return { row: { ...row, lane: laneOf(row.lane, rest, at) }, entries: closed };
  });
