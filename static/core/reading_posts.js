// @ts-check
/** From the controls of one posted page to canonical values. Reads, never judges the day or other fields. */

import { kindOf } from "./kinds/index.js";
import { PostedValues } from "./kinds/base.js";
import { blocks } from "./problems.js";
import { byCodePoint } from "./text.js";

/** @typedef {import("./types").Field} Field */
/** @typedef {import("./types").Posted} Posted */
/** @typedef {import("./types").Problem} Problem */
/** @typedef {{values: Map<string, any>, cleared: string[], problems: Problem[]}} StepReading */

/** Return what was posted, from pairs as `URLSearchParams` and `FormData` hold them. @param {Iterable<[string, string]>} pairs */
export const postedFrom = (pairs) => {
  /** @type {Map<string, string[]>} */
  const sent = new Map();
  for (const [name, value] of pairs) sent.set(name, [...(sent.get(name) ?? []), value]);
  return new PostedValues(sent);
};

/**
 * Read the fields of one page. A field that could not be read is in `problems` only, so its kept value stays as it was.
 * @param {Field[]} fields @param {Posted} posted @param {import("./types").Lists} lists @returns {StepReading}
 */
export const readStep = (fields, posted, lists) => {
  /** @type {StepReading} */
  const found = { values: new Map(), cleared: [], problems: [] };
  for (const field of fields.filter((each) => each.kind !== "repeat")) {
    const { value, problems, blank } = kindOf(field).parse(field, posted, lists);
    found.problems.push(...problems);
    if (blocks(problems)) continue;
    if (blank) found.cleared.push(field.id);
    else found.values.set(field.id, value);
  }
  return found;
};

/** Return the posted names that are neither ours (`_…`) nor controls of these fields. @param {Field[]} fields @param {Iterable<string>} names */
export const strayNames = (fields, names) => {
  const known = new Set(fields.flatMap((field) => kindOf(field).names(field)));
  return [...new Set(names)].filter((name) => !name.startsWith("_") && !known.has(name)).sort(byCodePoint);
};

/** Return what a browser would post for these values. @param {Field[]} fields @param {Map<string, any>} values @returns {import("./types").Sent} */
export const postOf = (fields, values) => {
  const answered = fields.filter((field) => values.has(field.id));
  return Object.assign({}, ...answered.map((field) => kindOf(field).post(field, values.get(field.id))));
};
