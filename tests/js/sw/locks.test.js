import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "../../../static/sw/locks.js";

test("after unlocking only a place of ours is gone to", () => {
  for (const place of ["/vi/", "/en/dossiers/", "/vi/dossiers/01a21fb0-1b49-72f6-846e-9fc86703e248/steps/name?change=1", "/vi/procedures/1.014027"]) {
    assert.equal(placeOf("vi", place), place);
  }
  for (const place of [
    "", "//evil.example", "/vi//evil.example", "https://evil.example/vi/", "/vi/\\evil", "/vi/%0d%0aSet-Cookie:x", "javascript:alert(1)", "/fr/", "/vi/../desk", "/vi/#x",
    "/vi/" + "a".repeat(500),
  ]) {
    const led = placeOf("vi", place);
    assert.equal(led, "/vi/dossiers/", place);
    assert.equal(new URL(led, "https://house.example").origin, "https://house.example");
  }
});
