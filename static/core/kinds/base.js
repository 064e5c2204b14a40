// @ts-check
/** What every kind does alike. A kind is an object spread over this one; its interface stands in `types.d.ts`. */

import { isObject, isUnknown, unknownAnswer } from "../answers.js";
import { word } from "../lists.js";
import { BLANK, parsed, problem } from "../problems.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Posted} Posted */

/** The part, and the radio, that says "Tôi không biết – nhờ cán bộ xem". */
export const UNKNOWN = "unknown";
/** Code points in a single-line answer when the field names no `max_length`. */
export const SINGLE_LINE = 200;

/** @implements {Posted} */
export class PostedValues {
  /** @param {Iterable<[string, string[]]>} sent */
  constructor(sent) {
    this.sent = new Map(sent);
  }

  /** @param {string} name */
  one(name) {
    return this.all(name)[0] ?? "";
  }

  /** @param {string} name */
  all(name) {
    return this.sent.get(name) ?? [];
  }

  /** @param {string} name */
  has(name) {
    return this.sent.has(name);
  }
}

/** @param {Json} left @param {Json} right @returns {boolean} */
export const same = (left, right) => {
  if (typeof left !== "object" || typeof right !== "object" || !left || !right) return left === right;
  const [names, others] = [Object.keys(left), Object.keys(right)];
  return names.length === others.length && names.every((name) => others.includes(name) && same(left[name], right[name]));
};

/**
 * Has an object every key wanted, none but those known, and each in its shape?
 * @param {Json} value @param {Record<string, (inner: Json) => boolean>} known @param {string[]} wanted
 */
export const shaped = (value, known, wanted) =>
  isObject(value) &&
  wanted.every((name) => Object.keys(value).includes(name)) &&
  Object.keys(value).every((name) => Object.keys(known).includes(name) && known[name](value[name]));

/** Is it a text that fits? @param {RegExp} pattern with both ends @returns {(value: Json) => boolean} */
export const written = (pattern) => (value) => typeof value === "string" && pattern.test(value);

/** @type {import("../types").Kind} */
export const kind = {
  control: "",
  missing: "missing",
  offersUnknown: true,
  parts: () => [],
  names(field) {
    const parts = this.offersUnknown ? [...this.parts(field), UNKNOWN] : this.parts(field);
    return [field.id, ...parts.map((part) => `${field.id}.${part}`)];
  },
  parse(field, posted, lists) {
    const reading = this.read(field, posted, lists);
    const unsure = reading.blank && this.offersUnknown && posted.one(`${field.id}.${UNKNOWN}`) === "1";
    return unsure ? parsed(unknownAnswer()) : reading;
  },
  read: () => BLANK,
  check(field, value, context) {
    if (isUnknown(value)) return [];
    if (!this.fits(field, value)) return [problem(field, "unreadable")];
    const again = this.readAgain(field, value, context.lists);
    return again.length ? again : this.judge(field, value, context);
  },
  fits: () => false,
  has(field, value) {
    return value !== null && value !== undefined && this.fits(field, value);
  },
  readAgain(field, value, lists) {
    const again = this.read(field, new PostedValues(Object.entries(this.fill(field, value))), lists);
    return again.problems.length || same(again.value, value) ? again.problems : [problem(field, "unreadable")];
  },
  judge: () => [],
  show(field, value, lang, lists) {
    if (isUnknown(value)) return word(UNKNOWN, lang, lists);
    return this.has(field, value) ? this.say(field, value, lang, lists) : "";
  },
  say: () => "",
  post(field, value) {
    if (isUnknown(value)) return { [`${field.id}.${UNKNOWN}`]: ["1"] };
    return this.has(field, value) ? this.fill(field, value) : {};
  },
  fill: () => ({}),
  edit(field, value, posted, lang, lists) {
    return this.ask(field, posted ?? new PostedValues(Object.entries(this.post(field, value))), lang, lists);
  },
  ask: () => ({}),
};
