// @ts-check
/** Photos, papers and rows. Bytes never pass through a kind: the uploads put file ids into the value. */

import { say, word } from "../lists.js";
import { BLANK, parsed, refused, warning } from "../problems.js";
import { clean, length, printable } from "../text.js";
import { kind, shaped, written } from "./base.js";
import { entries, listed, ownOffers } from "./choices.js";

const FILE = written(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const SHA256 = written(/^[0-9a-f]{64}$/);
const LONGEST_REASON = 500;
const OFFERED = ["attached", "bring", "later", "cannot", "not_applicable"];

/** Its value is never posted. @type {import("../types").Kind} */
const uploaded = { ...kind, offersUnknown: false, readAgain: () => [] };

/** @type {import("../types").Kind} */
const photo = {
  ...uploaded,
  control: "photo",
  missing: "missing_photo",
  names: (field) => [field.id + ".file"],
  say: (field, value, lang, lists) => word("picture_chosen", lang, lists),
  edit(field, value) {
    return { held: this.has(field, value) ? [value.file] : [] };
  },
  fits: (field, value) => shaped(value, { file: FILE, sent: SHA256, kept: SHA256 }, ["file"]),
};

/** What becomes of one paper: a picture now, brought along, sent later, cannot be had, does not apply; and why. @type {import("../types").Choice} */
const paper = {
  ...uploaded,
  control: "paper",
  missing: "missing_choice",
  source: "paper_choices",
  names: (field) => [field.id, field.id + ".file", field.id + ".reason"],
  offers(field, lang, lists) {
    if (field.options?.length) return ownOffers(field, lang);
    return listed(lists, this.source, lang).filter((offer) => OFFERED.includes(offer.code));
  },
  read(field, posted, lists) {
    const [choice, reason] = [clean(posted.one(field.id)), clean(posted.one(field.id + ".reason"))];
    if (!choice && !reason) return BLANK;
    if (choice && !this.offers(field, "vi", lists).some((offer) => offer.code === choice)) return refused(field, "not_in_list");
    const long = length(reason);
    if (long > LONGEST_REASON) return refused(field, "too_long", "reason", { limit: LONGEST_REASON, length: long });
    // Somebody who only wrote why there is no paper has answered: an officer reads it.
    return parsed({ choice: choice || "cannot", reason, files: [] });
  },
  judge(field, { choice, reason, files = [] }) {
    if (choice === "cannot" && !reason) return [warning(field, "paper_reason_missing", "reason")];
    return choice === "attached" && !files.length ? [warning(field, "paper_picture_missing", "file")] : [];
  },
  say(field, { choice, reason, files = [] }, lang, lists) {
    const item = lists.item(this.source, choice);
    let said = this.offers(field, lang, lists).find((offer) => offer.code === choice)?.label || (item ? say(item, lang) : choice);
    if (choice === "attached" && files.length) said = `${word("pictures", lang, lists)}: ${files.length}`;
    return reason ? `${said}. ${reason}` : said;
  },
  fill: (field, { choice, reason = "" }) => ({ [field.id]: [choice], [field.id + ".reason"]: [reason] }),
  edit(field, value, posted, lang, lists) {
    return { ...kind.edit.call(this, field, value, posted, lang, lists), held: this.has(field, value) ? (value.files ?? []) : [] };
  },
  ask(field, typed, lang, lists) {
    const chosen = entries(this.offers(field, lang, lists), typed.all(field.id));
    return { entries: chosen, reason: printable(typed.one(field.id + ".reason")) };
  },
  fits(field, value) {
    const known = {
      choice: (/** @type {any} */ code) => code === "no_need" || OFFERED.includes(code),
      reason: (/** @type {any} */ text) => typeof text === "string" && length(text) <= LONGEST_REASON,
      files: (/** @type {any} */ files) => Array.isArray(files) && files.every(FILE) && new Set(files).size === files.length,
    };
    return shaped(value, known, ["choice"]);
  },
};

/** Rows of other fields; it has no value of its own. @type {import("../types").Kind} */
const repeat = {
  ...uploaded,
  control: "repeat",
  missing: "missing_row",
  names: () => [],
  ask: () => ({ entries: [] }),
  fits: (field, value) => value === null,
};

export const PAPERS = { photo, paper, repeat };
