// @ts-check
/** What rules compute with: three truth values, whole numbers, date texts; no coercion, ever. Twin of `rule_values.py`. */

import { ageOn, daysOf, plusDays, plusMonths } from "./dates.js";

/** @typedef {any} Value */
/** @typedef {[Value, Value]} Ends lowest and highest */

/** The third truth value. */
export const UNKNOWN = Symbol("unknown");

/** A rule without meaning; `code` as in `webapp/forms/README.md`. */
export class RuleFault extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** One row of a repeat field, inside a rule. */
export class Row {
  /** @param {string} id */
  constructor(id) {
    this.id = id;
  }
}

/** A whole number known only to lie between two others. */
export class Span {
  /** @param {number} low @param {number} high */
  constructor(low, high) {
    this.low = low;
    this.high = high;
  }
}

/** @param {string} [code] @returns {never} */
const clash = (code = "type_clash") => {
  throw new RuleFault(code);
};

/** @param {Value[]} found */
export const allOf = (found) => (found.includes(false) ? false : found.includes(UNKNOWN) ? UNKNOWN : true);

/** @param {Value[]} found */
export const anyOf = (found) => (found.includes(true) ? true : found.includes(UNKNOWN) ? UNKNOWN : false);

/** @param {Value} value */
export const opposite = (value) => (value === UNKNOWN ? UNKNOWN : !value);

/** @param {Value} value @returns {Value[]} */
export const listed = (value) => (Array.isArray(value) ? value : clash());

/** @param {Value} value @returns {number} */
export const whole = (value) => {
  if (!Number.isInteger(value)) clash();
  return Number.isSafeInteger(value) ? value : clash("not_whole");
};

/** @param {Value} value */
const sortOf = (value) => {
  if (value instanceof Span || Number.isInteger(value)) return "number";
  return typeof value === "boolean" || typeof value === "string" ? typeof value : clash();
};

/** @param {Value} left @param {Value} right */
const sameSort = (left, right) => {
  const sort = sortOf(left);
  return sort === sortOf(right) ? sort : clash();
};

/** @param {Value} value @returns {Ends} */
const span = (value) => (value instanceof Span ? [value.low, value.high] : [whole(value), value]);

/** @param {Value} value @returns {Ends} */
const days = (value) => (typeof value === "string" && daysOf(value)) || clash();

/** @param {Ends} first @param {Ends} second */
const meet = (first, second) => {
  if (first[1] < second[0] || second[1] < first[0]) return false;
  return first[0] === first[1] && second[0] === second[1] ? true : UNKNOWN;
};

/** @param {Value} left @param {Value} right */
const equal = (left, right) => {
  const sort = sameSort(left, right);
  if (sort === "number") return meet(span(left), span(right));
  const [first, second] = sort === "string" ? [daysOf(left), daysOf(right)] : [];
  return first && second ? meet(first, second) : left === right;
};

/** @param {Value} left @param {Value} right */
const less = (left, right) => {
  const sort = sameSort(left, right);
  if (sort === "boolean") clash();
  const ends = sort === "number" ? span : days;
  const [first, second] = [ends(left), ends(right)];
  return first[1] < second[0] ? true : first[0] >= second[1] ? false : UNKNOWN;
};

/** Reckon exactly, then insist on the limit. @param {(two: bigint, one: bigint) => bigint} reckon */
const counted = (reckon) => (/** @type {Value[]} */ ...values) => {
  if (values.some((value) => value instanceof Span)) return UNKNOWN;
  return whole(Number(values.map((value) => BigInt(whole(value))).reduce(reckon)));
};

/** @param {Value} day */
const inRange = (day) => day ?? clash("out_of_range");

/** @type {Record<string, (...values: Value[]) => Value>} */
export const STRICT = {
  "==": equal,
  "!=": (left, right) => opposite(equal(left, right)),
  "<": less,
  "<=": (left, right) => opposite(less(right, left)),
  ">": (left, right) => less(right, left),
  ">=": (left, right) => opposite(less(left, right)),
  in: (value, things) => anyOf(listed(things).map((thing) => (thing === UNKNOWN ? UNKNOWN : equal(value, thing)))),
  count: (things) => listed(things).length,
  "+": counted((sum, next) => sum + next),
  "-": counted((left, right) => left - right),
  "*": counted((product, next) => product * next),
  min: counted((least, next) => (next < least ? next : least)),
  max: counted((most, next) => (next > most ? next : most)),
  date_of: (day) => (([first, last]) => (first === last ? first : UNKNOWN))(days(day)),
  age_at: (birth, day) => {
    const [born, on] = [days(birth), days(day)];
    const [low, high] = [ageOn(born[1], on[0]), ageOn(born[0], on[1])];
    return low === high ? low : new Span(low, high);
  },
  add_days: (day, number) => {
    const [first, last] = days(day);
    whole(number);
    return first === last ? inRange(plusDays(day, number)) : UNKNOWN;
  },
  add_months: (day, number) => {
    days(day);
    whole(number);
    if (day.length > 4) return inRange(plusMonths(day, number));
    // A year alone can only be moved by whole years and stay a date text.
    return number % 12 === 0 ? inRange(plusMonths(day + "-01", number)).slice(0, 4) : UNKNOWN;
  },
};
