import assert from "node:assert/strict";
import { test } from "node:test";
import { PostedValues } from "../../../static/core/kinds/base.js";
import { KINDS, kindOf } from "../../../static/core/kinds/index.js";
import { kindNames, lists, vectors } from "./vectors.js";

/** @param {Record<string, string[]>} sent */
const posted = (sent) => new PostedValues(Object.entries(sent));

/** Problems as the vectors write them: without what goes without saying. @param {any[]} problems */
const told = (problems) =>
  problems.map(({ code, part, level, params }) => ({
    code,
    ...(part && { part }),
    ...(level !== "error" && { level }),
    ...(Object.keys(params).length && { params }),
  }));

test("every kind has a vector file and every vector file a kind", () => {
  assert.deepEqual([...KINDS.keys()].sort(), kindNames.sort());
});

for (const name of kindNames) {
  test(`${name} answers as its vectors say`, () => {
    const { cases, today } = vectors(`kinds/${name}.json`);
    for (const { field, posted: sent, ...wanted } of cases) {
      const kind = kindOf(field);
      const { value, problems, blank } = kind.parse(field, posted(sent), lists);
      const said = JSON.stringify(sent);
      assert.deepEqual([blank, told(problems), value], [wanted.blank ?? false, wanted.problems ?? [], wanted.value ?? null], said);
      if ("edit" in wanted) assert.deepEqual(kind.edit(field, null, posted(sent), "vi", lists), wanted.edit, said);
      if (!("value" in wanted)) continue;
      assert.deepEqual(told(kind.check(field, value, { today, lists })), wanted.checked, said);
      assert.deepEqual({ vi: kind.show(field, value, "vi", lists), en: kind.show(field, value, "en", lists) }, wanted.shown, said);
      assert.deepEqual(kind.post(field, value), wanted.post, said);
    }
  });
}

test("lengths are code points: an emoji is one", () => {
  const field = { id: "f", kind: "text", max_length: 2 };
  assert.equal(kindOf(field).parse(field, posted({ f: ["🐟🐟"] }), lists).value, "🐟🐟");
  assert.deepEqual(told(kindOf(field).parse(field, posted({ f: ["🐟🐟🐟"] }), lists).problems), [{ code: "too_long", params: { limit: 2, length: 3 } }]);
});

test("a sign that is no letter of a name is named whole", () => {
  const field = { id: "f", kind: "person_name" };
  assert.deepEqual(kindOf(field).parse(field, posted({ f: ["Tư 🐟"] }), lists).problems[0].params, { sign: "🐟" });
});

test("minus nought is nought", () => {
  const field = { id: "f", kind: "whole_number" };
  assert.ok(Object.is(kindOf(field).parse(field, posted({ f: ["-0"] }), lists).value, 0));
});

test("a name of a prototype is neither a part of an address nor an option", () => {
  const address = { id: "f", kind: "address" };
  for (const value of [JSON.parse('{"__proto__": "22"}'), { province: "22", toString: "x" }, { constructor: "x" }]) {
    assert.equal(kindOf(address).check(address, value, { today: "2026-11-23", lists })[0].code, "unreadable");
  }
  const choice = { id: "f", kind: "relation" };
  assert.equal(kindOf(choice).parse(choice, posted({ f: ["constructor"] }), lists).problems[0].code, "not_in_list");
});

test("a very long paste is read without running out of stack", () => {
  for (const kind of ["person_name", "email", "text", "long_text", "money", "phone"]) {
    const field = { id: "f", kind };
    for (const text of ["Aệ ".repeat(200000), "a@".repeat(200000), " \n".repeat(200000)]) kindOf(field).parse(field, posted({ f: [text] }), lists);
  }
});
