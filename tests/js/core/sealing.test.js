import assert from "node:assert/strict";
import { test } from "node:test";
import { b64, hex, newId, randomHex, unb64, utf8 } from "../../../static/core/ids.js";
import { hashOf, newDossierKey, openBody, openStatus, sealForCentre, sealStatus, unwrap, useKey, wrap } from "../../../static/core/sealing.js";
import { grouped, isSlipCode, makeSlip, readSlipCode } from "../../../static/core/slip.js";
import { Centre } from "./centre.js";
import { centre, Phone } from "./phones.js";
import { vectors } from "./vectors.js";

const DOSSIER = "01a20000-0000-7000-8000-000000000001";

test("ids are time-ordered UUIDs of version 7 and never the same", () => {
  const ids = Array.from({ length: 2000 }, (_, at) => newId(1795000000000 + at));
  assert.equal(new Set(ids).size, 2000);
  assert.deepEqual([...ids].sort(), ids);
  assert.ok(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)));
  assert.equal(newId(0).slice(0, 13), "00000000-0000");
});

test("bytes become text and come back, also many", () => {
  const bytes = Uint8Array.from({ length: 200000 }, (_, at) => at % 256);
  assert.deepEqual(unb64(b64(bytes)), bytes);
  assert.equal(b64(bytes), Buffer.from(bytes).toString("base64"));
  assert.equal(hex(Uint8Array.of(0, 15, 255)), "000fff");
  assert.match(randomHex(12), /^[0-9a-f]{24}$/);
  assert.throws(() => unb64("*"));
});

test("slip codes have a check digit that finds a wrong digit", () => {
  for (let at = 0; at < 200; at += 1) {
    const { code, secret } = makeSlip();
    assert.ok(isSlipCode(code) && /^[0-9a-f]{32}$/.test(secret));
    const wrong = code.slice(0, at % 16) + ((Number(code[at % 16]) + 1) % 10) + code.slice((at % 16) + 1);
    assert.equal(isSlipCode(wrong), false);
    assert.equal(readSlipCode(` ${grouped(code)} `), code);
  }
  assert.equal(grouped("1234567890123452"), "1234 5678 9012 3452");
  assert.deepEqual(["1234-5678.9012\u00a03452", "1234 5678 9012 3453", "", "12345", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٢"].map(readSlipCode), ["1234567890123452", "", "", "", ""]);
});

test("a dossier's key opens only with its own vault and for its own dossier", async () => {
  const [raw, vault, other] = [newDossierKey(), await useKey(newDossierKey()), await useKey(newDossierKey())];
  const wrapped = await wrap(vault, DOSSIER, raw);
  assert.deepEqual(await unwrap(vault, DOSSIER, wrapped), raw);
  await assert.rejects(unwrap(other, DOSSIER, wrapped));
  await assert.rejects(unwrap(vault, newId(1), wrapped));
});

test("only the centre opens a sealed key, and only for that dossier", async () => {
  const phone = new Phone();
  const id = await phone.start();
  const row = await phone.store.get("dossiers", id);
  const taken = await new Centre(centre).answer({ device: "d", secret: "s", ops: [{ ...(await phone.entries(id))[0] }], keys: { [id]: row.sealedKey }, have: {} });
  assert.equal(taken.said.acks.length, 1);
  assert.notEqual((await sealForCentre(newDossierKey(), id, centre)).epk, row.sealedKey.epk);
  const other = newId(1);
  const moved = new Centre(centre).answer({ device: "d", secret: "s", ops: [{ ...(await phone.entries(id))[0], dossier: other }], keys: { [other]: row.sealedKey }, have: {} });
  await assert.rejects(moved);
});

test("a status stands sealed for its dossier, and a changed box does not open", async () => {
  const key = await useKey(newDossierKey());
  const box = await sealStatus(key, DOSSIER, { state: "received", reasons: ["thiếu giấy"] });
  assert.deepEqual(await openStatus(key, DOSSIER, box), { state: "received", reasons: ["thiếu giấy"] });
  await assert.rejects(openStatus(key, newId(1), box));
  const bytes = unb64(box);
  for (const at of [0, 1, 20, bytes.length - 1]) {
    const changed = bytes.slice();
    changed[at] ^= 1;
    await assert.rejects(openStatus(key, DOSSIER, b64(changed)));
  }
});

test("the hash is SHA-256 of id and box", async () => {
  const { createHash } = await import("node:crypto");
  const box = utf8("một hộp");
  assert.equal(await hashOf(DOSSIER, b64(box)), createHash("sha256").update(DOSSIER).update(box).digest("hex"));
});

// The same file is read by tests/sealing/test_vectors.py.
const kept = vectors("sealing.json");

test("what was sealed to the vectors opens, has its hash, and opens nowhere else", async () => {
  const key = await useKey(unb64(kept.dossier_key));
  assert.ok(kept.operations.length >= 5 && kept.unopenable.length >= 9);
  for (const { body, hash, ...entry } of kept.operations) {
    assert.deepEqual(await openBody(key, entry), { field: entry.field, row: entry.row, ...body });
    assert.equal(await hashOf(entry.id, entry.box), hash);
  }
  for (const { why, ...entry } of kept.unopenable) await assert.rejects(openBody(key, entry), why);
});

test("slip codes of the vectors are read or not", () => {
  assert.deepEqual(kept.slips.map(([typed]) => [typed, readSlipCode(typed)]), kept.slips);
});
