import assert from "node:assert/strict";
import { test } from "node:test";
import { closeRefusals, sendAgain, setAside } from "../../../static/core/dossiers.js";
import { sync, syncOnce } from "../../../static/core/sync.js";
import { Centre } from "./centre.js";
import { centre as publicKey, Phone } from "./phones.js";

const STREAM = { do: "consent", what: "stream", wording: "Gửi dần về Trung tâm", give: true };
const SUBMIT = { do: "submit", ticks: ["consent.given", "declaration.true"], filingDay: "2026-11-27", route: "desk" };

/** A phone with one dossier that sends as it is written, and a centre. */
const begun = async (how) => {
  const [phone, centre] = [new Phone(), new Centre(publicKey, how)];
  const id = await phone.start();
  await phone.does(id, STREAM);
  return { phone, centre, id, sends: (fault) => sync(phone.ctx, centre.send(fault)) };
};

const kinds = (centre, id) => centre.of(id).map((op) => op.kind);

test("what is written arrives once, and only then is it said to have arrived", async () => {
  const { phone, centre, id, sends } = await begun();
  await phone.sets(id, "owner.name", "Nguyễn Thị Mến");
  assert.equal((await phone.opens(id)).safety, "here");
  const outcome = await sends();
  assert.deepEqual([outcome.acked, outcome.error, outcome.left], [3, "", false]);
  assert.deepEqual(kinds(centre, id), ["dossier.start", "consent.give", "answer.set"]);
  const opened = await phone.opens(id);
  assert.deepEqual([opened.safety, opened.unsent, opened.status.state], ["arrived", 0, "draft"]);
  await sends();
  assert.equal(centre.log.length, 3);
});

test("without agreement and without handing in nothing goes, not even that there is a dossier", async () => {
  const [phone, centre] = [new Phone(), new Centre(publicKey)];
  const id = await phone.start();
  await phone.sets(id, "owner.name", "Mến");
  await sync(phone.ctx, centre.send());
  const [request] = centre.requests;
  assert.deepEqual([request.ops, request.keys, request.have], [[], {}, {}]);
  await phone.does(id, SUBMIT);
  await sync(phone.ctx, centre.send());
  assert.deepEqual(kinds(centre, id), ["dossier.start", "answer.set", "dossier.submit"]);
  assert.equal((await phone.opens(id)).state, "submitted");
});

test("who takes the agreement back keeps what comes after it", async () => {
  const { phone, centre, id, sends } = await begun();
  await sends();
  await phone.does(id, { ...STREAM, give: false });
  await phone.sets(id, "owner.name", "Mến");
  await sends();
  assert.equal(centre.log.length, 2);
  assert.equal((await phone.opens(id)).safety, "here");
});

for (const fault of ["cut", "portal", "swallowed", "truncated", "twice"]) {
  test(`a way that is ${fault} loses nothing and doubles nothing`, async () => {
    const { phone, centre, id, sends } = await begun();
    await phone.sets(id, "owner.name", "Mến");
    let outcome = await sends(() => fault);
    if (fault !== "twice") {
      assert.notEqual(outcome.error, "");
      assert.ok(outcome.nextAt > phone.at);
      assert.equal((await phone.opens(id)).unsent, 3);
    }
    outcome = await sends();
    assert.equal(outcome.error, "");
    assert.deepEqual(kinds(centre, id), ["dossier.start", "consent.give", "answer.set"]);
    assert.equal((await phone.opens(id)).unsent, 0);
  });
}

test("an ack with another hash lets nothing go, and a person is asked to look", async () => {
  const { phone, centre, id } = await begun();
  const send = centre.send();
  const forged = async (request) => {
    const sent = await send(request);
    const said = JSON.parse(sent.body);
    said.acks.forEach((ack) => (ack.hash = "0".repeat(64)));
    return { ...sent, body: JSON.stringify({ ...said, changes: [] }) };
  };
  await sync(phone.ctx, forged);
  const opened = await phone.opens(id);
  assert.deepEqual([opened.unsent, opened.safety, opened.row.lane.state, opened.row.lane.code], [2, "here", "hand_over", "hash_differs"]);
  await sendAgain(phone.ctx, id);
  await sync(phone.ctx, send);
  assert.deepEqual([(await phone.opens(id)).unsent, (await phone.opens(id)).row.lane.state], [0, "idle"]);
});

