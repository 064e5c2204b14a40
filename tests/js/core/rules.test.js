import assert from "node:assert/strict";
import { test } from "node:test";
import { answersOf } from "../../../static/core/answers.js";
import { RuleFault, UNKNOWN, evaluate, truth } from "../../../static/core/rules.js";
import { vectors } from "./vectors.js";

/** @param {any} vector */
const outcome = ({ rule, answers, rows, today, row }) => {
  try {
    const value = evaluate(rule, { answers: answersOf(answers, rows), today, row });
    return value === UNKNOWN ? { $unknown: true } : value;
  } catch (fault) {
    if (fault instanceof RuleFault) return { $fault: fault.code };
    throw fault;
  }
};

const env = { answers: answersOf({ a: 1 }), today: "2026-11-23" };

test("every rule means what its vector says", () => {
  for (const vector of vectors("rules.json")) assert.deepEqual(outcome(vector), vector.expect, vector.name);
});

test("no rule is true, a rule without meaning is unknown, and nothing is thrown", () => {
  assert.equal(truth(undefined, env), true);
  assert.equal(truth(null, env), true);
  for (const rule of [{ nonsense: [] }, { "==": [1, "1"] }, { "+": [1, 1] }, "yes", {}]) assert.equal(truth(rule, env), UNKNOWN);
});

test("operators and answers that every object has from its prototype are not there", () => {
  for (const name of ["constructor", "toString", "hasOwnProperty", "__proto__", "valueOf"]) {
    assert.deepEqual(outcome({ rule: JSON.parse(`{"${name}": [1, 2]}`), answers: {}, today: env.today }), { $fault: "unknown_operator" });
    assert.equal(evaluate({ has: name }, env), false);
    assert.equal(evaluate({ var: name }, env), UNKNOWN);
    assert.equal(evaluate({ var: "a." + name }, env), UNKNOWN);
  }
});

test("sums are exact up to the limit and faults behind it, whatever comes between", () => {
  const most = Number.MAX_SAFE_INTEGER;
  assert.equal(evaluate({ "+": [most, most, -most, -1] }, env), most - 1);
  assert.equal(evaluate({ "*": [most, most, 0] }, env), 0);
  assert.throws(() => evaluate({ "+": [most, 1] }, env), RuleFault);
});

test("days are added across the ends of years, centuries and of all years", () => {
  const plus = (/** @type {string} */ day, /** @type {number} */ days) => evaluate({ add_days: [day, days] }, env);
  assert.equal(plus("2000-02-28", 1), "2000-02-29");
  assert.equal(plus("1900-02-28", 1), "1900-03-01");
  assert.equal(plus("0001-01-01", 3652058), "9999-12-31");
  assert.equal(plus("9999-12-31", -3652058), "0001-01-01");
  assert.equal(plus("0050-06-01", 0), "0050-06-01");
  for (const days of [1, Number.MAX_SAFE_INTEGER]) assert.throws(() => plus("9999-12-31", days), RuleFault);
  for (const days of [-1, -400, -Number.MAX_SAFE_INTEGER]) assert.throws(() => plus("0001-01-01", days), RuleFault);
});

test("the truth of unknown cannot be taken for yes by mistake", () => {
  const value = truth({ var: "nothing" }, env);
  assert.notEqual(value, true);
  assert.notEqual(value, false);
});
