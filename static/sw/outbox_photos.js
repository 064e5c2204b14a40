// @ts-check
/** What the outbox tells of photos, and what its buttons do about them. */

import { sendAgain } from "../core/dossiers.js";
import { isOnItsWay, isOpenHere } from "../core/named.js";
import { sendPhotosAgain } from "../core/photo_sending.js";
import { filesToCome } from "../core/views/files.js";
import { definitionOf } from "./packs.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */

/** Is something of it only here? @param {Json} one */
export const isLeftBehind = ({ unsent, files }) => unsent > 0 || files.some(isOnItsWay);

/** The photos of a dossier that are still to come, with their names where its form is here. @param {Json} one @param {Json} reader */
export const photosOf = async ({ row, state, files }, reader) => {
  const open = files.filter(isOpenHere);
  if (!open.length) return [];
  const { json: definition } = await definitionOf(row.procedure, row.digest).catch(() => ({ json: { steps: [], papers: [] } }));
  return filesToCome(/** @type {any} */ ({ id: row.id, state, definition, files: new Map(open.map((/** @type {Json} */ one) => [one.file, one])) }), reader);
};

/** Send a dossier now, whatever was waited for. @param {House} house @param {Json} one */
export const sendsAgain = async (house, { row }) => {
  const log = await house.log();
  await sendAgain(log, row.id);
  await sendPhotosAgain(log, row.id);
};
