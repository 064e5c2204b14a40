import assert from "node:assert/strict";
import { test } from "node:test";
import { answersOf, answersToJson } from "../../../static/core/answers.js";
import { beside, firstOpen, path, rowFields, stopOf } from "../../../static/core/path.js";
import { vectors } from "./vectors.js";

const { definitions, vectors: cases } = vectors("paths.json");
const passport = definitions.passport;
const TODAY = "2026-11-23";

/** @param {{id: string}[]} things */
const ids = (things) => things.map((thing) => thing.id);

test("every path is what its vector says", () => {
  for (const vector of cases) {
    const way = path(definitions[vector.definition], answersOf(vector.answers, vector.rows), vector.today);
    assert.deepEqual([ids(way.asked), ids(way.undecided), ids(way.listed)], [vector.asked, vector.undecided, vector.listed], vector.name);
    for (const [stop, fields] of Object.entries(vector.fields)) assert.deepEqual(ids(stopOf(way, stop)?.fields ?? []), fields, vector.name);
  }
});

test("finding a path changes neither the definition nor the answers", () => {
  for (const vector of cases) {
    const [definition, answers] = [structuredClone(definitions[vector.definition]), answersOf(vector.answers, vector.rows)];
    const before = answersToJson(answers);
    path(definition, answers, vector.today);
    assert.deepEqual(definition, definitions[vector.definition]);
    assert.deepEqual(answersToJson(answers), before);
  }
});

test("one walks forward and back along the path and no further", () => {
  const way = path(passport, answersOf({}), TODAY);
  assert.equal(beside(way, "notice", 1)?.id, "for-whom");
  assert.equal(beside(way, "for-whom", -1)?.id, "notice");
  assert.equal(beside(way, "notice", -1), undefined);
  assert.equal(beside(way, "paper-photo", 1), undefined);
  assert.equal(beside(way, "guardian", 1), undefined);
});

test("the first open page waits for an answer and was not passed over", () => {
  const way = path(passport, answersOf({ "submitter.for_whom": "myself" }), TODAY);
  assert.equal(firstOpen(way)?.id, "birth");
  assert.equal(firstOpen(way, new Set(["birth"]))?.id, "request");
});

test("a step without rows asks nothing for a row", () => {
  assert.deepEqual(rowFields(passport.steps[0], answersOf({}), TODAY, "r1"), []);
});
