// Photos of the phone: kept whole or not at all, sent after their texts, resumed from any cut, let go of only when the centre has them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withBallast } from "../../../static/core/ballast.js";
import { listDossiers } from "../../../static/core/dossiers.js";
import { openAll } from "../../../static/core/entries.js";
import { keyOf } from "../../../static/core/keyring.js";
import { sha256 } from "../../../static/core/sealing.js";
import { makeRoom, sendPhotosAgain, tidyPhotos } from "../../../static/core/photo_sending.js";
import { dropPhotos, photosHere, readPhoto } from "../../../static/core/photo_store.js";
import { keepPhoto, saidOf } from "../../../static/core/photos.js";
import { sendAll } from "../../../static/core/sending.js";
import { Pace } from "../../../static/core/uploading.js";
import { isFull, MemoryStore, newPhotoDisk } from "../memory_store.mjs";
import { Centre } from "./centre.js";
import { centre as publicKey, Phone } from "./phones.js";
import { sameBytes, Tus } from "./tus.js";

const STREAM = { do: "consent", what: "stream", wording: "w", give: true };
const SUBMIT = { do: "submit", ticks: ["consent.given"], filingDay: "2026-11-27", route: "desk" };
const PAPER = "birth-certificate";
const FIELD = "paper.birth_certificate";
const DAY = 86400000;

/** Bytes that are their own. @param {number} size @param {number} seed */
const picture = (size, seed = 1) => {
  const part = Uint8Array.from({ length: Math.min(size, 4099) }, (_, at) => (at * 31 + seed * 17 + (at >> 8)) & 255);
  const all = new Uint8Array(size);
  for (let at = 0; at < size; at += part.length) all.set(part.subarray(0, size - at), at);
  return all.buffer;
};

const begun = async () => {
  const [phone, centre] = [new Phone(), new Centre(publicKey)];
  const tus = new Tus(centre);
  const id = await phone.start();
  await phone.does(id, STREAM);
  const told = [];
  const sends = (fault, { stop = () => false, textFault } = {}) =>
    sendAll(phone.ctx, { send: centre.send(textFault), ask: tus.ask(fault) }, { stop, tell: (photo) => told.push([photo.id, photo.state, photo.offset]), pace: new Pace() });
  return { phone, centre, tus, id, sends, told };
};

/** Photograph a paper and press on. */
const attaches = async (phone, id, size = 300000, seed = 1, paper = PAPER, field = FIELD) => {
  const kept = await keepPhoto(phone.ctx, { dossier: id, field, bytes: picture(size, seed), poor: ["dark"] });
  assert.ok(kept.file, JSON.stringify(kept));
  const photo = await phone.photos.get("photos", kept.file);
  await phone.does(id, { do: "attach", paper, photo: await saidOf(phone.ctx, photo) });
  return kept.file;
};

// proves FM 6
test("a hundred and fifty photos come back from the disk as they went in, and nothing of them lies there in clear", async () => {
  const { phone, id } = await begun();
  for (let nth = 0; nth < 150; nth += 1) {
    const bytes = picture(1 + ((nth * 7919) % 5000) + (nth % 50 ? 0 : 600000), nth);
    const { file } = await keepPhoto(phone.ctx, { dossier: id, field: FIELD, bytes });
    const photo = await phone.photos.get("photos", file);
    assert.ok(await sameBytes(await readPhoto(phone.ctx, photo), bytes));
    if (nth % 50 === 0) {
      assert.equal((await phone.photos.all("pieces", file)).length, Math.ceil(photo.size / 262144));
      const lying = Buffer.concat((await phone.photos.all("pieces", file)).map((piece) => Buffer.from(piece.bytes)));
      assert.equal(lying.indexOf(Buffer.from(bytes).subarray(0, 32)), -1);
    }
    await dropPhotos(phone.ctx, [photo]);
  }
  assert.deepEqual([(await photosHere(phone.ctx)).length, (await phone.photos.all("pieces")).filter(({ id: of }) => of !== "ballast").length], [0, 0]);
});

