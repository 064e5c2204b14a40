// @ts-check
/** From what a person does to operations; twin of `webapp/dossiers/answering.py`. Nothing equal is written twice, unless it ends a conflict. */

import { isObject } from "./answers.js";
import { EXPLAINED, keyOfCell, paperFieldId } from "./folding.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./entries.js").Said} Said */
/** @typedef {import("./folding.js").Picture} Picture */
/** @typedef {import("./folding.js").Cell} Cell */
/** @typedef {import("./folding.js").RowCell} RowCell */
/** @typedef {(entry: string) => boolean} Seen had the person seen that entry? */
/**
 * @typedef {{do: "set", field: string, row?: string | null, value: Json, facts?: Record<string, Json>} | {do: "clear", field: string, row?: string | null}
 *   | {do: "add_row" | "remove_row", field: string, row: string} | {do: "paper", paper: string, choice: string, reason?: string}
 *   | {do: "attach", paper: string, photo: Attached} | {do: "detach", paper: string, file: string} | {do: "later", step: string} | {do: "explain", field: string, row?: string | null, code: string, reason: string}
 *   | {do: "consent", what: string, wording?: string, give?: boolean} | {do: "submit", ticks: string[], filingDay: string, route?: string}
 *   | {do: "code", code: string} | {do: "withdraw", reason?: string} | {do: "pick", field: string, row?: string | null, entry: string}} Change
 */
/** @typedef {{file: string, size: number, hash: string, sent: string, poor: string[]}} Attached a photo of this phone: size and hash of its box, hash of what it shows */

/** What a person asked for cannot be done, e.g. an answer in a row that was never added. Nothing is written. */
export class Refused extends Error {}

/** @param {Json} value @returns {string} one text per value, whatever the order of its keys */
const canonical = (value) =>
  JSON.stringify(value, (_key, inner) => (isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1))) : inner));

/** @param {Cell | RowCell | undefined} cell @param {Seen} seen */
const base = (cell, seen) => [...(cell?.heads.keys() ?? [])].filter(seen);

/** @param {Cell | undefined} cell */
const settled = (cell) => (cell?.heads.size ?? 0) <= 1;

/** @param {Picture} picture @param {string} field @param {string | null} row @param {Json} value null: taken away @param {Seen} seen @param {boolean} [always] @param {Record<string, Json>} [facts] @returns {Said[]} */
const answer = ({ answers, rows }, field, row, value, seen, always = false, facts = {}) => {
  const presence = row ? [...rows.values()].find((cell) => cell.row === row) : undefined;
  if (row && !presence) throw new Refused("not_found");
  const cell = answers.get(keyOfCell(field, row));
  const now = cell?.shown ? cell.shown.value : null;
  if (!always && settled(cell) && canonical(now) === canonical(value)) return [];
  const said = { field, row, base: [...new Set([...base(cell, seen), ...base(presence, seen)])] };
  return [value === null ? { kind: "answer.clear", ...said } : { kind: "answer.set", ...said, facts, body: { value } }];
};

/** @param {Picture} picture @param {RowCell} cell @param {Seen} seen @returns {Said} */
const removal = ({ answers }, cell, seen) => {
  const inside = [...answers.values()].filter(({ row }) => row === cell.row).flatMap((one) => base(one, seen));
  return { kind: "row.remove", field: cell.field, row: cell.row, base: [...new Set([...base(cell, seen), ...inside])] };
};

/** @param {Picture} picture @param {{field: string, row?: string | null, entry: string}} wanted @param {Seen} seen @returns {Said[]} */
const pick = (picture, { field, row = null, entry }, seen) => {
  const chosen = picture.known.get(entry);
  /** @param {Cell | RowCell | undefined} cell */
  const competes = (cell) => !!cell && cell.heads.size > 1 && cell.heads.has(entry);
  if (!chosen) throw new Refused("not_found");
  const paper = [...picture.papers.values()].find((one) => paperFieldId(one.field) === field);
  if (paper && competes(paper)) {
    const { choice, reason } = chosen.body;
    return [{ kind: "paper.cannot", field: paper.field, base: base(paper, seen), body: { choice, reason } }];
  }
  const line = picture.rows.get(keyOfCell(field, row));
  if (line && competes(line)) {
    return chosen.entry.kind === "row.remove" ? [removal(picture, line, seen)] : [{ kind: "row.add", field, row, base: base(line, seen) }];
  }
  return competes(picture.answers.get(keyOfCell(field, row))) ? answer(picture, field, row, chosen.body.value ?? null, seen, true, chosen.entry.facts) : [];
};

