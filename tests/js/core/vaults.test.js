import assert from "node:assert/strict";
import { test } from "node:test";
import { listDossiers, record } from "../../../static/core/dossiers.js";
import { unb64 } from "../../../static/core/ids.js";
import { forgetKeys, Locked } from "../../../static/core/keyring.js";
import { dropPending, keepPending, openPendings } from "../../../static/core/pending.js";
import { faultOf, ROUNDS } from "../../../static/core/secrets.js";
import { sync } from "../../../static/core/sync.js";
import { tidy } from "../../../static/core/tidying.js";
import { lockedUnsent, lossOf, moveOwn, removeVault } from "../../../static/core/vault_care.js";
import { changeSecret, FREE_TRIES, isMissed, keyForPage, lock, newVault, openVault, takeKey, unlock } from "../../../static/core/vaults.js";
import { MemoryStore } from "../memory_store.mjs";
import { Centre } from "./centre.js";
import { centre as publicKey, Phone } from "./phones.js";

const STREAM = { do: "consent", what: "stream", wording: "Gửi dần về Trung tâm", give: true };
const SUBMIT = { do: "submit", ticks: ["consent.given", "declaration.true"], filingDay: "2026-11-27", route: "desk" };
const PINS = { Mến: "480216", Lan: "951473", Tú: "307182" };

/** @type {{disk: any, own: any, at: number} | null} */
let made = null;

/** Everybody has a vault and a dossier with a name in it; the phone is locked. Made once, then copied: each secret costs 600,000 rounds. */
const family = async () => {
  made ??= await makeFamily();
  const phone = new Phone(new MemoryStore(Object.fromEntries(Object.entries(made.disk).map(([name, values]) => [name, new Map(values)]))));
  phone.at = made.at;
  await lock(phone.ctx); // the vaults of a copy have the same names
  return { phone, own: made.own };
};

const makeFamily = async () => {
  const phone = new Phone();
  const own = {};
  for (const [label, typed] of Object.entries(PINS)) {
    const { vault } = await newVault(phone.ctx, { by: "pin", label, typed });
    const id = await phone.start();
    await phone.sets(id, "owner.name", "Họ tên của " + label);
    own[label] = { vault, id };
    await lock(phone.ctx);
  }
  return { disk: phone.store.disk, own, at: phone.at };
};

const ORDERS = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].map((order) => order.map((at) => Object.keys(PINS)[at]));

// proves FM 43, I7
test("three people on one phone, in six orders: none sees anything of another", async () => {
  const { phone, own } = await family();
  for (const order of ORDERS) {
    for (const label of order) {
      assert.deepEqual(await listDossiers(phone.ctx), []);
      assert.equal(await lockedUnsent(phone.ctx), 3);
      assert.equal((await unlock(phone.ctx, own[label].vault, PINS[label])).fate, "open");
      assert.deepEqual((await listDossiers(phone.ctx)).map(({ row }) => row.id), [own[label].id]);
      assert.equal(await phone.value(own[label].id, "owner.name"), "Họ tên của " + label);
      for (const other of order.filter((one) => one !== label)) {
        await assert.rejects(phone.opens(own[other].id), Locked);
        await assert.rejects(record(phone.ctx, own[other].id, [STREAM]), Locked);
      }
      assert.equal(await lockedUnsent(phone.ctx), 2);
      await lock(phone.ctx);
    }
  }
  await assert.rejects(phone.opens(own.Lan.id), Locked);
  await assert.rejects(phone.start(), Locked);
});

test("a new worker has no key, takes it back from a page, and after a lock from no page", async () => {
  const { phone, own } = await family();
  await unlock(phone.ctx, own.Lan.vault, PINS.Lan);
  const kept = await keyForPage(phone.ctx);
  await assert.rejects(crypto.subtle.exportKey("raw", kept.key));
  forgetKeys(); // the worker was stopped
  assert.equal(await isMissed(phone.ctx), true);
  await assert.rejects(phone.opens(own.Lan.id), Locked);
  const foreign = { ...kept, key: await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]) };
  for (const wrong of [null, {}, foreign, { ...kept, vault: own.Tú.vault }, { ...kept, session: "0" }]) assert.equal(await takeKey(phone.ctx, wrong), false);
  assert.equal(await takeKey(phone.ctx, kept), true);
  assert.equal(await phone.value(own.Lan.id, "owner.name"), "Họ tên của Lan");
  assert.equal((await openVault(phone.ctx)).label, "Lan");
  await lock(phone.ctx);
  assert.equal(await takeKey(phone.ctx, kept), false);
  assert.equal(await isMissed(phone.ctx), false);
});

