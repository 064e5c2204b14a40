// @ts-check
/** The view of one field; twin of `webapp/forms/views/fields.py`. */

import { isUnknown } from "../answers.js";
import { kindOf } from "../kinds/index.js";
import { problem } from "../problems.js";
import { localised, say } from "./context.js";
import { filesView } from "./files.js";

/** @typedef {import("../types").Field} Field */
/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Problem} Problem */
/** @typedef {import("../types").Reader} Reader */
/** @typedef {{posted?: import("../types").Posted | null, problems?: Problem[], alone?: boolean, versions?: import("../types").Version[], photos?: import("./files.js").Told, private?: boolean}} Asked */

export const UPLOADED = ["paper", "photo"];
/** What the page itself may say of a picture, before anything is sent (`static/js/photos/`). */
const PHOTO_WORDS = [
  "file_empty", "file_bytes", "file_type", "file_heic", "file_unreadable", "file_pixels", "file_slow",
  "photo_dark", "photo_glare", "photo_blurred", "photo_cut", "photo_full", "photo_too_many", "photo_not_kept",
];
const NEVER_UNKNOWN = ["statement", "repeat", ...UPLOADED];

/** Return the element id of a control. @param {string} id @param {string | null} [part] */
export const anchor = (id, part) => "f-" + id.replace(/\./g, "-") + (part ? "-" + part : "");

/** @param {import("../types").Localised | undefined} said @param {Reader} reader */
const told = (said, { lang }) => (said ? localised(said, lang) : "");

/**
 * Return the view of a field. `alone`: the page's heading is its label; `posted`: what was typed, not what is kept.
 * `private`: other people use this browser, which must remember nothing that is typed.
 * @param {Field} field @param {Json} value @param {Reader} reader @param {import("../types").Definition} definition @param {Asked} asked
 */
export const fieldView = (field, value, reader, definition, { posted = null, problems = [], alone = false, versions = [], photos = {}, private: hidden = false }) => {
  const { id, hint } = field;
  const kind = kindOf(field);
  const own = problems.filter((problem) => problem.field === id);
  const checked = posted ? posted.one(id + ".unknown") === "1" : isUnknown(value);
  const input = kind.edit(field, checked ? null : value, posted, reader.lang, reader.lists);
  return {
    id: anchor(id), control: kind.control, kind: field.kind, name: id, label: told(field.label, reader), hint: told(hint, reader),
    optional: !field.required, heading_is_label: alone,
    problems: own.map((problem) => ({ text: say(problem, reader, definition), target: anchor(id, problem.part) })),
    described_by: [hint && anchor(id) + "-hint", own.length && anchor(id) + "-problem"].filter(Boolean).join(" "),
    unknown: { offered: !NEVER_UNKNOWN.includes(field.kind), checked },
    autocomplete: hidden ? "" : (field.autocomplete ?? ""),
    photo_words: UPLOADED.includes(field.kind) ? PHOTO_WORDS.map((code) => ({ code, text: say(problem(field, code), reader, definition) })) : [],
    input: UPLOADED.includes(field.kind) ? filesView(field, input, reader, definition, photos) : input,
    versions: versions.map(({ entry, value: version, at, by, shows }) => ({
      entry, shown: kind.show(field, version, reader.lang, reader.lists), at, by, shows,
    })),
  };
};

/** Return an answer as people read it, or "" when there is none, it is not known, or it has another shape. @param {Field} field @param {Json} value @param {Reader} reader */
export const shown = (field, value, { lang, lists }) => (isUnknown(value) ? "" : kindOf(field).show(field, value, lang, lists));

/** Return one line of the review page. @param {Field} field @param {Json} value @param {Reader} reader */
export const lineView = (field, value, reader) => ({
  label: told(field.label, reader), shown: shown(field, value, reader), unknown: isUnknown(value), missing: value === null,
  required: field.required ?? false,
});
