import assert from "node:assert/strict";
import { test } from "node:test";
import { AnswerSet, answersOf, answersToJson, isUnknown, own } from "../../../static/core/answers.js";

const plain = { "a.name": "An", "a.age": 0, "a.old": false, "a.sex": { unknown: true } };
const rows = { members: { r2: { "m.name": "Ba" }, r1: {} } };

test("answers become JSON and come back, rows in their order", () => {
  const set = answersOf(plain, rows);
  assert.deepEqual(answersToJson(set), { answers: plain, rows });
  assert.deepEqual(set.rowsOf("members"), ["r2", "r1"]);
});

test("nought, no and I do not know are answers", () => {
  const set = answersOf(plain);
  for (const field of Object.keys(plain)) assert.ok(set.has(field));
  assert.ok(isUnknown(set.value("a.sex")));
});

test("setting and taking away makes another set", () => {
  const set = answersOf(plain, rows);
  const more = set.withValues([["m.name", "Tư"]], "r1").without(["a.name"]).withRows("members", ["r1"]);
  assert.deepEqual([more.value("m.name", "r1"), more.value("a.name"), more.rowsOf("members")], ["Tư", null, ["r1"]]);
  assert.deepEqual(answersToJson(set), { answers: plain, rows });
});

test("nothing is answered under the names that every object has", () => {
  const set = new AnswerSet();
  for (const name of ["constructor", "toString", "__proto__"]) {
    assert.equal(set.has(name), false);
    assert.equal(own({}, name), undefined);
  }
  assert.equal(answersOf(JSON.parse('{"__proto__": "x"}')).value("__proto__"), "x");
});