test("what lies on the disk opens nothing: no key, no name, 600,000 rounds, a salt of its own", async () => {
  const { phone, own } = await family();
  await unlock(phone.ctx, own.Lan.vault, PINS.Lan);
  const rows = await phone.store.all("keyring");
  assert.deepEqual(rows.map(({ kind }) => kind), ["secret", "secret", "secret"]);
  for (const row of rows) {
    assert.ok(row.rounds >= 600000 && row.rounds === ROUNDS);
    assert.equal(unb64(row.salt).length, 16);
    assert.equal(unb64(row.wrapped).length, 12 + 32 + 16);
    assert.ok(!Object.values(row).some((value) => value instanceof CryptoKey || ArrayBuffer.isView(value)));
  }
  assert.equal(new Set(rows.map(({ salt }) => salt)).size, 3);
  const disk = JSON.stringify(Object.values(phone.store.disk).map((values) => [...values.values()]));
  for (const word of ["Họ tên", ...Object.values(PINS)]) assert.ok(!disk.includes(word), word);
});

test("wrong tries are counted on the disk, wait longer and longer, and a clock set back opens nothing", async () => {
  const { phone, own } = await family();
  const { vault } = own.Mến;
  const tries = async (typed = "111222") => unlock(phone.ctx, vault, typed);
  for (let left = FREE_TRIES - 1; left > 0; left -= 1) assert.deepEqual(await tries(), { fate: "wrong", wait: 0, left });
  assert.deepEqual(await tries(), { fate: "wrong", wait: 30000, left: 0 });
  phone.at += 10000;
  assert.deepEqual(await tries(PINS.Mến), { fate: "wait", wait: 20000, left: 0 });
  const again = phone.reopened();
  assert.equal((await unlock(again.ctx, vault, PINS.Mến)).fate, "wait");
  for (const back of [-3600000, -60000]) {
    phone.at += back;
    assert.equal((await tries(PINS.Mến)).fate, "wait");
  }
  phone.at += 30000;
  const waits = [];
  for (let wrong = 0; wrong < 6; wrong += 1) {
    const { wait } = await tries();
    waits.push(wait / 1000);
    phone.at += wait;
  }
  assert.deepEqual(waits, [60, 300, 900, 3600, 3600, 3600]);
  assert.equal((await tries(PINS.Mến)).fate, "open");
  assert.equal((await tries()).left, FREE_TRIES - 1);
});

test("ten guesses at once are ten tries", async () => {
  const { phone, own } = await family();
  const fates = await Promise.all(Array.from({ length: 8 }, () => unlock(phone.ctx, own.Tú.vault, "123890")));
  assert.equal(fates.filter(({ fate }) => fate === "wrong").length, FREE_TRIES);
});

test("a try that was cut by a killed browser is counted", async () => {
  const { phone, own } = await family();
  phone.store.diesAfter = phone.store.commits + 1;
  await assert.rejects(unlock(phone.ctx, own.Tú.vault, PINS.Tú));
  const again = phone.reopened();
  assert.equal((await again.store.get("keyring", own.Tú.vault)).tries, 1);
  assert.equal((await unlock(again.ctx, own.Tú.vault, PINS.Tú)).fate, "open");
});

test("a locked vault sends its boxes and stores the acks, and asks for nothing it could not open", async () => {
  const [{ phone, own }, centre] = [await family(), new Centre(publicKey)];
  await unlock(phone.ctx, own.Lan.vault, PINS.Lan);
  await phone.does(own.Lan.id, SUBMIT);
  await lock(phone.ctx);
  const outcome = await sync(phone.ctx, centre.send());
  assert.deepEqual([outcome.acked, outcome.error, outcome.left], [3, "", false]);
  assert.equal(await lockedUnsent(phone.ctx), 2);
  const device = centre.requests[0].device;
  assert.equal(centre.requests.every(({ alone }) => alone), true);
  centre.states.set(own.Lan.id, { state: "received", accepted_at: "2026-11-27T02:00:00Z" });
  await sync(phone.ctx, centre.send());
  assert.equal(centre.requests.at(-1).have[own.Lan.id], Number.MAX_SAFE_INTEGER);
  assert.equal(await phone.store.get("status", own.Lan.id), undefined);

  await unlock(phone.ctx, own.Lan.vault, PINS.Lan);
  await sync(phone.ctx, centre.send());
  const opened = await phone.opens(own.Lan.id);
  assert.deepEqual([opened.safety, opened.status.state, opened.unsent], ["accepted", "received", 0]);
  assert.equal(centre.requests.at(-1).device, device);
});

