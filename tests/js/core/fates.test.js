import assert from "node:assert/strict";
import { test } from "node:test";
import { waitAfter, waitAsked } from "../../../static/core/backoff.js";
import { fateOf, fateOfCode, readAnswer } from "../../../static/core/fates.js";

const JSON_TYPE = "application/json";
const GOOD = { proto: "cam-tay-sync", incarnation: "i", clock: "2026-11-27T01:05:00Z", head: 3, acks: [], parked: [], refused: [], changes: [], more: false };
const text = (said) => JSON.stringify(said);
const without = (name) => text(Object.fromEntries(Object.entries(GOOD).filter(([key]) => key !== name)));
const error = (code, more = {}) => text({ proto: "cam-tay-sync", error: code, ...more });
const HTML = "<!doctype html><title>Wi-Fi</title><form>Đăng nhập</form>";

/** [what came, fate, status, type, body, redirected] */
const SHAPES = [
  ["an answer of ours", "answered", 200, JSON_TYPE, text(GOOD)],
  ["an answer of ours with a charset", "answered", 200, "application/json; charset=utf-8", text(GOOD)],
  ["a type in capitals", "answered", 200, "Application/JSON;charset=UTF-8", text(GOOD)],
  ["an answer with more in it than we know", "answered", 200, JSON_TYPE, text({ ...GOOD, news: [1] })],
  ["an answer with acks", "answered", 200, JSON_TYPE, text({ ...GOOD, acks: [{ id: "a", hash: "b", server_seq: 1 }] })],
  ["the page of a captive portal", "retry", 200, "text/html", HTML],
  ["a page that says it is JSON", "retry", 200, JSON_TYPE, HTML],
  ["our answer as text", "retry", 200, "text/plain", text(GOOD)],
  ["our answer without a type", "retry", 200, "", text(GOOD)],
  ["our answer as JSON of another kind", "retry", 200, "application/json-seq", text(GOOD)],
  ["our answer after a redirect", "retry", 200, JSON_TYPE, text(GOOD), true],
  ["a redirect that was not followed", "retry", 0, "", "", true],
  ["a body cut in the middle", "retry", 200, JSON_TYPE, text(GOOD).slice(0, 60)],
  ["a body cut at its last sign", "retry", 200, JSON_TYPE, text(GOOD).slice(0, -1)],
  ["two answers in one", "retry", 200, JSON_TYPE, text(GOOD) + text(GOOD)],
  ["nothing at all", "retry", 200, JSON_TYPE, ""],
  ["null", "retry", 200, JSON_TYPE, "null"],
  ["a number", "retry", 200, JSON_TYPE, "1"],
  ["a list", "retry", 200, JSON_TYPE, "[]"],
  ["a text", "retry", 200, JSON_TYPE, '"ok"'],
  ["an empty object", "retry", 200, JSON_TYPE, "{}"],
  ["somebody else's JSON", "retry", 200, JSON_TYPE, text({ status: "ok", acks: [] })],
  ["another protocol", "retry", 200, JSON_TYPE, text({ ...GOOD, proto: "other" })],
  ["our mark in another case", "retry", 200, JSON_TYPE, text({ ...GOOD, proto: "Cam-Tay-Sync" })],
  ["our mark as a list", "retry", 200, JSON_TYPE, text({ ...GOOD, proto: ["cam-tay-sync"] })],
  ["our mark inherited", "retry", 200, JSON_TYPE, '{"__proto__": {"proto": "cam-tay-sync"}}'],
  ["only the mark", "retry", 200, JSON_TYPE, text({ proto: "cam-tay-sync" })],
  ["an error under 200", "retry", 200, JSON_TYPE, error("busy")],
  ...["acks", "parked", "refused", "changes", "head", "incarnation", "clock"].map((name) => [`no ${name}`, "retry", 200, JSON_TYPE, without(name)]),
  ...["acks", "parked", "refused", "changes"].map((name) => [`${name} that are no list`, "retry", 200, JSON_TYPE, text({ ...GOOD, [name]: {} })]),
  ...["acks", "changes"].map((name) => [`${name} that hold no objects`, "retry", 200, JSON_TYPE, text({ ...GOOD, [name]: [null] })]),
  ["a head that is a text", "retry", 200, JSON_TYPE, text({ ...GOOD, head: "3" })],
  ["a head that is a fraction", "retry", 200, JSON_TYPE, text({ ...GOOD, head: 1.5 })],
  ["201", "retry", 201, JSON_TYPE, text(GOOD)],
  ["204", "retry", 204, "", ""],
  ["206", "retry", 206, JSON_TYPE, text(GOOD)],
  ["301", "retry", 301, "text/html", HTML],
  ["302 to a sign-in", "retry", 302, "text/html", HTML],
  ["304", "retry", 304, "", ""],
  ["307", "retry", 307, "", ""],
  ["400 of ours", "too_large", 400, JSON_TYPE, error("bad_request")],
  ["400 of a proxy", "retry", 400, "text/html", HTML],
  ["401 of ours", "sign_in", 401, JSON_TYPE, error("unknown_device")],
  ["401 of a proxy", "retry", 401, "text/html", HTML],
  ["403, a device nobody knows", "sign_in", 403, JSON_TYPE, error("unknown_device")],
  ["403 of ours for another reason", "retry", 403, JSON_TYPE, error("forbidden")],
  ["403 of a firewall", "retry", 403, "text/html", HTML],
  ["403 of a firewall in JSON", "retry", 403, JSON_TYPE, text({ error: "unknown_device" })],
  ["404", "retry", 404, "text/html", HTML],
  ["405", "retry", 405, JSON_TYPE, error("method")],
  ["407 of a proxy", "retry", 407, "text/html", HTML],
  ["408", "retry", 408, "", ""],
  ["413 of ours", "too_large", 413, JSON_TYPE, error("too_large")],
  ["413 of a proxy", "too_large", 413, "text/html", HTML],
  ["415 of ours", "retry", 415, JSON_TYPE, error("bad_request")],
  ["429 of ours", "slow_down", 429, JSON_TYPE, error("too_many", { retry_after: 9 })],
  ["429 of a proxy", "slow_down", 429, "text/html", HTML],
  ["500 of ours", "retry", 500, JSON_TYPE, error("fault")],
  ["500 with our whole answer", "retry", 500, JSON_TYPE, text(GOOD)],
  ["500 of a proxy", "retry", 500, "text/html", HTML],
  ["502", "retry", 502, "text/html", HTML],
  ["503 of ours", "slow_down", 503, JSON_TYPE, error("busy", { retry_after: 5 })],
  ["503 of a proxy", "retry", 503, "text/html", HTML],
  ["504", "retry", 504, "", ""],
  ["511, sign in to the network", "retry", 511, "text/html", HTML],
  ["a status of 0", "retry", 0, "", ""],
];