test("an ack for what was not sent is not believed", async () => {
  const { phone, id } = await begun();
  const [start] = await phone.entries(id);
  const centre = new Centre(publicKey);
  const send = async (request) => {
    const { said } = await centre.answer({ ...request, ops: [] });
    return { status: 200, type: "application/json", body: JSON.stringify({ ...said, acks: [{ id: start.id, hash: start.hash, server_seq: 1 }] }) };
  };
  await phone.does(id, { ...STREAM, give: false });
  await sync(phone.ctx, send);
  assert.equal((await phone.opens(id)).unsent, 3);
});

for (const refusedCounts of [true, false]) {
  test(`one refused answer stops neither what follows nor another dossier (its number counts: ${refusedCounts})`, async () => {
    const { phone, centre, id, sends } = await begun({ refusedCounts });
    const other = await phone.start();
    await phone.does(other, STREAM);
    centre.refuses = (op, body) => (body.value === "x" ? "unreadable_value" : null);
    await phone.sets(id, "owner.birth", "x");
    await phone.sets(id, "owner.name", "Mến");
    const outcome = await sends();
    assert.equal(outcome.left, false);
    assert.ok(kinds(centre, other).includes("consent.give"));
    assert.equal(centre.of(id).filter((op) => op.field === "owner.name").length, 1);
    const opened = await phone.opens(id);
    assert.deepEqual([opened.unsent, opened.row.lane.state, opened.row.lane.code], [0, "refused", "unreadable_value"]);
    assert.deepEqual([opened.picture.answers.value("owner.birth"), opened.picture.answers.value("owner.name")], [null, "Mến"]);
    const refused = (await phone.entries(id)).find((entry) => entry.field === "owner.birth");
    assert.equal(refused.fate.fate, "fix");
    await phone.sets(id, "owner.birth", "1945");
    await sends();
    assert.deepEqual([await phone.value(id, "owner.birth"), (await phone.opens(id)).row.lane.state], ["1945", "idle"]);
  });
}

test("what must be handed over holds its own dossier and no other", async () => {
  const { phone, centre, id, sends } = await begun();
  const other = await phone.start();
  await phone.does(other, STREAM);
  centre.refuses = (op) => (op.dossier === id ? "unknown_definition" : null);
  await sends();
  await phone.sets(id, "owner.name", "Mến");
  await phone.sets(other, "owner.name", "An");
  await sends();
  assert.deepEqual([centre.of(id).length, centre.of(other).length], [0, 3]);
  assert.deepEqual([(await phone.opens(id)).row.lane.state, (await phone.value(id, "owner.name"))], ["hand_over", "Mến"]);
  centre.refuses = () => null;
  centre.setAside.clear();
  await sendAgain(phone.ctx, id);
  await sends();
  assert.equal((await phone.opens(id)).unsent, 0);
});

test("an answer that came after the handing in on another phone is kept, shown and closed by its person", async () => {
  const { phone, centre, id, sends } = await begun();
  await sends();
  const other = new Phone();
  await sync(other.ctx, centre.send());
  centre.share(id, (await other.opens(id))?.device ?? centre.requests.at(-1).device);
  await sync(other.ctx, centre.send());
  await other.does(id, SUBMIT);
  await sync(other.ctx, centre.send());
  await phone.sets(id, "owner.name", "Mến");
  await sends();
  const opened = await phone.opens(id);
  assert.deepEqual([opened.state, opened.row.lane.state, opened.row.lane.code, opened.unsent], ["submitted", "refused", "already_submitted", 0]);
  assert.equal((await phone.entries(id)).filter((entry) => entry.fate?.fate === "drop").length, 1);
  await closeRefusals(phone.ctx, id);
  assert.equal((await phone.opens(id)).row.lane.state, "idle");
});

