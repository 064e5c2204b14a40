import assert from "node:assert/strict";
import { test } from "node:test";
import { listDossiers, record } from "../../../static/core/dossiers.js";
import { toWire } from "../../../static/core/entries.js";
import { identity, keyOf } from "../../../static/core/keyring.js";
import { openBody, sealBody } from "../../../static/core/sealing.js";
import { isSlipCode } from "../../../static/core/slip.js";
import { tidy } from "../../../static/core/tidying.js";
import { PENSION, Phone } from "./phones.js";

const ROW = "01a20000-0000-7000-8000-000000000001";
const SUBMIT = { do: "submit", ticks: ["declaration.true"], filingDay: "2026-11-27", route: "desk" };
const OTHER = "01a20000-0000-7000-8000-00000000000f";
const DAY = 86400000;

const form = (seen, posted, location = "dossiers/x/steps/next") => ({ form: { form: "a".repeat(24), seen, posted, location } });
const begun = async () => {
  const phone = new Phone();
  return { phone, id: await phone.start() };
};

/** Somebody else's operation, as the centre would bring it. */
const brings = async (phone, id, said, n) => {
  const row = await phone.store.get("dossiers", id);
  const { key } = await keyOf(phone.ctx, row);
  const { body = {}, ...rest } = said;
  const op = { id: `01a20000-0000-7000-8000-0000000009${String(n).padStart(2, "0")}`, dossier: id, field: null, row: null, facts: {}, base: [], device: OTHER, seq: n, at: "2026-11-27T02:00:00.000Z", schema: 1, ...rest };
  await phone.store.commit([["put", "entries", { ...op, box: await sealBody(key, op, body), hash: "", n, serverSeq: n, ackedAt: op.at, fate: null }]]);
  return op.id;
};

