// @ts-check
/** A dossier as its pages read it, made from its entries; twin of `webapp/dossiers/sheet.py`. */

import { AnswerSet } from "./answers.js";
import { EXPLAINED, keyOfCell, paperFieldId, pictureOf } from "./folding.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./entries.js").OpenEntry} OpenEntry */
/** @typedef {import("./folding.js").Picture} Picture */
/** @typedef {import("./folding.js").Cell} Cell */
/** @typedef {import("./folding.js").RowCell} RowCell */
/** @typedef {{entry: string, kind: string, value: Json, at: string, device: string, shows: boolean}} Version `value` is null when cleared or a row moved */
/** @typedef {{part: "answer" | "row" | "paper", field: string, row: string | null, versions: Version[]}} Conflict the one that shows first; of a paper the field its answer is kept under */
/** @typedef {ReturnType<typeof sheetOf>} Sheet */

const ATTACHED = "attached";

/** @param {Cell} cell what a person reads of a paper: a file wins over "cannot get it" */
const paperOf = ({ shown, files }) =>
  files.length ? { choice: ATTACHED, reason: "", files } : { choice: shown?.choice ?? "", reason: shown?.reason ?? "", files };

/** @param {Picture} picture @param {Conflict["part"]} part @param {Iterable<Cell | RowCell>} cells @returns {Conflict[]} */
const conflictsOf = ({ known }, part, cells) =>
  [...cells].filter(({ heads }) => heads.size > 1).map(({ field, row, heads }) => {
    const versions = [...heads].sort(([, one], [, other]) => other - one).map(([id], nth) => {
      const { entry, body } = /** @type {OpenEntry} */ (known.get(id));
      const value = part === "paper" ? { choice: body.choice, reason: body.reason } : body.value ?? null;
      return { entry: id, kind: entry.kind, value, at: entry.at, device: entry.device, shows: nth === 0 };
    });
    return part === "paper" ? { part, field: paperFieldId(field), row: null, versions } : { part, field, row, versions };
  });

/** @param {Picture} picture answers of removed rows left out, papers under their field ids @param {Cell[]} here */
const answersFrom = ({ rows, papers }, here) => {
  /** @type {import("./answers.js").Values} */
  const values = new Map([[null, new Map()]]);
  /** @param {string} field @param {string | null} row @param {Json} value */
  const set = (field, row, value) => values.set(row, (values.get(row) ?? new Map()).set(field, value));
  for (const { field, row, shown } of here) if (shown && !field.startsWith(EXPLAINED)) set(field, row, shown.value);
  for (const [paper, cell] of papers) if (paperOf(cell).choice) set(paperFieldId(paper), null, paperOf(cell));
  const order = new Map();
  for (const { field, row, present } of [...rows.values()].sort((one, other) => one.place - other.place)) {
    if (present) order.set(field, [...(order.get(field) ?? []), row]);
  }
  return new AnswerSet(values, order);
};

/** Return the picture as pages read it. @param {Picture} picture */
export const sheetOf = (picture) => {
  const { answers, rows, papers, top, later, consents, broken } = picture;
  const gone = new Set([...rows.values()].filter(({ present }) => !present).map(({ row }) => row));
  const here = [...answers.values()].filter(({ row }) => !row || !gone.has(row));
  const explained = here.filter(({ field, shown }) => shown && field.startsWith(EXPLAINED));
  return {
    ...top, top, later, broken,
    answers: answersFrom(picture, here),
    heads: new Map([...answers].map(([key, { heads }]) => [key, [...heads.keys()]])),
    conflicts: [...conflictsOf(picture, "answer", answers.values()), ...conflictsOf(picture, "row", rows.values()), ...conflictsOf(picture, "paper", papers.values())],
    papers: new Map([...papers].map(([paper, cell]) => [paper, paperOf(cell)])),
    explained: new Map(explained.map(({ field, row, shown }) => [keyOfCell(field.slice(EXPLAINED.length), row), { code: shown.code, reason: shown.reason }])),
    stream: consents.has("stream"),
    consents,
  };
};

/** Return what opened entries say, as pages read it. @param {OpenEntry[]} opened in their order */
export const fold = (opened) => sheetOf(pictureOf(opened));