// proves FM 6
test("a photo that reads back differently is not told of as kept, and nothing of it stays", async () => {
  const { phone, id } = await begun();
  const real = phone.photos.get.bind(phone.photos);
  for (const spoils of [(piece) => ({ ...piece, bytes: piece.bytes.slice(1) }), (piece) => (new Uint8Array(piece.bytes).set([7, 7, 7], 50), piece), () => undefined]) {
    phone.photos.get = async (name, key) => (name === "pieces" && key[0] !== "ballast" ? spoils(await real(name, key)) : real(name, key));
    assert.deepEqual(await keepPhoto(phone.ctx, { dossier: id, field: FIELD, bytes: picture(5000) }), { error: "photo_not_kept" });
    phone.photos.get = real;
    assert.equal((await photosHere(phone.ctx)).length, 0);
  }
});

// proves FM 3, FM 10
test("what is too much is refused by its own word: an empty one, a giant, a disk without room, sixty megabytes that wait", async () => {
  const { phone, id } = await begun();
  const keep = (size) => keepPhoto(phone.ctx, { dossier: id, field: FIELD, bytes: new ArrayBuffer(size) });
  assert.deepEqual(await keep(0), { error: "file_empty" });
  assert.deepEqual(await keep(10 * 1024 * 1024 + 1), { error: "file_bytes" });
  assert.deepEqual(await keepPhoto(phone.ctx, { dossier: "of-nobody", field: FIELD, bytes: picture(10) }), { error: "photo_not_kept" });
  phone.ctx.room = async () => 8 * 1024 * 1024;
  assert.deepEqual(await keep(100), { error: "photo_full" });
  phone.ctx.room = async () => Infinity;
  for (let nth = 0; nth < 6; nth += 1) assert.ok((await keep(10 * 1024 * 1024 - 100)).file);
  assert.deepEqual(await keep(100000), { error: "photo_too_many" });
  assert.equal((await phone.sets(id, "owner.name", "Mến")).written, 1);
});

// proves FM 3
test("a full disk refuses the photo and takes the text: what is kept free for texts is let go of", async () => {
  const photos = new MemoryStore(newPhotoDisk());
  const plain = new MemoryStore();
  /** Of both databases together, as browsers count. */
  let room = 6 * 1024 * 1024;
  const used = () => [...photos.disk.pieces.values()].reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  const limited = (store) => {
    const real = store.commit.bind(store);
    store.commit = async (writes) => {
      const more = writes.reduce((sum, [what, , value]) => sum + (what === "put" ? (value.bytes?.byteLength ?? JSON.stringify(value).length) : 0), 0);
      if (more && used() + more > room) throw isFull();
      return real(writes);
    };
  };
  limited(photos);
  limited(plain);
  const phone = new Phone(withBallast(plain, photos), photos);
  const id = await phone.start();
  assert.ok((await keepPhoto(phone.ctx, { dossier: id, field: FIELD, bytes: picture(400000) })).file);
  assert.deepEqual(await keepPhoto(phone.ctx, { dossier: id, field: FIELD, bytes: picture(900000) }), { error: "photo_full" });
  assert.equal((await photosHere(phone.ctx)).length, 1);
  room = used();
  assert.equal((await phone.sets(id, "owner.name", "Nguyễn Thị Mến")).written, 1);
  assert.ok(used() < 1024 * 1024);
  room = used();
  await assert.rejects(phone.sets(id, "owner.name", "Một tên khác"), { name: "QuotaExceededError" });
  assert.equal(await phone.value(id, "owner.name"), "Nguyễn Thị Mến");
});

