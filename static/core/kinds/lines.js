// @ts-check
/** Kinds typed into one box of words: text, text of several lines, e-mail, a person's name. Lengths are code points. */

import { BLANK, parsed, refused, warning } from "../problems.js";
import { clean, cleanLines, length, printable } from "../text.js";
import { SINGLE_LINE, kind } from "./base.js";

/** @typedef {import("../types").Line} Line */

const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;
const LETTER = /[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]/;
// Marks that stand alone (Ê Đê "ơ̆") only behind a letter, two at most; taken off from the start as far as they go.
const NAME_SIGNS = new RegExp(`${LETTER.source}[\u0300-\u036f]{0,2}|[ '’.-]`, "gy");

/** @type {Line} */
export const line = {
  ...kind,
  control: "line",
  mode: "text",
  longest: SINGLE_LINE,
  clean,
  read(field, posted) {
    const text = this.clean(posted.one(field.id));
    return text ? this.readText(field, text) : BLANK;
  },
  readText(field, text) {
    const limit = field.max_length || this.longest;
    return length(text) > limit ? refused(field, "too_long", null, { limit, length: length(text) }) : parsed(text);
  },
  fits(field, value) {
    return typeof value === "string" && value !== "" && length(value) <= (field.max_length || this.longest);
  },
  say: (field, value) => String(value),
  fill: (field, value) => ({ [field.id]: [String(value)] }),
  ask(field, typed) {
    return { text: printable(typed.one(field.id)), mode: this.mode, suffix: "" };
  },
};

/** @type {Line} */
const longText = { ...line, control: "long_text", longest: 4000, clean: cleanLines };

/** @type {Line} */
const email = {
  ...line,
  mode: "email",
  longest: 254,
  readText(field, text) {
    return EMAIL.test(text) ? line.readText.call(this, field, text) : refused(field, "email_unreadable");
  },
  fits(field, value) {
    return line.fits.call(this, field, value) && EMAIL.test(value);
  },
};

/** A name: one word is enough, tone marks stay where the person puts them. @type {Line} */
const personName = {
  ...line,
  readText(field, text) {
    if (/[0-9]/.test(text)) return refused(field, "name_digit");
    const [sign] = text.replace(NAME_SIGNS, "");
    if (sign) return refused(field, "name_sign", null, { sign });
    return LETTER.test(text) ? line.readText.call(this, field, text) : refused(field, "name_letter");
  },
  judge: (field, value) => (/^[A-Za-z]+(?: [A-Za-z]+){2,}$/.test(value) ? [warning(field, "name_without_marks")] : []),
};

export const LINES = { text: line, long_text: longText, person_name: personName, email };
