// @ts-check
/** The five steps as the citizen sees them; twin of `webapp/dossiers/timeline.py`. Made from what the centre said last. */

import { head, localised, say } from "./context.js";

/** @typedef {import("../types").Json} Json */
/**
 * @typedef {{folder: import("../types").Folder, status: Json, reader: import("../types").Reader, catalogue: import("../catalogue.js").Catalogue,
 *   reasons: Record<string, import("../types").Localised>, own: boolean, knownAt: string}} Asked `knownAt`: when the centre said so (ISO), "" for now
 */

const STEPS = [
  ["sent", "dossier.submit"], ["receive", "desk.accepted"], ["appraise", "desk.appraised"], ["approve", "desk.approved"], ["seal", "desk.sealed"],
  ["return", "desk.returned"],
];
const ENDED = ["refused", "withdrawn"];

/** @param {Asked} asked */
const steps = ({ status, reader }) => {
  const last = new Map(status.history.map((/** @type {Json} */ one) => [one.kind, one.at]));
  return STEPS.map(([id, kind], place) => {
    // A step that was sent back is not done any more, whatever stands in the history.
    const done = last.has(kind) && (status.step === 0 || place < status.step) && !(place > 0 && ENDED.includes(status.state));
    const now = status.step === place && place > 0;
    return { id, mark: now ? "now" : done ? "done" : "next", at: done ? reader.wording.moment(last.get(kind), reader.lang) : "" };
  });
};

/** Why the centre could not keep a photo, in words. @param {Asked} asked */
const photosRefused = ({ folder, status, reader }) =>
  (status.photos_refused ?? []).map((/** @type {Json} */ { code }) => ({ text: say({ field: "", code, params: {}, row: null, part: null, level: "error" }, reader, folder.definition) }));

/** Return everything `citizen/progress.html` draws, apart from the frame. @param {Asked} asked */
export const progressPage = (asked) => {
  const { folder, status, reader, catalogue, reasons, own, knownAt } = asked;
  const { lang, wording } = reader;
  const told = (/** @type {string} */ kept) => Object.values(reasons).find((reason) => reason.vi === kept);
  return {
    dossier: head(folder), official: status.official, due: status.due_on ? wording.day(status.due_on, lang) : "", steps: steps(asked),
    reasons: status.reasons.map((/** @type {string} */ kept) => ({ text: localised(told(kept) ?? { vi: kept, en: kept }, lang) })),
    photos_refused: photosRefused(asked), result_number: status.result_number,
    openings: status.openings.map((/** @type {Json} */ one) => ({ who: catalogue.unitName(one.unit, lang), at: wording.moment(one.at, lang) })),
    own, known_at: knownAt ? wording.moment(knownAt, lang) : "",
  };
};