// proves FM 33
test("texts arrive first, then each photo whole; the dossier says truly where they are until the last one is there", async () => {
  const { phone, centre, tus, id, sends, told } = await begun();
  const [one, other] = [await attaches(phone, id, 500000, 1), await attaches(phone, id, 1000, 2)];
  await phone.does(id, SUBMIT);
  assert.equal((await phone.opens(id)).safety, "here");
  await sends(() => "cut");
  const [waiting] = await listDossiers(phone.ctx);
  assert.deepEqual([waiting.unsent, waiting.safety, waiting.files.map(({ state }) => state)], [0, "sending", ["here", "here"]]);
  await sendPhotosAgain(phone.ctx, id);
  const outcome = await sends();
  assert.deepEqual([outcome.error, outcome.photos.kept, outcome.photos.error], ["", 2, ""]);
  assert.ok(await sameBytes(tus.kept.get(one), picture(500000, 1)));
  assert.ok(await sameBytes(tus.kept.get(other), picture(1000, 2)));
  assert.deepEqual([(await phone.opens(id)).safety, (await phone.opens(id)).files.map(({ state }) => state)], ["arrived", ["arrived", "arrived"]]);
  assert.ok(told.some(([file, state, offset]) => file === one && state === "waiting" && offset > 0));
  const sent = centre.log.find(({ kind }) => kind === "paper.attach");
  assert.deepEqual(Object.keys(sent.facts).sort(), ["file", "hash", "size"]);
  assert.equal((await phone.opens(id)).picture.papers.get(PAPER).files.length, 2);
});

test("what is handed in names what every photo shows", async () => {
  const { phone, id } = await begun();
  await attaches(phone, id, 5000, 3);
  const gone = await attaches(phone, id, 5000, 4);
  await phone.does(id, { do: "detach", paper: PAPER, file: gone });
  const { file } = await keepPhoto(phone.ctx, { dossier: id, field: "applicant.photo", bytes: picture(700, 9) });
  const said = await saidOf(phone.ctx, await phone.photos.get("photos", file));
  await phone.does(id, { do: "set", field: "applicant.photo", value: { file, sent: said.sent }, facts: { file, size: said.size, hash: said.hash } });
  await phone.does(id, SUBMIT);
  const { key } = await keyOf(phone.ctx, await phone.store.get("dossiers", id));
  const { body } = (await openAll(key, await phone.entries(id))).find(({ entry }) => entry.kind === "dossier.submit");
  assert.deepEqual(body.manifest.sent, [await sha256(new Uint8Array(picture(5000, 3))), await sha256(new Uint8Array(picture(700, 9)))]);
});

test("two photos that look the same are two photos, each with its own place", async () => {
  const { phone, tus, id, sends } = await begun();
  const [one, other] = [await attaches(phone, id, 70000, 5), await attaches(phone, id, 70000, 5, "household-book", "paper.household_book")];
  assert.notEqual(one, other);
  await sends();
  assert.deepEqual([...tus.kept.keys()].sort(), [one, other].sort());
});

// proves FM 31, FM 32
test("a photo cut at any request goes on where it was, and little is sent twice", async () => {
  const { phone, tus, id, sends } = await begun();
  const file = await attaches(phone, id, 900000, 6);
  const faults = ["cut", "swallowed", "", "portal", "redirect", "", "swallowed", { status: 500 }, "", { status: 409 }];
  for (let round = 0; round < 60 && !tus.kept.has(file); round += 1) {
    await sends((_asked, nth) => (nth % 2 ? "" : faults[(round + nth) % faults.length]));
    phone.at += 400000;
    if (round % 7 === 3) phone.photos = phone.photos.reopened();
  }
  assert.ok(await sameBytes(tus.kept.get(file), picture(900000, 6)));
  assert.ok(tus.bytes <= 900000 * 1.01 + 30, String(tus.bytes));
  await sends();
  phone.at += 400000;
  await sends();
  assert.equal((await phone.photos.get("photos", file)).state, "kept");
});

test("a portal that answers everything with 200 takes no photo and is asked again later", async () => {
  const { phone, tus, id, sends } = await begun();
  const file = await attaches(phone, id);
  for (const fault of ["portal", "redirect"]) {
    const outcome = await sends(() => fault);
    assert.equal(outcome.photos.error, "other_answer");
    assert.ok(outcome.nextAt > phone.at);
    phone.at += 400000;
  }
  const photo = await phone.photos.get("photos", file);
  assert.deepEqual([photo.state, photo.tries, tus.kept.size], ["waiting", 2, 0]);
});