/** @param {Picture} picture @returns {Record<string, number>} the last number of every device that was seen */
const devices = ({ known }) => {
  /** @type {Record<string, number>} */
  const last = {};
  for (const { entry } of known.values()) if (entry.seq > (last[entry.device] ?? 0)) last[entry.device] = entry.seq;
  return last;
};

/** @param {Picture} picture @returns {string[]} what every photo of it shows, by hash: the centre waits for these */
const sentOf = ({ known, papers, answers }) => {
  const files = new Set([...papers.values()].flatMap((paper) => paper.files));
  const attached = [...known.values()].filter(({ entry }) => entry.kind === "paper.attach" && files.has(entry.facts.file)).map(({ body }) => body.sent);
  const shown = [...answers.values()].map((cell) => cell.shown?.value).filter((value) => isObject(value) && value.file && value.sent).map(({ sent }) => sent);
  return [...new Set([...attached, ...shown])];
};

/** @type {Record<Change["do"], (picture: Picture, change: any, seen: Seen) => Said[]>} */
const ANSWERING = {
  set: (picture, { field, row = null, value, facts }, seen) => answer(picture, field, row, value ?? null, seen, false, facts),
  clear: (picture, { field, row = null }, seen) => answer(picture, field, row, null, seen),
  add_row: ({ rows }, { field, row }, seen) => {
    const cell = rows.get(keyOfCell(field, row));
    return cell?.present ? [] : [{ kind: "row.add", field, row, base: base(cell, seen) }];
  },
  remove_row: (picture, { field, row }, seen) => {
    const cell = picture.rows.get(keyOfCell(field, row));
    if (!cell) throw new Refused("not_found");
    return cell.present ? [removal(picture, cell, seen)] : [];
  },
  paper: ({ papers }, { paper, choice, reason = "" }, seen) => {
    const cell = papers.get(paper);
    const same = cell?.shown?.choice === choice && cell?.shown?.reason === reason && settled(cell);
    return same ? [] : [{ kind: "paper.cannot", field: paper, base: base(cell, seen), body: { choice, reason } }];
  },
  attach: ({ papers }, { paper, photo: { file, size, hash, sent, poor } }) =>
    papers.get(paper)?.files.includes(file) ? [] : [{ kind: "paper.attach", field: paper, facts: { file, size, hash }, body: { sent, poor } }],
  detach: ({ papers }, { paper, file }) => (papers.get(paper)?.files.includes(file) ? [{ kind: "paper.remove", field: paper, facts: { file } }] : []),
  later: ({ later }, { step }) => (later.has(step) ? [] : [{ kind: "question.later", facts: { step } }]),
  explain: ({ answers }, { field, row = null, code, reason }, seen) => {
    const cell = answers.get(keyOfCell(EXPLAINED + field, row));
    const same = cell?.shown?.code === code && cell?.shown?.reason === reason;
    return same ? [] : [{ kind: "warning.explain", field, row, base: base(cell, seen), body: { code, reason } }];
  },
  consent: ({ consents }, { what, wording = "", give = true }) =>
    give === consents.has(what) ? [] : [{ kind: give ? "consent.give" : "consent.withdraw", body: { what, wording } }],
  submit: (picture, { ticks, filingDay }) => [
    { kind: "dossier.submit", body: { ticks, filing_day: filingDay, manifest: { devices: devices(picture), sent: sentOf(picture) } } },
  ],
  code: ({ top }, { code }) => (top.officialCode === code ? [] : [{ kind: "portal.code", facts: { code } }]),
  withdraw: (_picture, { reason = "" }) => [{ kind: "dossier.withdraw", body: { reason } }],
  pick,
};

/** Return the operations of one change. Throws Refused. @param {Picture} picture @param {Change} change @param {Seen} seen */
export const operationsOf = (picture, change, seen) => ANSWERING[change.do](picture, change, seen);