test("this phone is the same one after every start, with 256 bits nobody else has", async () => {
  const phone = new Phone();
  const [one, same] = await Promise.all([identity(phone.ctx), identity(phone.ctx)]);
  assert.deepEqual(one, same);
  assert.match(one.secret, /^[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(await identity(phone.reopened().ctx), one);
});

test("a dossier begins with its key, its first entry and its slip in one write", async () => {
  const phone = new Phone();
  await identity(phone.ctx);
  await phone.start();
  const before = phone.store.commits;
  const id = await phone.start();
  assert.equal(phone.store.commits, before + 1);
  const opened = await phone.opens(id);
  assert.ok(isSlipCode(opened.picture.slips[0]));
  assert.match(opened.picture.secret, /^[0-9a-f]{32}$/);
  assert.deepEqual([opened.row.procedure, opened.row.digest, opened.row.revision], [PENSION.procedure, PENSION.digest, 1]);
  assert.deepEqual([opened.state, opened.safety, opened.count, opened.unsent], ["draft", "here", 1, 1]);
  assert.deepEqual(opened.row.sealedKey.kid, 1);
});

test("when the phone cannot write, nothing was written and the caller is told", async () => {
  const { phone, id } = await begun();
  phone.store.refuses = 1;
  await assert.rejects(phone.sets(id, "owner.name", "Mến"), /Quota/);
  assert.equal((await phone.opens(id)).count, 1);
  assert.equal((await phone.sets(id, "owner.name", "Mến")).written, 1);
  phone.store.refuses = 1;
  await assert.rejects(phone.start(), /Quota/);
  assert.equal((await listDossiers(phone.ctx)).length, 1);
});

test("what was said to be written is there after the phone was killed", async () => {
  const { phone, id } = await begun();
  await phone.sets(id, "owner.name", "Mến");
  phone.store.diesAfter = phone.store.commits;
  await assert.rejects(phone.sets(id, "owner.name", "Lan"));
  assert.equal(await phone.reopened().value(id, "owner.name"), "Mến");
});

test("no answer, name or slip stands in clear in what is kept", async () => {
  const { phone, id } = await begun();
  await phone.does(id, { do: "set", field: "owner.name", value: "Canh Canary" }, { do: "explain", field: "owner.name", code: "sex", reason: "Canh Canary" });
  await phone.does(id, { do: "paper", paper: "birth-note", choice: "cannot", reason: "Canh Canary" }, SUBMIT);
  const { picture } = await phone.opens(id);
  const kept = JSON.stringify(Object.values(phone.store.disk).map((values) => [...values.values()]));
  for (const word of ["Canary", picture.slips[0], picture.secret, "declaration.true"]) assert.ok(!kept.includes(word), word);
});

test("nothing equal is written twice, whatever the order of its keys", async () => {
  const { phone, id } = await begun();
  await phone.sets(id, "place", { province: "22", commune: "06967" });
  const again = await phone.sets(id, "place", { commune: "06967", province: "22" });
  assert.equal(again.written, 0);
  assert.equal((await phone.does(id, { do: "clear", field: "never" })).written, 0);
  assert.equal((await phone.does(id, { do: "clear", field: "place" })).written, 1);
  assert.equal((await phone.does(id, { do: "later", step: "name" }, { do: "later", step: "name" })).written, 1);
});

test("ten taps on one form are one answer, other fields under the same form are a new one", async () => {
  const { phone, id } = await begun();
  const set = (value) => [{ do: "set", field: "owner.name", value }];
  const taps = await Promise.all(Array.from({ length: 10 }, () => record(phone.ctx, id, set("Mến"), form(1, { name: ["Mến"] }))));
  assert.equal(taps.filter((tap) => tap.folded).length, 9);
  assert.ok(taps.every((tap) => tap.location === "dossiers/x/steps/next"));
  assert.equal((await phone.entries(id)).length, 2);
  const back = await record(phone.ctx, id, set("Lan"), form(1, { name: ["Lan"] }, "dossiers/x/steps/other"));
  assert.deepEqual([back.folded, back.written], [false, 1]);
  assert.equal((await record(phone.ctx, id, set("Mến"), form(1, { name: ["Mến"] }))).folded, true);
  assert.equal(await phone.value(id, "owner.name"), "Lan");
});

test("the numbers of this phone have no gaps, and what it wrote itself counts as seen", async () => {
  const { phone, id } = await begun();
  await record(phone.ctx, id, [{ do: "set", field: "owner.name", value: "Mến" }], form(1, [1]));
  await record(phone.ctx, id, [{ do: "set", field: "owner.name", value: "Lan" }], form(1, [2]));
  const entries = await phone.entries(id);
  assert.deepEqual(entries.map(({ seq, n }) => [seq, n]), [[1, 1], [2, 2], [3, 3]]);
  assert.deepEqual(entries[2].base, [entries[1].id]);
  assert.deepEqual((await phone.opens(id)).picture.conflicts, []);
});

test("two answers from the same picture are both kept, and the person picks one", async () => {
  const { phone, id } = await begun();
  const theirs = await brings(phone, id, { kind: "answer.set", field: "owner.name", body: { value: "Lan" } }, 2);
  await record(phone.ctx, id, [{ do: "set", field: "owner.name", value: "Mến" }], form(1, []));
  const [conflict] = (await phone.opens(id)).picture.conflicts;
  assert.deepEqual(conflict.versions.map(({ value, shows }) => [value, shows]), [["Mến", true], ["Lan", false]]);
  await phone.does(id, { do: "pick", field: "owner.name", row: null, entry: theirs });
  const { picture } = await phone.opens(id);
  assert.deepEqual([picture.conflicts, picture.answers.value("owner.name")], [[], "Lan"]);
  assert.equal((await phone.does(id, { do: "pick", field: "owner.name", row: null, entry: theirs })).written, 0);
});

test("saying the shown answer again ends a conflict", async () => {
  const { phone, id } = await begun();
  await brings(phone, id, { kind: "answer.set", field: "owner.name", body: { value: "Lan" } }, 2);
  await record(phone.ctx, id, [{ do: "set", field: "owner.name", value: "Mến" }], form(1, []));
  assert.equal((await phone.sets(id, "owner.name", "Mến")).written, 1);
  assert.deepEqual((await phone.opens(id)).picture.conflicts, []);
});

test("a row removed here and edited there is a conflict, the later one shows, and either can be picked", async () => {
  for (const stays of [true, false]) {
    const { phone, id } = await begun();
    await phone.does(id, { do: "add_row", field: "children", row: ROW }, { do: "set", field: "child.name", row: ROW, value: "An" });
    const theirs = await brings(phone, id, { kind: "answer.set", field: "child.name", row: ROW, body: { value: "Bình" } }, 4);
    await record(phone.ctx, id, [{ do: "remove_row", field: "children", row: ROW }], form(3, []));
    let { picture } = await phone.opens(id);
    const conflict = picture.conflicts.find((one) => one.part === "row");
    assert.deepEqual([conflict.field, conflict.row, picture.answers.rowsOf("children")], ["children", ROW, []]);
    const removal = conflict.versions.find((one) => one.kind === "row.remove").entry;
    await phone.does(id, { do: "pick", field: "children", row: ROW, entry: stays ? theirs : removal });
    ({ picture } = await phone.opens(id));
    assert.equal(picture.conflicts.some((one) => one.part === "row"), false);
    assert.deepEqual(picture.answers.rowsOf("children"), stays ? [ROW] : []);
  }
});

test("an answer in a row that never was is refused, and with it the whole page", async () => {
  const { phone, id } = await begun();
  const done = await phone.does(id, { do: "set", field: "a", value: 1 }, { do: "set", field: "child.name", row: ROW, value: "An" });
  assert.deepEqual([done.refused, done.written, (await phone.opens(id)).count], ["not_found", 0, 1]);
  assert.equal((await record(phone.ctx, ROW, [], {})).refused, "not_found");
});

test("after handing in only agreement, code and taking back are taken", async () => {
  const { phone, id } = await begun();
  await phone.sets(id, "owner.name", "Mến");
  await phone.does(id, SUBMIT);
  const { picture, state } = await phone.opens(id);
  assert.deepEqual([state, picture.submitted.filingDay, picture.submitted.ticks], ["submitted", "2026-11-27", ["declaration.true"]]);
  assert.equal((await phone.sets(id, "owner.name", "Lan")).refused, "already_submitted");
  assert.equal((await phone.does(id, { do: "code", code: "H49" })).refused, "wrong_state");
  const again = await record(phone.ctx, id, [SUBMIT], form(3, [], "dossiers/x/receipt"));
  assert.deepEqual([again.folded, again.location, again.refused], [true, "dossiers/x/receipt", ""]);
  assert.equal((await phone.does(id, { do: "consent", what: "stream", give: true, wording: "…" })).written, 1);
  assert.equal((await phone.does(id, { do: "withdraw", reason: "" })).written, 1);
  assert.equal((await phone.opens(id)).state, "withdrawn");
  assert.equal((await phone.does(id, { do: "withdraw" })).refused, "wrong_state");
});

test("the manifest names the last number of every device that was seen", async () => {
  const { phone, id } = await begun();
  await brings(phone, id, { kind: "answer.set", field: "owner.note", body: { value: "x" } }, 2);
  await phone.does(id, SUBMIT);
  const entry = (await phone.entries(id)).at(-1);
  const { key } = await keyOf(phone.ctx, await phone.store.get("dossiers", id));
  const { manifest } = await openBody(key, entry);
  assert.deepEqual(manifest, { devices: { [(await identity(phone.ctx)).id]: 1, [OTHER]: 2 }, sent: [] });
});

test("what is only prepared is not said to be handed in, and keeps the code that came back", async () => {
  const { phone, id } = await begun();
  await phone.does(id, { ...SUBMIT, route: "portal" });
  assert.equal((await phone.opens(id)).state, "prepared");
  await phone.does(id, { do: "code", code: "H49.22-261127-0001" });
  assert.equal((await phone.opens(id)).picture.officialCode, "H49.22-261127-0001");
});

test("one box that does not open hides nothing else, and kinds nobody knows change nothing", async () => {
  const { phone, id } = await begun();
  await phone.sets(id, "owner.name", "Mến");
  const [start, name] = await phone.entries(id);
  await phone.store.commit([["put", "entries", { ...name, n: 3, id: OTHER, seq: 3 }]]);
  await brings(phone, id, { kind: "weather.told", field: "owner.name", body: { value: "mưa" } }, 4);
  const { picture } = await phone.opens(id);
  assert.deepEqual([picture.broken, picture.answers.value("owner.name"), picture.slips.length], [[OTHER], "Mến", 1]);
  assert.ok(start);
});

test("a box of one field does not open for another, nor one of another dossier", async () => {
  const { phone, id } = await begun();
  await phone.sets(id, "owner.name", "Mến");
  const entry = (await phone.entries(id))[1];
  const { key } = await keyOf(phone.ctx, await phone.store.get("dossiers", id));
  assert.equal((await openBody(key, entry)).value, "Mến");
  for (const moved of [{ field: "owner.note" }, { row: ROW }, { kind: "answer.clear" }, { id: OTHER }, { dossier: OTHER }]) {
    await assert.rejects(openBody(key, { ...entry, ...moved }));
  }
});

test("an operation on the wire has exactly the keys of the contract", async () => {
  const { phone, id } = await begun();
  const op = toWire((await phone.entries(id))[0]);
  assert.deepEqual(Object.keys(op), ["id", "dossier", "kind", "field", "row", "facts", "base", "device", "seq", "at", "schema", "box"]);
  assert.equal(op.at, "2026-11-27T01:05:00.000Z");
});

test("a clock out of all range still gives ids and moments", async () => {
  for (const at of [-1e15, NaN, 1e300, 0]) {
    const phone = new Phone();
    phone.at = at;
    const id = await phone.start();
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.match((await phone.entries(id))[0].at, /^\d{4}-\d\d-\d\dT/);
  }
});

test("lists have the last changed first, and a draft that was given up waits for nothing", async () => {
  const { phone, id } = await begun();
  phone.at += 1000;
  const other = await phone.start();
  assert.deepEqual((await listDossiers(phone.ctx)).map(({ row }) => row.id), [other, id]);
  await phone.sets(id, "owner.name", "Mến");
  await phone.does(id, { do: "withdraw", reason: "" });
  assert.deepEqual((await listDossiers(phone.ctx)).map(({ row, unsent, state }) => [row.id, unsent, state]), [[id, 0, "withdrawn"], [other, 1, "draft"]]);
});

test("thirty days after all of it arrived, slip and handing in stay, the answers go, and the next number is right", async () => {
  const { phone, id } = await begun();
  await phone.sets(id, "owner.name", "Mến");
  await phone.does(id, SUBMIT);
  await phone.does(id, { do: "consent", what: "stream", give: true, wording: "…" });
  phone.at += 31 * DAY;
  assert.equal(await tidy(phone.ctx), 0);
  const ackedAt = new Date(phone.at).toISOString();
  await phone.store.commit((await phone.entries(id)).map((entry) => ["put", "entries", { ...entry, serverSeq: entry.n, ackedAt }]));
  assert.equal(await tidy(phone.ctx), 0);
  phone.at += 31 * DAY;
  assert.equal(await tidy(phone.ctx), 1);
  const opened = await phone.opens(id);
  assert.deepEqual([opened.state, opened.picture.slips.length, opened.picture.answers.value("owner.name")], ["submitted", 1, null]);
  await phone.does(id, { do: "consent", what: "stream", give: false, wording: "…" });
  assert.equal((await phone.entries(id)).at(-1).seq, 5);
});

test("what was only prepared, and drafts, are never tidied away", async () => {
  const { phone, id } = await begun();
  await phone.sets(id, "owner.name", "Mến");
  const draft = await phone.start();
  await phone.does(id, { ...SUBMIT, route: "counter" });
  const all = [...(await phone.entries(id)), ...(await phone.entries(draft))];
  await phone.store.commit(all.map((entry) => ["put", "entries", { ...entry, serverSeq: entry.n, ackedAt: entry.at }]));
  phone.at += 400 * DAY;
  assert.equal(await tidy(phone.ctx), 0);
});