test("what the centre refuses of a photo is said by its code; the others go on", async () => {
  const { phone, tus, id, sends } = await begun();
  const [bad, good] = [await attaches(phone, id, 3000, 7), await attaches(phone, id, 3000, 8)];
  tus.refuses = (file) => (file === bad ? "not_a_picture" : "");
  const outcome = await sends();
  assert.deepEqual([outcome.photos.kept, outcome.photos.refused], [1, 1]);
  const opened = await phone.opens(id);
  assert.deepEqual([opened.safety, opened.files.map(({ file, state, code }) => [file, state, code])], ["arrived", [[bad, "refused", "not_a_picture"], [good, "arrived", ""]]]);
  assert.equal((await photosHere(phone.ctx)).length, 2);
  await phone.does(id, { do: "detach", paper: PAPER, file: bad });
  await sends();
  assert.equal((await phone.opens(id)).safety, "arrived");
});

test("a full day waits an hour, a full dossier is said at once, and a busy centre is left alone as long as it asks", async () => {
  const { phone, id, sends } = await begun();
  const file = await attaches(phone, id, 3000, 7);
  const onCreation = (status, headers) => ({ method }) => (method === "HEAD" ? { status: 404 } : { status, headers });
  await sends(onCreation(413, { "Cam-Tay-Code": "day_bytes" }));
  let photo = await phone.photos.get("photos", file);
  assert.deepEqual([photo.state, photo.code, photo.nextAt - phone.at], ["waiting", "day_bytes", 3600000]);
  await sendPhotosAgain(phone.ctx, id);
  await sends(() => ({ status: 429, headers: { "Retry-After": "77" } }));
  photo = await phone.photos.get("photos", file);
  assert.deepEqual([photo.code, photo.nextAt - phone.at], ["slow_down", 77000]);
  await sendPhotosAgain(phone.ctx, id);
  await sends(onCreation(413, { "Cam-Tay-Code": "dossier_files" }));
  photo = await phone.photos.get("photos", file);
  assert.deepEqual([photo.state, photo.code], ["refused", "dossier_files"]);
});

test("kept by its own hash only: a centre that has something else under that name is not believed", async () => {
  const { phone, id, sends } = await begun();
  const file = await attaches(phone, id, 3000, 7);
  await sends(() => ({ status: 200, headers: { "Cam-Tay-File": "kept", "Cam-Tay-Hash": "0".repeat(64) } }));
  const photo = await phone.photos.get("photos", file);
  assert.deepEqual([photo.state, photo.code], ["refused", "photo_differs"]);
});

test("no photo goes before the entry that names it, and none that was never sent off its page", async () => {
  const { phone, tus, id, sends } = await begun();
  await keepPhoto(phone.ctx, { dossier: id, field: FIELD, bytes: picture(100) });
  await attaches(phone, id, 3000, 7);
  const outcome = await sends(undefined, { textFault: () => "cut" });
  assert.deepEqual([outcome.error, outcome.photos, tus.requests.length], ["offline", null, 0]);
  phone.at += 400000;
  await sends();
  assert.equal(tus.kept.size, 1);
  assert.equal((await phone.opens(id)).files.length, 1);
});

test("a text written while a photo goes is there before the photo is", async () => {
  const { phone, centre, tus, id } = await begun();
  const file = await attaches(phone, id, 900000, 7);
  /** @type {string[]} */
  const order = [];
  let [written, wants] = [false, false];
  const send = async (request) => (order.push(...request.ops.map(({ kind }) => kind)), centre.send()(request));
  const ask = async (asked) => {
    if (asked.method === "PATCH" && !written) {
      written = wants = true;
      await phone.sets(id, "owner.name", "Mến");
    }
    const answer = await tus.ask()(asked);
    if (answer.header("Cam-Tay-File") === "kept") order.push("photo");
    return answer;
  };
  const stop = () => wants && !(wants = false);
  await sendAll(phone.ctx, { send, ask }, { stop, tell: () => undefined, pace: new Pace() });
  assert.deepEqual(order.slice(-3), ["paper.attach", "answer.set", "photo"]);
  assert.ok(tus.kept.has(file));
});

