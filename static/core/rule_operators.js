// @ts-check
/** The operators of rules that look at answers or decide which of their parts count; the others are in `rule_values.js`. */

import { isObject, isUnknown, own } from "./answers.js";
import { Row, RuleFault, UNKNOWN, allOf, anyOf, listed, opposite } from "./rule_values.js";

/** @typedef {any} Value */
/** @typedef {import("./rules.js").Env} Env */
/** @typedef {import("./rules.js").Compiled} Compiled */

/** Return the operands: a list stands for itself, anything else for a list of one. @param {Value} argument @returns {Value[]} */
export const operands = (argument) => (Array.isArray(argument) ? argument : [argument]);

/** Return the field id that `var` or `has` names. @param {Value} argument @returns {string} */
export const nameIn = (argument) => {
  const given = operands(argument);
  let inner = given.length === 1 ? given[0] : null;
  if (isObject(inner) && Object.keys(inner).join() === "var") inner = inner.var;
  if (typeof inner !== "string" || !inner) throw new RuleFault("bad_arguments");
  return inner;
};

// Reading answers

/** @param {Env} env */
const rowOf = (env) => (env.item instanceof Row ? env.item.id : env.row ?? null);

/** @param {Value} value */
const known = (value) => (value === undefined || value === null || isUnknown(value) ? UNKNOWN : value);

/** @param {string} name @returns {Compiled} */
export const reader = (name) => {
  if (name === "item") return (env) => env.item ?? UNKNOWN;
  if (name.startsWith("item.")) return (env) => known(env.answers.value(name.slice(5), rowOf(env)));
  return ({ answers, row = null }) => {
    const value = answers.value(name, row) ?? answers.value(name);
    if (value !== null) return known(value);
    if (answers.rows.has(name)) return answers.rowsOf(name).map((each) => new Row(each));
    const dot = name.lastIndexOf(".");
    return known(dot > 0 ? own(answers.value(name.slice(0, dot)), name.slice(dot + 1)) : null);
  };
};

/** @param {string} name @returns {Compiled} */
export const presence = (name) => {
  if (name.startsWith("item.")) return (env) => env.answers.value(name.slice(5), rowOf(env)) !== null;
  return ({ answers, row = null }) => answers.has(name) || answers.has(name, row);
};

// Truth

/** @param {Compiled[]} parts @param {Env} env @returns {(boolean | symbol)[]} */
const truths = (parts, env) => {
  const found = parts.map((part) => part(env));
  if (found.some((value) => value !== UNKNOWN && typeof value !== "boolean")) throw new RuleFault("type_clash");
  return found;
};

/** @param {Compiled[]} parts @returns {Compiled} */
const choose = (parts) => {
  if (parts.length % 2 === 0) throw new RuleFault("bad_arguments");
  return (env) => {
    for (let at = 0; at < parts.length - 1; at += 2) {
      const [truth] = truths([parts[at]], env);
      if (truth === UNKNOWN) return UNKNOWN;
      if (truth) return parts[at + 1](env);
    }
    return parts[parts.length - 1](env);
  };
};

/** @param {(found: Value[]) => Value} gather @returns {(parts: Compiled[]) => Compiled} */
const quantified = (gather) => ([things, wanted]) => (env) => {
  const found = things(env);
  return found === UNKNOWN ? UNKNOWN : gather(listed(found).map((item) => truths([wanted], { ...env, item })[0]));
};

/** @type {Map<string, (parts: Compiled[]) => Compiled>} */
export const LAZY = new Map([
  ["today", () => (/** @type {Env} */ env) => env.today],
  ["and", (/** @type {Compiled[]} */ parts) => (/** @type {Env} */ env) => allOf(truths(parts, env))],
  ["or", (/** @type {Compiled[]} */ parts) => (/** @type {Env} */ env) => anyOf(truths(parts, env))],
  ["not", (/** @type {Compiled[]} */ parts) => (/** @type {Env} */ env) => opposite(truths(parts, env)[0])],
  ["if", choose],
  ["some", quantified(anyOf)],
  ["all", quantified(allOf)],
  ["none", quantified((found) => opposite(anyOf(found)))],
]);
