// @ts-check
/** Rules: the strict JsonLogic profile of `webapp/forms/README.md`, kept by `tests/vectors/rules.json`. Never parses or runs text. */

import { isObject, isUnknown, own } from "./answers.js";
import { Row, RuleFault, STRICT, Span, UNKNOWN, allOf, anyOf, listed, opposite } from "./rule_values.js";

export { RuleFault, UNKNOWN };

/** @typedef {{answers: import("./answers.js").AnswerSet, today: string, row?: string | null, item?: Value}} Env `today` is always given */
/** @typedef {any} Value */
/** @typedef {(env: Env) => Value} Compiled */

const [DEEPEST, MANY] = [40, 1000];
/** Least and most operands of the operators that have not exactly two. @type {Record<string, [number, number]>} */
const LIMITS = {
  today: [0, 0], date_of: [1, 1], not: [1, 1], count: [1, 1], and: [1, MANY], or: [1, MANY], min: [1, MANY], max: [1, MANY],
  "+": [2, MANY], "*": [2, MANY], if: [3, MANY],
};

/** Return the value of a rule, or UNKNOWN. Throws RuleFault when it has no meaning. @param {Value} rule @param {Env} env */
export const evaluate = (rule, env) => outward(compile(rule)(env));

/** @param {Value} value @returns {Value} as the world outside rules sees it */
const outward = (value) => {
  if (Array.isArray(value)) return value.map((each) => (each instanceof Row ? each.id : each));
  return value instanceof Span ? UNKNOWN : value instanceof Row ? value.id : value;
};

/** @type {WeakMap<Value, Compiled>} */
const kept = new WeakMap();

/** Return true, false or UNKNOWN; no rule is true, a fault is UNKNOWN. Never throws. @param {Value} rule @param {Env} env @returns {boolean | symbol} */
export const truth = (rule, env) => {
  if (rule === undefined || rule === null) return true;
  try {
    const compiled = kept.get(rule) ?? compile(rule);
    if (isObject(rule)) kept.set(rule, compiled);
    const value = compiled(env);
    return typeof value === "boolean" ? value : UNKNOWN;
  } catch (fault) {
    if (fault instanceof RuleFault) return UNKNOWN;
    throw fault;
  }
};

/** @param {Value} rule @param {number} depth @returns {Compiled} */
const compile = (rule, depth = 0) => {
  if (depth > DEEPEST) throw new RuleFault("too_deep");
  if (typeof rule === "number" && !Number.isSafeInteger(rule)) throw new RuleFault("not_whole");
  if (["boolean", "string", "number"].includes(typeof rule)) return () => rule;
  if (isObject(rule)) return compileOperator(rule, depth);
  if (!Array.isArray(rule)) throw new RuleFault("bad_literal");
  const parts = rule.map((part) => compile(part, depth + 1));
  return (env) => parts.map((part) => part(env));
};

/** @param {Record<string, Value>} rule @param {number} depth @returns {Compiled} */
const compileOperator = (rule, depth) => {
  const written = Object.entries(rule);
  if (written.length !== 1) throw new RuleFault("one_operator");
  const [operator, argument] = written[0];
  if (operator === "has") return presence(nameIn(argument));
  if (operator === "var") return reader(nameIn(typeof argument === "string" ? argument : null));
  const [lazy, strict] = [own(LAZY, operator), own(STRICT, operator)];
  if (!lazy && !strict) throw new RuleFault("unknown_operator");
  const [given, [least, most]] = [operands(argument), own(LIMITS, operator) ?? [2, 2]];
  if (given.length < least || given.length > most) throw new RuleFault("bad_arguments");
  const parts = given.map((part) => compile(part, depth + 1));
  if (lazy) return lazy(parts);
  return (env) => {
    const values = parts.map((part) => part(env));
    return values.includes(UNKNOWN) ? UNKNOWN : strict(...values);
  };
};

/** Return the operands: a list stands for itself, anything else for a list of one. @param {Value} argument @returns {Value[]} */
const operands = (argument) => (Array.isArray(argument) ? argument : [argument]);

/** Return the field id that `var` or `has` names. @param {Value} argument @returns {string} */
const nameIn = (argument) => {
  const given = operands(argument);
  let inner = given.length === 1 ? given[0] : null;
  if (isObject(inner) && Object.keys(inner).join() === "var") inner = inner.var;
  if (typeof inner !== "string" || !inner) throw new RuleFault("bad_arguments");
  return inner;
};

/** @param {Env} env */
const rowOf = (env) => (env.item instanceof Row ? env.item.id : env.row ?? null);

/** @param {Value} value */
const known = (value) => (isUnknown(value) ? UNKNOWN : value ?? UNKNOWN);

/** @param {string} name @returns {Compiled} */
const reader = (name) => {
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
const presence = (name) => {
  if (name.startsWith("item.")) return (env) => env.answers.value(name.slice(5), rowOf(env)) !== null;
  return ({ answers, row = null }) => answers.has(name) || answers.has(name, row);
};

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

/** @type {Record<string, (parts: Compiled[]) => Compiled>} */
const LAZY = {
  today: () => (env) => env.today,
  and: (parts) => (env) => allOf(truths(parts, env)),
  or: (parts) => (env) => anyOf(truths(parts, env)),
  not: (parts) => (env) => opposite(truths(parts, env)[0]),
  if: choose,
  some: quantified(anyOf),
  all: quantified(allOf),
  none: quantified((found) => opposite(anyOf(found))),
};