// proves FM 35
test("a centre that went back to yesterday gets every photo that is still here again", async () => {
  const { phone, centre, tus, id, sends } = await begun();
  const backup = centre.backup();
  const file = await attaches(phone, id, 90000, 7);
  await phone.does(id, SUBMIT);
  await sends();
  assert.ok(tus.kept.has(file));
  centre.restore(backup);
  tus.kept.clear();
  await sends();
  phone.at += 400000;
  await sends();
  assert.ok(await sameBytes(tus.kept.get(file), picture(90000, 7)));
  assert.equal((await phone.opens(id)).safety, "arrived");
});

test("a photo is let go of thirty days after the centre has it and the dossier was handed in, sooner only for room; of a draft never", async () => {
  const { phone, id, sends } = await begun();
  const draft = await phone.start();
  await phone.does(draft, STREAM);
  const [file, kept] = [await attaches(phone, id, 5000, 1), await attaches(phone, draft, 5000, 2)];
  await sends();
  assert.equal(await makeRoom(phone.ctx), false);
  await phone.does(id, SUBMIT);
  assert.equal(await makeRoom(phone.ctx), false);
  await sends();
  phone.at += 29 * DAY;
  assert.equal(await tidyPhotos(phone.ctx), 0);
  phone.at += 2 * DAY;
  assert.equal(await tidyPhotos(phone.ctx), 1);
  assert.deepEqual((await photosHere(phone.ctx)).map((photo) => photo.id), [kept]);
  assert.deepEqual((await phone.opens(id)).files.map((one) => [one.file, one.state]), [[file, "arrived"]]);
});

test("forty megabytes of what the centre has may lie here: beyond that the oldest goes, and all of it when there is no room", async () => {
  const { phone, id, sends } = await begun();
  const files = [];
  for (let nth = 0; nth < 5; nth += 1) {
    files.push(await attaches(phone, id, 9.9 * 1024 * 1024, nth));
    await sends();
    phone.at += 1000;
  }
  await phone.does(id, SUBMIT);
  await sends();
  assert.equal(await tidyPhotos(phone.ctx), 1);
  assert.deepEqual((await photosHere(phone.ctx)).map((photo) => photo.id), files.slice(1));
  assert.equal(await makeRoom(phone.ctx), true);
  assert.equal((await photosHere(phone.ctx)).length, 0);
});

test("what was taken from its paper again goes when the centre knows, what was never sent off its page after a week", async () => {
  const { phone, id, sends } = await begun();
  const file = await attaches(phone, id, 5000, 1);
  await keepPhoto(phone.ctx, { dossier: id, field: FIELD, bytes: picture(100) });
  await phone.does(id, { do: "detach", paper: PAPER, file });
  assert.equal(await tidyPhotos(phone.ctx), 0);
  await sends();
  assert.equal(await tidyPhotos(phone.ctx), 1);
  phone.at += 8 * DAY;
  assert.equal(await tidyPhotos(phone.ctx), 1);
  assert.equal((await photosHere(phone.ctx)).length, 0);
});

// proves FM 15
test("a phone that dies between any two writes has the photo whole with its entry, or neither", async () => {
  for (let dies = 0; dies < 4; dies += 1) {
    const { phone, centre, tus, id } = await begun();
    await keepPhoto(phone.ctx, { dossier: id, field: FIELD, bytes: picture(10) });
    phone.photos.diesAfter = phone.photos.commits + dies;
    const file = await attaches(phone, id, 600000, 3).catch(() => null);
    const again = phone.reopened();
    const opened = await again.opens(id);
    assert.equal(opened.files.length, file ? 1 : 0);
    await sendAll(again.ctx, { send: centre.send(), ask: tus.ask() }, { stop: () => false, tell: () => undefined, pace: new Pace() });
    assert.equal(tus.kept.size, file ? 1 : 0);
    assert.equal((await again.opens(id)).safety, "arrived");
  }
});

test("photos that cannot be read at all keep no text from going", async () => {
  const { phone, centre, id, sends } = await begun();
  await attaches(phone, id, 5000, 1);
  phone.photos.all = async () => Promise.reject(new Error("blocked"));
  await phone.sets(id, "owner.name", "Mến");
  const outcome = await sends();
  assert.equal(outcome.error, "");
  assert.ok(centre.of(id).some(({ field }) => field === "owner.name"));
  assert.deepEqual((await phone.opens(id)).files.map(({ state }) => state), ["gone"]);
});
