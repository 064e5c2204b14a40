// @ts-check
/** What every view of a dossier page is made from; twin of `webapp/forms/views/context.py`. */

import { own } from "../answers.js";
import { Lists, say as localised } from "../lists.js";
import { paperField } from "../path.js";
import { Wording, filled } from "../wording.js";

export { localised };

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Definition} Definition */
/** @typedef {import("../types").Folder} Folder */
/** @typedef {import("../types").Reader} Reader */

/** What is said for a code that has no sentence here. */
const NOT_KNOWN = "unreadable";

/** @type {WeakMap<Json, Lists>} */
const kept = new WeakMap();

/** Return who reads. @param {Json} common the shell's `Common` @param {string} lang @param {string} today @returns {Reader} */
export const makeReader = (common, lang, today) => {
  const lists = kept.get(common) ?? new Lists(common.lists);
  kept.set(common, lists);
  return { lang, today, lists, problems: common.problems, wording: new Wording(common.wording) };
};

/** Return a field of any step or row, or the made-up field of a paper. @param {Definition} definition @param {string} id */
export const fieldOf = (definition, id) =>
  id.startsWith("paper.")
    ? (definition.papers ?? []).map(paperField).find((field) => field.id === id)
    : definition.steps.flatMap(({ fields }) => fields.flatMap((field) => [field, ...(field.fields ?? [])])).find((field) => field.id === id);

/** Return the sentence for a problem with its values filled in. @param {import("../types").Problem} problem @param {Reader} reader @param {Definition} definition */
export const say = ({ field, code, params }, { lang, problems }, definition) => {
  const check = definition.checks?.find((each) => each.code === code);
  const sentence = check ? check.say : own(fieldOf(definition, field)?.problems, code) ?? own(problems, code) ?? problems[NOT_KNOWN];
  return filled(localised(sentence, lang), params);
};

/** The address of a dossier after the language. @param {Folder} folder */
export const baseOf = (folder) => "dossiers/" + folder.id;

/** Return the answers that compete for a field. @param {Folder} folder @param {string} field @param {string | null} row */
export const versionsOf = (folder, field, row) =>
  folder.conflicts.find((one) => one.part === "answer" && one.field === field && one.row === row)?.versions ?? [];

/** Return the keys of the dossier that every one of its pages shows. @param {Folder} folder */
export const head = ({ id, definition, name, state, safety, keptBy, at, photosAwaited }) => ({
  id, procedure: definition.procedure, called: name, state, safety, kept_by: keptBy, at, photos_awaited: photosAwaited ?? 0,
});
