import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { claimOf } from "../../../static/core/claiming.js";
import { squaresOf } from "../../../static/core/codes.js";
import { b64, newId, unb64 } from "../../../static/core/ids.js";
import { identity, renewIdentity } from "../../../static/core/keyring.js";
import { rescueBytes, rescueFile, rescueName } from "../../../static/core/rescue.js";
import { syncOnce } from "../../../static/core/sync.js";
import { Centre } from "./centre.js";
import { centre, Phone } from "./phones.js";
import { vectors } from "./vectors.js";

const { writer, parcels, file, squares, claim } = vectors("rescue.json");
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const unbase32 = (text) => {
  const bits = [...text].map((sign) => SIGNS.indexOf(sign).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
};
const joinedSquares = (list) => inflateSync(Buffer.concat(list.map((one) => unbase32(one.split(":")[4]))));

/** The records of a file, by their letter. */
const recordsOf = (bytes) => {
  const found = [];
  for (let at = 8; at < bytes.length; ) {
    const size = new DataView(bytes.buffer, bytes.byteOffset + at + 1).getUint32(0);
    const payload = bytes.slice(at + 5, at + 5 + size);
    const sort = String.fromCharCode(bytes[at]);
    const text = new TextDecoder().decode(sort === "O" ? payload.slice(16) : payload);
    found.push([sort, sort === "E" ? null : JSON.parse(text)]);
    at += 5 + size;
  }
  return found;
};

test("a phone writes the bytes that the centre reads", async () => {
  assert.equal(b64(await rescueBytes(writer, parcels)), file);
});

test("the squares of a file are the file again", async () => {
  const made = await squaresOf(unb64(file));
  for (const list of [made, squares]) {
    assert.equal(joinedSquares(list).toString("base64"), file);
    assert.ok(list.every((one, at) => /^CT1:[0-9A-F]{6}:\d+:\d+:[A-Z2-7]{1,1280}$/.test(one) && one.split(":")[2] === String(at + 1)));
  }
  assert.deepEqual(await squaresOf(crypto.getRandomValues(new Uint8Array(9601))), []);
});

test("a claim is the proof that the centre expects", async () => {
  assert.equal(await claimOf(unb64(claim.key), claim.dossier, { id: claim.device, secret: claim.secret }), claim.proof);
});

test("a file holds what is only here, whether or not it may go by itself, in the order of its numbers", async () => {
  const phone = new Phone();
  const draft = await phone.start();
  phone.at += 1000;
  const sent = await phone.start();
  await phone.sets(draft, "owner.name", "Nguyễn Thị Mến");
  await phone.does(sent, { do: "consent", what: "stream", give: true, wording: "notice" });
  const there = new Centre(centre);
  await syncOnce(phone.ctx, async (request) => ({ status: 200, type: "application/json", redirected: false, retryAfter: 0, body: JSON.stringify((await there.answer(request)).said) }));
  assert.equal(there.of(sent).length, 2);
  await phone.sets(sent, "owner.name", "Nguyễn Thị Mận");

  const all = recordsOf((await rescueFile(phone.ctx)).bytes);
  const ops = all.filter(([sort]) => sort === "O").map(([, op]) => op);
  assert.deepEqual(all.map(([sort]) => sort).join(""), "HDOODOE");
  assert.deepEqual(ops.map(({ dossier, kind, seq }) => [dossier, kind, seq]), [[draft, "dossier.start", 1], [draft, "answer.set", 2], [sent, "answer.set", 3]]);
  assert.ok(!JSON.stringify(all).includes("Mến"));
  const row = await phone.store.get("dossiers", draft);
  assert.deepEqual(all[1][1], { id: draft, sealed_key: row.sealedKey });
  assert.deepEqual(recordsOf((await rescueFile(phone.ctx, sent)).bytes).map(([sort]) => sort).join(""), "HDOE");
  assert.equal(await rescueFile(phone.ctx, newId(1)), null);
});

test("the same things give the same file, and what was given up is in none", async () => {
  const phone = new Phone();
  const id = await phone.start();
  const first = await rescueFile(phone.ctx);
  phone.at += 5000;
  assert.deepEqual((await rescueFile(phone.ctx)).bytes, first.bytes);
  assert.equal(rescueName("2026-11-27", first.dossiers), "camtay-2026-11-27-1.camtay");
  await phone.does(id, { do: "withdraw", reason: "" });
  assert.equal(await rescueFile(phone.ctx), null);
});

test("a vault that does not open saves its boxes all the same", async () => {
  const phone = new Phone();
  const id = await phone.start();
  await phone.sets(id, "owner.name", "Nguyễn Thị Mến");
  const whole = await rescueFile(phone.ctx);
  const reopened = phone.reopened();
  await reopened.store.commit([["delete", "keyring", "own"]]);
  assert.deepEqual((await rescueFile(reopened.ctx)).bytes, whole.bytes);
});

test("under a new name the phone numbers anew first, and proves the key anew", async () => {
  const phone = new Phone();
  const id = await phone.start();
  const old = await identity(phone.ctx);
  const me = await renewIdentity(phone.ctx, old.id);
  const all = recordsOf((await rescueFile(phone.ctx)).bytes);
  assert.equal(all[0][1].device, me.id);
  assert.ok(all.filter(([sort]) => sort === "O").every(([, op]) => op.device === me.id));
  await phone.does(id, { do: "consent", what: "stream", give: true, wording: "notice" });
  const requests = [];
  await syncOnce(phone.ctx, async (request) => (requests.push(request), null));
  assert.equal(requests[0].claims[id].length, 64);
  assert.notEqual(requests[0].claims[id], (await phone.store.get("dossiers", id)).claim.proof);
});