test("a dossier that was set aside waits, and nothing of it is lost", async () => {
  const { phone, centre, id, sends } = await begun();
  await setAside(phone.ctx, id);
  await sends();
  assert.equal(centre.log.length, 0);
  await sendAgain(phone.ctx, id);
  await sends();
  assert.equal(centre.log.length, 2);
});

test("a centre that came back from a backup gets everything again, once, with keys", async () => {
  const { phone, centre, id, sends } = await begun();
  await sends();
  const backup = centre.backup();
  await phone.sets(id, "owner.name", "Mến");
  const lost = await phone.start();
  await phone.does(lost, STREAM);
  await sends();
  const [everything, ids] = [centre.log.length, centre.log.map((op) => op.id).sort()];
  centre.restore(backup);
  await phone.sets(id, "owner.note", "sau");
  const outcome = await sends();
  assert.deepEqual([outcome.error, outcome.left], ["", false]);
  assert.equal(centre.log.length, everything + 1);
  assert.deepEqual(centre.log.map((op) => op.id).sort().filter((one) => ids.includes(one)), ids);
  assert.ok(centre.requests.some((request) => request.lost && request.keys[lost]));
  assert.deepEqual([(await phone.opens(id)).safety, (await phone.opens(lost)).safety], ["arrived", "arrived"]);
  assert.equal(await phone.value(id, "owner.name"), "Mến");
});

test("a head below one that was seen means lost rows too", async () => {
  const { phone, centre, id, sends } = await begun();
  await sends();
  const { incarnation } = centre;
  const backup = centre.backup();
  await phone.sets(id, "owner.name", "Mến");
  await sends();
  centre.restore(backup);
  centre.incarnation = incarnation;
  await sends();
  assert.deepEqual(kinds(centre, id), ["dossier.start", "consent.give", "answer.set"]);
});

test("a phone that is not known any more becomes another one, and what is unsent is numbered anew", async () => {
  const { phone, centre, id, sends } = await begun();
  await sends();
  const before = (await phone.opens(id)).device;
  await phone.sets(id, "owner.name", "Mến");
  await phone.sets(id, "owner.note", "hai");
  const boxes = (await phone.entries(id)).map((entry) => entry.box);
  centre.secrets.set(before, "another");
  centre.of(id).length && centre.share(id, "pending");
  const taking = centre.send();
  const outcome = await sync(phone.ctx, (request) => (request.device !== before && centre.share(id, request.device), taking(request)));
  assert.deepEqual([outcome.error, outcome.left], ["", false]);
  const entries = await phone.entries(id);
  const after = (await phone.opens(id)).device;
  assert.notEqual(after, before);
  assert.deepEqual(entries.map((entry) => [entry.device === after, entry.seq]), [[false, 1], [false, 2], [true, 1], [true, 2]]);
  assert.deepEqual(entries.map((entry) => entry.box), boxes);
  assert.equal((await phone.opens(id)).unsent, 0);
});

test("a dossier begun at the centre is taken over, edited under this phone's own numbers, and always sent", async () => {
  const { phone, centre, id, sends } = await begun();
  await phone.sets(id, "owner.name", "Mến");
  await sends();
  const other = new Phone();
  await sync(other.ctx, centre.send());
  centre.share(id, centre.requests.at(-1).device);
  const outcome = await sync(other.ctx, centre.send());
  assert.deepEqual(outcome.changed, [id]);
  const opened = await other.opens(id);
  assert.deepEqual([opened.row.begun, opened.row.procedure, opened.picture.answers.value("owner.name"), opened.safety], ["centre", "1.014027", "Mến", "arrived"]);
  await other.does(id, { ...STREAM, give: false });
  await other.sets(id, "owner.name", "Mến Thị");
  await sync(other.ctx, centre.send());
  assert.deepEqual(centre.of(id).filter((op) => op.device === opened.device).map((op) => op.seq), [1, 2]);
  await sends();
  assert.equal(await phone.value(id, "owner.name"), "Mến Thị");
});

