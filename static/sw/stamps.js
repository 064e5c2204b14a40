// @ts-check
/**
 * The number of a rendered form (D8): random, and how much of the dossier's log it showed. A form drawn by the phone counts entries on this
 * phone (`….p12`), one drawn by the centre its log's numbers (`….812`): a page that was open while its dossier was adopted carries the latter.
 */

import { randomHex } from "../core/ids.js";

const STAMP = /^([0-9a-f]{24})\.(p?)(\d{1,15})$/;

/** @param {number} count entries of the dossier on this phone */
export const newFormId = (count) => `${randomHex(12)}.p${count}`;

/**
 * Return the form as the log takes it, with what it had seen in this phone's count; null for a POST without one.
 * @param {string} typed @param {{n: number, serverSeq: number | null}[]} entries of the dossier, in their order
 */
export const readFormId = (typed, entries) => {
  const found = STAMP.exec(typed);
  if (!found) return null;
  const number = Number(found[3]);
  if (found[2]) return { form: found[1], seen: number };
  const known = entries.filter((entry) => entry.serverSeq !== null && entry.serverSeq <= number);
  return { form: found[1], seen: Math.max(0, ...known.map((entry) => entry.n)) };
};