test("there are at least sixty shapes of answers", () => assert.ok(SHAPES.length >= 60));

for (const [what, fate, ...came] of SHAPES) test(`${what}: ${fate}`, () => assert.equal(fateOf(...came), fate));

test("how long to wait is taken from our answer, else from the header, and is never nonsense", () => {
  const asked = (body, retryAfter) => readAnswer({ status: 429, type: JSON_TYPE, body, retryAfter }).retryAfter;
  assert.deepEqual([asked(error("x", { retry_after: 9 }), 3), asked("<p>", 3), asked("<p>"), asked(error("x", { retry_after: -5 })), asked(error("x", { retry_after: "soon" }))], [9, 3, 0, 0, 0]);
});

test("each code of the contract has its fate, whatever fate an answer names", () => {
  const fates = {
    hand_over: ["not_yours", "unknown_definition", "unopenable", "hash_differs", "bad_operation", "too_large", "unsafe_value", "forged_kind"],
    drop: ["already_submitted", "withdrawn", "wrong_state"], fix: ["unreadable_value"], again: ["key_missing", "seq_taken"],
  };
  for (const [fate, codes] of Object.entries(fates)) for (const code of codes) assert.equal(fateOfCode(code, "drop"), fate);
});

test("a code of a later release has the fate it names, else a person looks", () => {
  assert.deepEqual(["drop", "fix", "again", "explode", undefined].map((named) => fateOfCode("new_code", named)), ["drop", "fix", "hand_over", "hand_over", "hand_over"]);
  assert.deepEqual(["constructor", "__proto__", "toString"].map((code) => fateOfCode(code)), ["hand_over", "hand_over", "hand_over"]);
});

test("waiting begins at two seconds, doubles, ends at five minutes and never stops", () => {
  const [soonest, latest] = [() => 0, () => 1];
  assert.deepEqual([1, 2, 3, 4].map((tries) => waitAfter(tries, latest)), [2000, 4000, 8000, 16000]);
  for (let tries = 0; tries < 2000; tries += 1) {
    const [least, most] = [waitAfter(tries, soonest), waitAfter(tries, latest)];
    assert.ok(least >= 2000 && least <= most && most <= 300000);
  }
  assert.deepEqual([waitAfter(1e9, latest), waitAfter(1e9, soonest)], [300000, 150000]);
  assert.deepEqual([waitAsked(0), waitAsked(60), waitAsked(1e9)], [1000, 60000, 300000]);
});
