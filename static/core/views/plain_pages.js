// @ts-check
/** Pages without a dossier: lists, what waits to be sent, looking up a slip, leaving. */

import { isOnItsWay } from "../named.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Reader} Reader */
/** @typedef {{row: Json, state: string, safety: string, unsent: number, at: string}} Held a dossier as `listDossiers` tells of it */

/** Everything else has been handed in. @type {Record<string, string>} */
const WHAT = { draft: "draft", prepared: "prepared", withdrawn: "withdraw" };

/** A line of the list of dossiers. @param {Held} held @param {string} called @param {Reader} reader */
export const dossierItem = ({ row, state, safety }, called, { lang, wording }) => ({
  id: row.id, called, state, safety, changed: wording.moment(row.changedAt, lang),
});

/** The end of a dossier's id: by it a person finds here what was said of a file elsewhere. @param {string} id */
const refOf = (id) => id.slice(-6);

/** @param {Json} lane */
const laneState = ({ state, tries }) => (state === "idle" ? "waiting" : state === "waiting" && tries ? "trying" : state);

/**
 * One thing that waits. `goes`: it is sent by itself; a draft goes only with its person's consent. `photos`: as `filesToCome` tells of them.
 * @param {Held} held @param {string} called @param {Reader} reader @param {Json[]} [photos]
 */
export const laneItem = ({ row, state, unsent, at }, called, { lang, wording }, photos = []) => {
  const { id, lane, stream, begun, changedAt } = row;
  return {
    id, called, ref: refOf(id), what: WHAT[state] ?? "submit", state: laneState(lane), code: lane.code, since: wording.moment(lane.since || at || changedAt, lang),
    tries: lane.tries, waiting: unsent, goes: state !== "draft" || !!stream || begun === "centre", photos,
  };
};

/** @param {Json} frame @param {Json[]} items @param {Json[]} [problems] */
export const dossiersPage = (frame, items, problems = []) => ({ ...frame, dossiers: items, problems });

/**
 * `may_save`: something is only here, and can be given out of hand as a file; also what is locked, because nothing is opened for it.
 * @param {Json} frame @param {ReturnType<typeof laneItem>[]} lanes @param {number} [locked] dossiers of others, of which only this is told
 */
export const outboxPage = (frame, lanes, locked = 0) => ({
  ...frame, lanes, locked, may_send: lanes.some(({ goes, waiting, photos }) => goes && (waiting > 0 || photos.some(isOnItsWay))),
  may_save: locked > 0 || lanes.some(({ waiting }) => waiting > 0),
});

/** A dossier as squares to print; none of them when it is too long. @param {Json} frame @param {string} id @param {number} total @param {string} site where they are handed in */
export const codesPage = (frame, id, total, site) => ({
  ...frame, id, ref: refOf(id), total, site, squares: Array.from({ length: total }, (_, at) => at + 1),
});

/** @param {Json} frame @param {{code: string, check: string}} typed @param {Json[]} [problems] */
export const trackPage = (frame, typed, problems = []) => ({ ...frame, typed, problems });

/** @param {Json} frame @param {{code: string, done: boolean, unsent: number}} said */
export const leavePage = (frame, said) => ({ ...frame, ...said });
