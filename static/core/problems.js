// @ts-check
/** Problems are values a person can put right; never thrown, always collected. The sentences are in the words file. */

/** @typedef {import("./types").Field} Field */
/** @typedef {import("./types").Parsed} Parsed */
/** @typedef {import("./types").Problem} Problem */
/** @typedef {Record<string, string | number>} Params */

/**
 * Return a problem of a field.
 * @param {{id: string}} field @param {string} code @param {string | null} [part] @param {Params} [params] @returns {Problem}
 */
export const problem = (field, code, part = null, params = {}) => ({ field: field.id, code, params, row: null, part, level: "error" });

/**
 * Return a problem that is told and never blocks.
 * @param {{id: string}} field @param {string} code @param {string | null} [part] @param {Params} [params] @returns {Problem}
 */
export const warning = (field, code, part, params) => ({ ...problem(field, code, part, params), level: "warning" });

/** Tell whether the page must be shown again. @param {Problem[]} problems */
export const blocks = (problems) => problems.some((each) => each.level === "error");

/** @param {any} value @returns {Parsed} */
export const parsed = (value) => ({ value, problems: [], blank: false });

/** @param {Problem[]} problems @returns {Parsed} */
export const failed = (problems) => ({ value: null, problems, blank: false });

/**
 * Return a reading that failed for one reason.
 * @param {{id: string}} field @param {string} code @param {string | null} [part] @param {Params} [params]
 */
export const refused = (field, code, part, params) => failed([problem(field, code, part, params)]);

/** @type {Parsed} */
export const BLANK = { value: null, problems: [], blank: true };