test("what the centre has of others, or of a vault that was removed, does not turn up with whoever is here", async () => {
  const [{ phone, own }, centre] = [await family(), new Centre(publicKey)];
  await unlock(phone.ctx, own.Tú.vault, PINS.Tú);
  await phone.does(own.Tú.id, STREAM);
  await lock(phone.ctx);
  await sync(phone.ctx, centre.send());
  await removeVault(phone.ctx, own.Tú.vault);
  await unlock(phone.ctx, own.Lan.vault, PINS.Lan);
  await sync(phone.ctx, centre.send(() => "")); // Tú's is gone here, and the device still has rights to it there
  assert.deepEqual((await listDossiers(phone.ctx)).map(({ row }) => row.id), [own.Lan.id]);
  await phone.store.commit([["put", "meta", { name: "gone", value: [] }]]);
  await sync(phone.ctx, centre.send());
  assert.deepEqual((await listDossiers(phone.ctx)).map(({ row }) => row.id), [own.Lan.id]);
});

test("a forgotten secret loses what was never released, and it is counted before", async () => {
  const [{ phone, own }, centre] = [await family(), new Centre(publicKey)];
  const { vault, id: unsent } = own.Mến;
  await unlock(phone.ctx, vault, PINS.Mến);
  const [drafted, handedIn, waiting] = [await phone.start(), await phone.start(), await phone.start()];
  await phone.does(drafted, STREAM);
  await phone.does(handedIn, SUBMIT);
  await sync(phone.ctx, centre.send());
  await phone.does(waiting, SUBMIT);
  await lock(phone.ctx);
  await keepPending(phone.ctx, vault, { path: "/vi/x", fields: {} });
  const { since } = await lossOf(phone.ctx, vault);
  assert.deepEqual(await lossOf(phone.ctx, vault), { lost: 1, waiting: 1, drafts: 1, handedIn: 1, pending: 1, since });
  assert.equal(since.slice(0, 10), "2026-11-27");
  await removeVault(phone.ctx, vault);
  const left = (await phone.store.all("dossiers")).map(({ id }) => id);
  assert.ok(!left.includes(unsent) && !left.includes(drafted) && left.includes(waiting));
  assert.equal((await unlock(phone.ctx, vault, PINS.Mến)).fate, "gone");
  await sync(phone.ctx, centre.send());
  assert.ok(centre.of(waiting).some(({ kind }) => kind === "dossier.submit"));
  assert.ok(!(await phone.store.all("dossiers")).some(({ id }) => id === waiting));
  assert.equal(await phone.store.get("keyring", vault), undefined);
});

test("a form for a locked vault is sealed at once and opens with the vault", async () => {
  const { phone, own } = await family();
  const posted = { path: "/vi/dossiers/x/steps/name", fields: { "owner.name": ["NGUYỄN THỊ MẾN"] } };
  assert.equal(await keepPending(phone.ctx, own.Mến.vault, posted), true);
  assert.equal(await keepPending(phone.ctx, "nobody", posted), false);
  assert.ok(!JSON.stringify(await phone.store.all("meta")).includes("NGUY"));
  assert.deepEqual(await openPendings(phone.ctx, own.Mến.vault), []);
  await unlock(phone.ctx, own.Mến.vault, PINS.Mến);
  const [{ name, posted: opened }] = await openPendings(phone.ctx, own.Mến.vault);
  assert.deepEqual(opened, posted);
  await dropPending(phone.ctx, name);
  assert.deepEqual(await openPendings(phone.ctx, own.Mến.vault), []);
});

