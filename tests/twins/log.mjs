// The log of the phone, for pytest: one JSON list of questions on stdin, one JSON list of answers on stdout.
import { readFileSync } from "node:fs";
import { record } from "../../static/core/dossiers.js";
import { inOrder, openAll } from "../../static/core/entries.js";
import { b64, unb64, utf8 } from "../../static/core/ids.js";
import { fold } from "../../static/core/picture.js";
import { hashOf, newDossierKey, sealBody, sealForCentre, sealStatus, useKey, openBody } from "../../static/core/sealing.js";
import { isSlipCode, readSlipCode } from "../../static/core/slip.js";
import { Phone } from "../js/core/phones.js";

/** @param {ReturnType<typeof fold>} sheet */
const told = (sheet) => ({
  answers: [...sheet.answers.values].flatMap(([row, page]) => [...page].map(([field, value]) => [field, row, value])),
  rows: Object.fromEntries(sheet.answers.rows),
  heads: [...sheet.heads].map(([key, heads]) => [key, heads]),
  papers: Object.fromEntries(sheet.papers),
  explained: [...sheet.explained].map(([key, said]) => [key, said]),
  conflicts: sheet.conflicts.map(({ part, field, row, versions }) => [part, field, row, versions.map(({ entry, value, shows }) => [entry, part === "paper" ? null : value, shows])]),
  later: [...sheet.later],
  slips: sheet.slips, secret: sheet.secret, stream: sheet.stream, broken: sheet.broken,
  submitted: sheet.submitted && sheet.submitted.filingDay, withdrawn: sheet.withdrawn !== null, code: sheet.officialCode,
});

/** What another side wrote and sealed, folded here. */
const folded = async ({ key, entries }) => told(fold(await openAll(await useKey(unb64(key)), entries.map((entry) => ({ ackedAt: "", fate: null, ...entry })))));

/** The same acts done by the verbs of the phone; every device sees all at once, its forms may be older. */
const lived = async ({ begun, acts }) => {
  const phone = new Phone();
  await phone.store.commit([["put", "meta", { name: "identity", value: { id: begun, secret: "s" } }]]);
  const id = await phone.start();
  const settle = async () => phone.store.commit((await phone.entries(id)).map((entry) => ["put", "entries", { ...entry, serverSeq: entry.n, ackedAt: entry.at }]));
  await settle();
  const outcomes = [];
  /** How many entries stood there before the act of each: the centre takes a page as one, and names none of its own answers as seen. */
  const before = [0];
  for (const [at, { device, seen, changes }] of acts.entries()) {
    await phone.store.commit([["put", "meta", { name: "identity", value: { id: device, secret: "s" } }]]);
    const form = seen === null ? null : { form: String(at).padStart(24, "0"), seen, posted: [], location: "/next" };
    const { written, refused } = await record(phone.ctx, id, changes, { form });
    outcomes.push(refused || written);
    before.push(...Array(written).fill(before.length));
    await settle();
  }
  const entries = inOrder(await phone.entries(id));
  const places = new Map(entries.map((entry) => [entry.id, entry.n]));
  const { picture } = await phone.opens(id);
  const said = JSON.stringify({
    outcomes, sheet: told(picture),
    entries: entries.map(({ n, kind, field, row, facts, base, device, seq }) => [kind, field, row, facts, base.map((head) => places.get(head)).filter((head) => head <= before[n - 1]).sort((one, other) => one - other), device, seq]),
  });
  return JSON.parse(entries.reduce((text, { id: entry, n }) => text.replaceAll(`"${entry}"`, String(n)), said));
};

/** A dossier key for the centre, a box and a status under it. */
const sealed = async ({ dossier, op, body, centre }) => {
  const raw = newDossierKey();
  const key = await useKey(raw);
  const box = await sealBody(key, op, body);
  return { raw: b64(raw), sealed_key: await sealForCentre(raw, dossier, centre), box, hash: await hashOf(op.id, box), status: await sealStatus(key, dossier, body) };
};

const opened = async ({ key, entry }) => openBody(await useKey(unb64(key)), entry);

const ANSWERS = { folded, lived, sealed, opened, slips: (typed) => typed.map((text) => [readSlipCode(text), isSlipCode(text)]), bytes: (text) => b64(utf8(text)) };

/** @param {[string, any]} question */
const answer = async ([what, asked]) => {
  try {
    return await ANSWERS[what](asked);
  } catch (fault) {
    return { $thrown: String(fault.stack) };
  }
};

const answers = [];
for (const question of JSON.parse(readFileSync(0, "utf8"))) answers.push(await answer(question));
process.stdout.write(JSON.stringify(answers));