test("a long dossier comes in portions, and what is written between two of them is kept", async () => {
  const { phone, centre, id, sends } = await begun({ portion: 7 });
  for (let at = 0; at < 30; at += 1) await phone.sets(id, "owner.name", `Mến ${at}`);
  await sends();
  const other = new Phone();
  await sync(other.ctx, centre.send());
  centre.share(id, centre.requests.at(-1).device);
  await syncOnce(other.ctx, centre.send());
  assert.equal((await other.entries(id)).length, 7);
  await other.sets(id, "owner.birth_date", "1945");
  await sync(other.ctx, centre.send());
  const [opened, there] = [await other.opens(id), centre.of(id)];
  const kept = (await other.entries(id)).sort((one, next) => one.serverSeq - next.serverSeq);
  assert.deepEqual([there.length, opened.unsent, opened.row.have], [33, 0, there.at(-1).server_seq]);
  assert.deepEqual(kept.map((entry) => entry.id), there.map((op) => op.id));
  assert.deepEqual([opened.picture.answers.value("owner.name"), opened.picture.answers.value("owner.birth_date")], ["Mến 29", "1945"]);
});

test("an operation that this phone itself lost is said to be void, so that what follows arrives", async () => {
  const { phone, centre, id, sends } = await begun();
  await sends();
  for (const name of ["một", "hai", "ba"]) await phone.sets(id, "owner.name", name);
  await phone.store.commit([["delete", "entries", [id, 4]]]);
  await sends();
  assert.deepEqual(kinds(centre, id), ["dossier.start", "consent.give", "answer.set", "op.void", "answer.set"]);
  assert.equal((await phone.opens(id)).unsent, 0);
});

test("a request that is too large is halved until it passes, and one that never does stands alone", async () => {
  const { phone, centre, id } = await begun();
  for (let at = 0; at < 20; at += 1) await phone.sets(id, "owner.note", "x".repeat(at));
  const other = await phone.start();
  await phone.does(other, STREAM);
  await phone.sets(other, "owner.note", "y".repeat(20000));
  const send = centre.send();
  const tight = (request) =>
    JSON.stringify(request.ops).length < 9000
      ? send(request)
      : { status: 413, type: "application/json", body: JSON.stringify({ proto: "cam-tay-sync", error: "too_large" }) };
  await sync(phone.ctx, async (request) => tight(request));
  assert.equal(centre.of(id).length, 22);
  const opened = await phone.opens(other);
  assert.deepEqual([opened.row.lane.state, opened.row.lane.code, centre.of(other).length], ["hand_over", "too_large", 2]);
});

test("never more than fifty operations go at once, and all of them go in one sync", async () => {
  const { phone, centre, id, sends } = await begun();
  for (let at = 0; at < 120; at += 1) await phone.sets(id, "owner.note", String(at));
  await sends();
  assert.equal(centre.of(id).length, 122);
  assert.ok(centre.requests.every((request) => request.ops.length <= 50));
  assert.deepEqual(centre.of(id).map((op) => op.seq), Array.from({ length: 122 }, (_, at) => at + 1));
});

test("a centre that asks to wait is left alone until then, other failures are tried when somebody asks", async () => {
  const { phone, sends } = await begun();
  let asked = 0;
  const busy = async () => ((asked += 1), { status: 429, type: "application/json", body: JSON.stringify({ proto: "cam-tay-sync", error: "slow", retry_after: 60 }) });
  const outcome = await sync(phone.ctx, busy);
  assert.deepEqual([outcome.error, outcome.nextAt], ["slow_down", phone.at + 60000]);
  await sync(phone.ctx, busy);
  assert.equal(asked, 1);
  phone.at += 61000;
  assert.equal((await sends()).error, "");
});

