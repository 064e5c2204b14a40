// What the engine on the phone may not use, so that it runs the same in a page, in a worker and in node.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

const CORE = new URL("../../../static/core/", import.meta.url);
const MODULES = readdirSync(CORE, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
const FORMS = /^(answers|dates|lists|path|problems|reading_posts|rule_values|rules|text|validation|kinds\/.*)\.js$/;

/** @param {string} name */
const source = (name) => readFileSync(new URL(name, CORE), "utf8");

/** What runs, without comments. @param {string} name */
const code = (name) => source(name).replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

test("no page, no worker, no clock, no place: only text in and text out", () => {
  const foreign = /\b(document|window|self|navigator|location|fetch|caches|indexedDB|globalThis|Intl|eval|Function)\b|Date\.now|new Date\(\)|Math\.random/;
  assert.deepEqual(MODULES.filter((name) => FORMS.test(name) && foreign.test(code(name))), []);
});

test("nothing that depends on a language or on more digits than 0 to 9", () => {
  const local = /toLowerCase|toUpperCase|toLocale|localeCompare|parseInt|parseFloat|\\d|\\w|\\s|\\b[^B(]|\.charAt\(/;
  assert.deepEqual(MODULES.filter((name) => FORMS.test(name) && local.test(code(name))), []);
});

test("modules import their neighbours by their address and nothing else", () => {
  for (const name of MODULES) {
    for (const [, from] of code(name).matchAll(/(?:from|import) "([^"]+)"/g)) assert.match(from, /^\.{1,2}\/[a-z_/]+\.js$/, name);
  }
});

test("every module says what it is for and is checked for types", () => {
  for (const name of MODULES.filter((each) => FORMS.test(each))) assert.match(source(name), /^\/\/ @ts-check\n\/\*\* [A-Z]/, name);
});

test("the engine without its comments stays under 17 kB of brotli", () => {
  const sizes = MODULES.filter((name) => FORMS.test(name)).map((name) => brotliCompressSync(code(name)).length);
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 17 * 1024, String(sizes));
});
