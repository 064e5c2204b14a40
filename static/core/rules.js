// @ts-check
/** Rules: the strict JsonLogic profile of `webapp/forms/README.md`, kept by `tests/vectors/rules.json`. Never parses or runs text. */

import { isObject } from "./answers.js";
import { LAZY, nameIn, operands, presence, reader } from "./rule_operators.js";
import { Row, RuleFault, STRICT, Span, UNKNOWN } from "./rule_values.js";

export { RuleFault, UNKNOWN };

/** @typedef {any} Value */
/** @typedef {{answers: import("./answers.js").AnswerSet, today: string, row?: string | null, item?: Value}} Env `today` is always given */
/** @typedef {(env: Env) => Value} Compiled */

const DEEPEST = 40;
const MANY = 1000;

/** Operator -> least and most operands. @type {Map<string, [number, number]>} */
export const OPERATORS = new Map(
  Object.entries({
    var: [1, 1], has: [1, 1], today: [0, 0], date_of: [1, 1], age_at: [2, 2], add_days: [2, 2], add_months: [2, 2],
    "==": [2, 2], "!=": [2, 2], "<": [2, 2], "<=": [2, 2], ">": [2, 2], ">=": [2, 2], in: [2, 2],
    and: [1, MANY], or: [1, MANY], not: [1, 1], if: [3, MANY], some: [2, 2], all: [2, 2], none: [2, 2],
    count: [1, 1], "+": [2, MANY], "-": [2, 2], "*": [2, MANY], min: [1, MANY], max: [1, MANY],
  }),
);

/** Return the value of a rule, or UNKNOWN. Throws RuleFault when it has no meaning. @param {Value} rule @param {Env} env */
export const evaluate = (rule, env) => outward(compile(rule)(env));

/** @param {Value} value @returns {Value} as the world outside rules sees it */
const outward = (value) => {
  if (Array.isArray(value)) return value.map((each) => (each instanceof Row ? each.id : each));
  return value instanceof Span ? UNKNOWN : value instanceof Row ? value.id : value;
};

/** @type {WeakMap<object, Compiled>} */
const kept = new WeakMap();

/** Return true, false or UNKNOWN; no rule is true, a fault is UNKNOWN. Never throws. @param {Value} rule @param {Env} env @returns {boolean | symbol} */
export const truth = (rule, env) => {
  if (rule === undefined || rule === null) return true;
  try {
    let compiled = typeof rule === "object" ? kept.get(rule) : undefined;
    if (!compiled) {
      compiled = compile(rule);
      if (typeof rule === "object") kept.set(rule, compiled);
    }
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
  if (Array.isArray(rule)) {
    const parts = rule.map((part) => compile(part, depth + 1));
    return (env) => parts.map((part) => part(env));
  }
  if (!isObject(rule)) throw new RuleFault("bad_literal");
  return compileOperator(rule, depth);
};

/** @param {Record<string, Value>} rule @param {number} depth @returns {Compiled} */
const compileOperator = (rule, depth) => {
  const written = Object.entries(rule);
  if (written.length !== 1) throw new RuleFault("one_operator");
  const [operator, argument] = written[0];
  const limits = OPERATORS.get(operator);
  if (!limits) throw new RuleFault("unknown_operator");
  if (operator === "has") return presence(nameIn(argument));
  if (operator === "var") return reader(nameIn(typeof argument === "string" ? argument : null));
  const given = operands(argument);
  if (given.length < limits[0] || given.length > limits[1]) throw new RuleFault("bad_arguments");
  const parts = given.map((part) => compile(part, depth + 1));
  const lazy = LAZY.get(operator);
  if (lazy) return lazy(parts);
  const strict = STRICT[operator];
  return (env) => {
    const values = parts.map((part) => part(env));
    return values.includes(UNKNOWN) ? UNKNOWN : strict(...values);
  };
};
