// @ts-check
/** Pages of whose phone it is, and of its locks. Of a locked vault they tell its label and numbers, nothing else. */

import { localOf } from "../promises.js";
import { localised } from "./context.js";
import { filled } from "../wording.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Reader} Reader */
/** @typedef {{field: string, code: string, params?: Record<string, string | number>}} Fault */
/** @typedef {{vault: string, label: string, by: string, wrapped: string}} Row */

/** @param {Fault[]} faults @param {Reader} reader */
const problemsOf = (faults, { lang, problems }) =>
  faults.map(({ field, code, params = {} }) => ({ text: filled(localised(problems[code], lang), params), target: "f-" + field }));

/** `sort`: ask (nobody has said), own, open, locked. @param {Json} frame `lend`: may it be lent for once? @param {{sort: string, by: string, procedure: string, lend: boolean}} said */
export const whosePage = (frame, said) => ({ ...frame, ...said });

/** @param {Json} frame @param {{by: string, label: string, procedure: string, moving: boolean}} said @param {Fault[]} faults @param {Reader} reader */
export const newSecretPage = (frame, said, faults, reader) => ({ ...frame, ...said, problems: problemsOf(faults, reader) });

/** How the secret of these is typed: pin, phrase, or "" for either. @param {Row[]} rows */
const typedBy = (rows) => (rows.every(({ by }) => by === "pin") ? "pin" : rows.every(({ by }) => by === "phrase") ? "phrase" : "");

/** What of a page's address is the procedure that somebody wants to begin. @param {string} next */
const procedureIn = (next) => /^\/(?:vi|en)\/procedures\/([A-Za-z0-9.-]+)$/.exec(next)?.[1] ?? "";

/** @param {Json} frame @param {Row[]} rows @param {{chosen: string, next: string, kept: boolean, unsent: number}} said @param {Fault[]} faults @param {Reader} reader */
export const unlockPage = (frame, rows, { chosen, next, kept, unsent }, faults, reader) => {
  const vaults = rows.filter(({ wrapped }) => wrapped);
  return {
    ...frame, leads_to: next, kept, unsent, procedure: procedureIn(next), by: typedBy(vaults), forgettable: rows.length > 0,
    vaults: vaults.map(({ vault, label }) => ({ id: vault, label, chosen: vault === chosen })), problems: problemsOf(faults, reader),
  };
};

/** @param {Json} frame @param {{row: Row, loss: import("../vault_care.js").Loss}[]} lost @param {Fault[]} faults @param {Reader} reader */
export const forgottenPage = (frame, lost, faults, reader) => ({
  ...frame,
  vaults: lost.map(({ row, loss }) => ({
    id: row.vault, label: row.label, lost: loss.lost, waiting: loss.waiting, drafts: loss.drafts, handed_in: loss.handedIn, pending: loss.pending,
    since: loss.since ? reader.wording.day(localOf(loss.since).day, reader.lang) : "",
  })),
  problems: problemsOf(faults, reader),
});

/** @param {Json} frame @param {{by: string, drafts: number, unsent: number, code: string, done: boolean, typed: string}} said @param {Fault[]} faults @param {Reader} reader */
export const lockPage = (frame, said, faults, reader) => ({
  ...frame, ...said, vault: said.done ? frame.vault : "asking", // the button of every page would ask the same again
  problems: problemsOf(faults, reader),
});

/** @param {Json} frame @param {string} by @param {Fault[]} faults @param {Reader} reader */
export const changeSecretPage = (frame, by, faults, reader) => ({ ...frame, by, problems: problemsOf(faults, reader) });