test("the clock of the phone is compared with the centre's, and ten years are noticed", async () => {
  const { phone, centre, id, sends } = await begun();
  centre.clock = phone.at + 3000;
  assert.equal((await sends()).clockOff, false);
  assert.equal((await phone.store.get("meta", "skew")).value, 3000);
  phone.at -= 10 * 365 * 86400000;
  await phone.sets(id, "owner.name", "Mến");
  const outcome = await sends();
  assert.deepEqual([outcome.clockOff, outcome.error], [true, ""]);
  assert.equal((await phone.opens(id)).unsent, 0);
});

test("only one sends at a time, the other is told at once", async () => {
  const { phone, centre } = await begun();
  let go;
  const slow = new Promise((done) => (go = done));
  const send = centre.send();
  const first = sync(phone.ctx, async (request) => (await slow, send(request)));
  assert.equal(await sync(phone.ctx, send), undefined);
  go();
  assert.equal((await first).error, "");
});

test("a phone killed after any commit of sending sends the rest once", async () => {
  for (let commits = 0; commits < 8; commits += 1) {
    const { phone, centre, id } = await begun();
    await phone.sets(id, "owner.name", "Mến");
    phone.store.diesAfter = phone.store.commits + commits;
    await sync(phone.ctx, centre.send()).catch(() => undefined);
    const again = phone.reopened();
    await sync(again.ctx, centre.send());
    assert.deepEqual(kinds(centre, id), ["dossier.start", "consent.give", "answer.set"]);
    assert.equal((await again.opens(id)).unsent, 0);
  }
});

test("a centre that answers without a word about what was sent is not asked at once again", async () => {
  const { phone, centre } = await begun();
  let asked = 0;
  const mute = async (request) => ((asked += 1), centre.send()({ ...request, ops: [] }));
  const outcome = await sync(phone.ctx, mute);
  assert.deepEqual([outcome.error, asked], ["unanswered", 1]);
  assert.ok((await syncOnce(phone.ctx, centre.send())).acked);
});

test("a row that the centre lost in silence goes again as soon as something after it is missing it", async () => {
  const { phone, centre, id, sends } = await begun();
  await phone.sets(id, "owner.name", "Mến");
  await sends();
  const lost = centre.log.pop();
  await phone.sets(id, "owner.note", "sau");
  centre.log.push({ ...lost, id: "01a20000-0000-7000-8000-0000000000aa", dossier: "01a20000-0000-7000-8000-0000000000ab" });
  await sends();
  assert.deepEqual(kinds(centre, id), ["dossier.start", "consent.give", "answer.set", "answer.set"]);
  assert.equal((await phone.opens(id)).unsent, 0);
});

test("a dossier whose key is no key stops no other, and is said", async () => {
  const { phone, centre, id } = await begun();
  const send = centre.send();
  const change = { dossier: "01a20000-0000-7000-8000-0000000000ab", last_seq: 1, key: "*", entries: [], status: { state: "draft" } };
  const outcome = await sync(phone.ctx, async (request) => {
    const sent = await send(request);
    const said = JSON.parse(sent.body);
    return { ...sent, body: JSON.stringify({ ...said, changes: [change, ...said.changes] }) };
  });
  assert.deepEqual([outcome.error, outcome.acked, (await phone.opens(id)).unsent], ["not_kept", 2, 0]);
});

test("an entry that was changed on the way is not believed, and asked for again", async () => {
  const { phone, centre, id, sends } = await begun();
  await phone.sets(id, "owner.name", "Mến");
  await sends();
  const other = new Phone();
  await sync(other.ctx, centre.send());
  centre.share(id, centre.requests.at(-1).device);
  const send = centre.send();
  await sync(other.ctx, async (request) => {
    const sent = await send(request);
    const said = JSON.parse(sent.body);
    for (const change of said.changes) change.entries.at(-1).box = change.entries[0].box;
    return { ...sent, body: JSON.stringify(said) };
  });
  assert.equal(await other.value(id, "owner.name"), null);
  await sync(other.ctx, send);
  assert.equal(await other.value(id, "owner.name"), "Mến");
});
