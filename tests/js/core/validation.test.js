import assert from "node:assert/strict";
import { test } from "node:test";
import { answersOf } from "../../../static/core/answers.js";
import { postOf, postedFrom, readStep, strayNames } from "../../../static/core/reading_posts.js";
import { checkAll, checkStep, judgePost } from "../../../static/core/validation.js";
import { lists } from "./vectors.js";

const said = { vi: "Ông/bà cho biết", en: "Please say" };
const context = { today: "2026-11-23", lists };
const fields = [{ id: "a.birth_date", kind: "date", required: true, max: "today" }, { id: "a.personal_id", kind: "personal_id" }];
const repeat = { id: "m", kind: "repeat", fields: [{ id: "m.name", kind: "person_name", required: true }] };
const paper = { id: "old-card", name: said, form: "copy", treatment: "hand_in", required: true };
const definition = {
  procedure: "9.000001", revision: 1, name: said, signing: "none", presence: "none", papers: [paper],
  steps: [{ id: "who", ask: said, fields }, { id: "members", ask: said, fields: [repeat] }],
  checks: [{ code: "old", when: { "<": [{ var: "a.birth_date" }, "1900-01-01"] }, level: /** @type {const} */ ("warning"), fields: ["a.birth_date"], say: said }],
};

/** @param {Record<string, string>} typed */
const posted = (typed) => postedFrom(Object.entries(typed));

/** @param {import("../../../static/core/types").Problem[]} problems */
const codes = (problems) => problems.map(({ field, code, row, level }) => [field, code, row, level].join(" "));

test("a page keeps what was read, clears what was emptied and blocks on an error", () => {
  const kept = answersOf({ "a.personal_id": "022145001234" });
  const { reading, problems, answers, blocks } = judgePost(definition, definition.steps[0], posted({ "a.birth_date": "31/2/1945" }), kept, context);
  assert.deepEqual([[...reading.values], reading.cleared, answers.value("a.personal_id")], [[], ["a.personal_id"], null]);
  assert.deepEqual(codes(problems), ["a.birth_date date_no_such_day  error"]);
  assert.ok(blocks);
});

test("a personal ID is compared with its owner, as a warning", () => {
  const { problems, blocks } = judgePost(definition, definition.steps[0], posted({ "a.birth_date": "15/8/1899", "a.personal_id": "022145001234" }), answersOf({}), context);
  assert.deepEqual(codes(problems), ["a.personal_id personal_id_year  warning", "a.birth_date old  warning"]);
  assert.equal(blocks, false);
});

test("the whole dossier: missing answers, rows and papers", () => {
  const found = checkAll(definition, answersOf({}, { m: { r1: {}, r2: { "m.name": "Hoà 2" } } }), context);
  assert.deepEqual(codes(found), ["a.birth_date missing_date  error", "m.name missing r1 error", "m.name name_digit r2 error", "paper.old_card missing_paper  warning"]);
});

test("the page of a row judges the fields of that row", () => {
  assert.deepEqual(codes(checkStep(definition, definition.steps[1], answersOf({}, { m: { r1: {} } }), context, "r1")), ["m.name missing r1 error"]);
});

test("names that are neither ours nor of the page are strays", () => {
  assert.deepEqual(strayNames(fields, ["_form", "a.birth_date.day", "a.birth_date.hour", "x", "x"]), ["a.birth_date.hour", "x"]);
});

test("what was read is posted again and reads the same", () => {
  const { values } = readStep(fields, posted({ "a.birth_date.day": "5", "a.birth_date.month": "8", "a.birth_date.year": "1945", "a.personal_id.unknown": "1" }), lists);
  const again = readStep(fields, postedFrom(Object.entries(postOf(fields, values)).map(([name, [text]]) => [name, text])), lists);
  assert.deepEqual([...again.values], [["a.birth_date", "1945-08-05"], ["a.personal_id", { unknown: true }]]);
});
