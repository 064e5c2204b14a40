// @ts-check
/** What each kind of entry does to the picture of a dossier; twin of `webapp/dossiers/folding.py` for what people do. */

import { isOut } from "./entries.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {import("./entries.js").OpenEntry} OpenEntry */
/** @typedef {Map<string, number>} Heads id and place of every entry that no later one has seen; the last one shows */
/** @typedef {{field: string, row: string | null, heads: Heads, shown: Json, files: string[]}} Cell `shown` is a body, or null when cleared */
/** @typedef {{field: string, row: string, heads: Heads, present: boolean, place: number}} RowCell */
/**
 * @typedef {object} Picture everything the log says about one dossier
 * @property {Map<string, Cell>} answers
 * @property {Map<string, RowCell>} rows
 * @property {Map<string, Cell>} papers by paper id
 * @property {Map<string, OpenEntry>} known by id
 * @property {Json} top
 * @property {Map<string, string>} consents what was agreed to, in the words that were read
 * @property {Set<string>} later
 * @property {string[]} broken ids of entries that do not open
 */

/** Before the field id of what holds why a warning is right after all. */
export const EXPLAINED = "_explained.";

/** @param {string | null} field @param {string | null} row */
export const keyOfCell = (field, row) => `${field ?? ""}|${row ?? ""}`;

/** @param {string} paper its id */
export const paperFieldId = (paper) => "paper." + paper.replace(/-/g, "_");

/** @returns {Picture} */
export const blankPicture = () => ({
  answers: new Map(), rows: new Map(), papers: new Map(), known: new Map(), consents: new Map(), later: new Set(), broken: [],
  top: { slips: [], secret: "", officialCode: "", withdrawn: null, submitted: null },
});

/** @param {Heads | undefined} heads @param {Entry} entry @param {number} place @returns {Heads} */
const nextHeads = (heads, { id, base }, place) => new Map([...(heads ?? [])].filter(([head]) => !base.includes(head)).concat([[id, place]]));

/** @param {Map<string, Cell>} cells @param {string} key @param {Entry} entry @param {string} field @param {Partial<Cell>} said */
const put = (cells, key, { row }, field, said) => cells.set(key, { field, row, heads: new Map(), shown: null, files: [], ...cells.get(key), ...said });

/** @typedef {(picture: Picture, entry: Entry, body: Json, place: number) => void} Fold */

/** @type {Fold} */
const answer = (picture, entry, body, place) => {
  const { field, row, kind, id, base } = entry;
  const key = keyOfCell(field, row);
  put(picture.answers, key, entry, field ?? "", { heads: nextHeads(picture.answers.get(key)?.heads, entry, place), shown: kind === "answer.set" ? body : null });
  for (const cell of row ? picture.rows.values() : []) {
    // An answer in a row that somebody else removed meanwhile says the row is there: both are heads (D1).
    if (cell.row !== row || cell.present || [...cell.heads.keys()].every((head) => base.includes(head))) continue;
    cell.heads = new Map(cell.heads).set(id, place);
    cell.present = true;
  }
};

/** @type {Fold} */
const rowMoved = (picture, entry, _body, place) => {
  const { kind, base } = entry;
  const [field, row] = [entry.field ?? "", entry.row ?? ""];
  const old = picture.rows.get(keyOfCell(field, row));
  const present = kind === "row.add";
  const heads = new Map(old?.heads ?? []);
  for (const cell of present ? [] : picture.answers.values()) {
    if (cell.row === row) for (const [head, at] of cell.heads) if (!base.includes(head)) heads.set(head, at);
  }
  picture.rows.set(keyOfCell(field, row), { field, row, heads: nextHeads(heads, entry, place), present, place: old?.place ?? place });
};

/** @type {Fold} */
const paperFile = ({ papers }, entry) => {
  const paper = entry.field ?? "";
  const files = (papers.get(paper)?.files ?? []).filter((file) => file !== entry.facts.file);
  put(papers, paper, entry, paper, { files: entry.kind === "paper.attach" ? [...files, entry.facts.file] : files });
};

/** @type {Fold} */
const paperSaid = ({ papers }, entry, body, place) => {
  const paper = entry.field ?? "";
  put(papers, paper, entry, paper, { heads: nextHeads(papers.get(paper)?.heads, entry, place), shown: body });
};

/** @type {Fold} */
const explain = ({ answers }, entry, body, place) => {
  const field = EXPLAINED + entry.field;
  const key = keyOfCell(field, entry.row);
  put(answers, key, entry, field, { heads: nextHeads(answers.get(key)?.heads, entry, place), shown: body });
};

/** @type {Fold} */
const submit = ({ top }, { id, at, facts }, body) => {
  const filingDay = facts.filed_on || body.filing_day || facts.filing_day || "";
  top.submitted ??= { id, at, filingDay, ticks: body.ticks ?? [], route: facts.route ?? "" };
};

/** Kinds that are not here (those of the desk, and of later builds) change nothing. @type {Map<string, Fold>} */
const FOLDS = new Map(
  Object.entries({
    "dossier.start": ({ top }, { facts, at }, body) =>
      Object.assign(top, { procedure: facts.procedure, digest: facts.digest, revision: facts.revision, startedAt: at, slips: body.slips ?? [], secret: body.secret ?? "" }),
    "answer.set": answer,
    "answer.clear": answer,
    "row.add": rowMoved,
    "row.remove": rowMoved,
    "paper.attach": paperFile,
    "paper.remove": paperFile,
    "paper.cannot": paperSaid,
    "question.later": ({ later }, { facts }) => later.add(facts.step),
    "warning.explain": explain,
    "consent.give": ({ consents }, _entry, body) => consents.set(body.what, body.wording ?? ""),
    "consent.withdraw": ({ consents }, _entry, body) => consents.delete(body.what),
    "dossier.submit": submit,
    "portal.code": ({ top }, { facts }) => (top.officialCode = facts.code),
    "dossier.withdraw": ({ top }, { at }) => (top.withdrawn = at),
  }),
);

/** Change the picture by one entry. @param {Picture} picture @param {OpenEntry} opened */
export const addTo = (picture, opened) => {
  const { entry, body } = opened;
  if (isOut(entry)) return;
  if (!body) return void picture.broken.push(entry.id);
  picture.known.set(entry.id, opened);
  FOLDS.get(entry.kind)?.(picture, entry, body, picture.known.size);
};

/** @param {OpenEntry[]} opened in their order @returns {Picture} */
export const pictureOf = (opened) => {
  const picture = blankPicture();
  for (const one of opened) addTo(picture, one);
  return picture;
};