test("a changed secret opens everything, the old one nothing", async () => {
  const { phone, own } = await family();
  const { vault, id } = own.Lan;
  assert.equal((await changeSecret(phone.ctx, vault, PINS.Lan, "111111")).fault, "pin_weak");
  assert.equal((await changeSecret(phone.ctx, vault, "000111", "620849")).fate, "wrong");
  assert.equal((await changeSecret(phone.ctx, vault, PINS.Lan, "620849")).fate, "open");
  assert.equal((await unlock(phone.ctx, vault, PINS.Lan)).fate, "wrong");
  assert.equal((await unlock(phone.ctx, vault, "620 849")).fate, "open");
  assert.equal(await phone.value(id, "owner.name"), "Họ tên của Lan");
});

test("one's own phone becomes a locked one, with everything that was on it", async () => {
  const [phone, centre] = [new Phone(), new Centre(publicKey)];
  const id = await phone.start();
  await phone.sets(id, "owner.name", "Mến");
  await phone.does(id, STREAM);
  await sync(phone.ctx, centre.send());
  const { vault } = await newVault(phone.ctx, { by: "pin", label: "Mến", typed: PINS.Mến });
  await moveOwn(phone.ctx, vault);
  assert.equal(await phone.value(id, "owner.name"), "Mến");
  assert.deepEqual((await phone.store.all("keyring")).map(({ kind }) => kind), ["secret"]);
  await lock(phone.ctx);
  await assert.rejects(phone.opens(id), Locked);
  await unlock(phone.ctx, vault, PINS.Mến);
  await phone.sets(id, "owner.name", "Mến em");
  assert.equal((await sync(phone.ctx, centre.send())).acked, 1);
});

test("a phone that is lent for once sends what was released and then keeps nothing", async () => {
  const [phone, centre] = [new Phone(), new Centre(publicKey)];
  const { vault } = await newVault(phone.ctx, { by: "once", label: "", typed: "" });
  const id = await phone.start();
  await phone.does(id, STREAM);
  await phone.sets(id, "owner.name", "Mến");
  await lock(phone.ctx);
  assert.equal((await unlock(phone.ctx, vault, "")).fate, "gone");
  await assert.rejects(phone.opens(id), Locked);
  assert.equal((await sync(phone.ctx, centre.send())).acked, 3);
  assert.deepEqual([await phone.store.all("dossiers"), await phone.store.all("entries"), await phone.store.all("keyring")], [[], [], []]);
});

test("an ack that was lost while it was locked, a restore, and thirty days change nothing for it", async () => {
  const [{ phone, own }, centre] = [await family(), new Centre(publicKey)];
  await unlock(phone.ctx, own.Tú.vault, PINS.Tú);
  await phone.does(own.Tú.id, SUBMIT);
  await lock(phone.ctx);
  const backup = centre.backup();
  await sync(phone.ctx, centre.send(() => "swallowed"));
  assert.equal((await sync(phone.ctx, centre.send())).acked, 3);
  centre.restore(backup);
  assert.equal((await sync(phone.ctx, centre.send())).error, "");
  assert.equal(centre.of(own.Tú.id).length, 3);
  phone.at += 40 * 86400000;
  await tidy(phone.ctx);
  await unlock(phone.ctx, own.Tú.vault, PINS.Tú);
  assert.equal((await phone.opens(own.Tú.id)).state, "submitted");
});

test("secrets that a neighbour would guess are not taken, and spacing and capitals of a phrase do not matter", async () => {
  for (const [by, typed, fault] of [
    ["pin", "12345", "pin_short"], ["pin", "abcdef", "pin_short"], ["pin", "123456", "pin_weak"], ["pin", "987654", "pin_weak"], ["pin", "121212", "pin_weak"],
    ["pin", "777888", "pin_weak"], ["pin", "123123", "pin_weak"], ["pin", "480 216", ""], ["phrase", "ba bốn", "phrase_short"], ["phrase", "mưa mưa mưa mưa", "phrase_short"],
    ["phrase", "thuyền xanh ra khơi sớm", ""],
  ]) assert.equal(faultOf(by, typed), fault, typed);
  const phone = new Phone();
  const { vault } = await newVault(phone.ctx, { by: "phrase", label: "Tổ 3", typed: "thuyền xanh ra khơi" });
  assert.equal((await unlock(phone.ctx, vault, "  Thuyền  xanh ra khơi".normalize("NFD"))).fate, "open");
});
