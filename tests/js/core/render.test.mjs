import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { render } from "../../../static/core/render.js";

/** @param {any[]} body @param {any} view @param {any} words */
const draw = (body, view, words = {}) => render({ trees: { page: body }, words }, "page", { lang: "vi", ...view });

test("everything printed is escaped", () => {
  assert.equal(draw([["o", ["n", "typed"]]], { typed: `<a href='x' title="y">&` }), "&lt;a href=&#39;x&#39; title=&#34;y&#34;&gt;&amp;");
});

test("keys of prototypes cannot be read", () => {
  for (const key of ["constructor", "toString", "__proto__", "length"]) {
    assert.throws(() => draw([["o", ["n", "thing", key]]], { thing: {} }), TypeError);
    assert.throws(() => draw([["o", ["n", "text", key]]], { text: "abc" }), TypeError);
    assert.throws(() => draw([["o", ["n", key]]], {}), TypeError);
  }
});

test("a missing name throws instead of printing nothing", () => {
  assert.throws(() => draw([["o", ["n", "absent"]]], {}), /missing: absent/);
});

test("only text and whole numbers are printed", () => {
  for (const value of [true, null, [], {}, 0.5]) assert.throws(() => draw([["o", ["n", "value"]]], { value }), TypeError);
});

test("empty lists and objects are false, as in Python", () => {
  for (const value of [[], {}, "", 0, null, false]) assert.equal(draw([["i", ["n", "value"], ["yes"], ["no"]]], { value }), "no");
});

test("a typed value that looks like a placeholder or a replacement pattern stays as it is", () => {
  const words = { "Chào %(name)s": "Hello %(name)s" };
  assert.equal(draw([["o", ["_", "Chào %(name)s", { name: ["n", "typed"] }]]], { typed: "%(name)s $& $1" }, words), "Hello %(name)s $&amp; $1");
});

test("the renderer stays under two kilobytes", () => {
  const source = readFileSync(new URL("../../../static/core/render.js", import.meta.url));
  assert.ok(brotliCompressSync(source).length <= 2048);
});
