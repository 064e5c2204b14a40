// @ts-check
/** The dossiers of this phone: begun, opened, listed, written to. What returns has been written strictly before. */

import { operationsOf, Refused } from "./answering.js";
import { mayGo } from "./choosing.js";
import { inOrder, isUnsent, lastN, lastSeq, makeEntry, openAll } from "./entries.js";
import { addTo, keyOfCell, pictureOf } from "./folding.js";
import { joined, moment, newId, utf8 } from "./ids.js";
import { identity, isOpen, keyOf, newRow } from "./keyring.js";
import { laneOf } from "./lanes.js";
import { whereFilesAre } from "./named.js";
import { photosHere } from "./photo_store.js";
import { sheetOf } from "./picture.js";
import { newDossierKey, openStatus, sha256, useKey } from "./sealing.js";
import { makeSlip } from "./slip.js";
import { refusalOf, safetyOf, stateOf } from "./standing.js";

export { identity } from "./keyring.js";
export { closeRefusals, sendAgain, setAside } from "./lanes.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {import("./answering.js").Change} Change */
/** @typedef {{form: string, seen: number, posted: Json, location: string}} Form the id of a rendered form, the last entry it showed, what came with it */
/** @typedef {{folded: boolean, location: string | null, written: number, refused: string}} Recorded */

/** Begin a dossier; its key, its slip and its first entry are written at once. @param {Context} ctx @param {{procedure: string, digest: string, revision: number}} what @returns {Promise<string>} its id */
export const startDossier = async (ctx, { procedure, digest, revision }) => {
  const { store, now } = ctx;
  const [me, id, raw, slip] = [await identity(ctx), newId(now()), newDossierKey(), makeSlip()];
  const facts = { procedure, digest, revision };
  // Said again under the seal: who carries it in a file must not make another dossier, or another phone's, of it.
  const said = { kind: "dossier.start", facts, body: { slips: [slip.code], secret: slip.secret, ...facts, device: me.id } };
  const entry = await makeEntry(ctx, await useKey(raw), { dossier: id, n: 1, device: me.id, seq: 1 }, said);
  const row = await newRow(ctx, raw, { id, procedure, digest, revision, begun: "phone", at: entry.at });
  await store.commit([["put", "dossiers", row], ["put", "entries", entry]]);
  return id;
};

/** @param {Context} ctx @param {Json} row */
const statusOf = async (ctx, row) => {
  const kept = isOpen(row.vault) ? await ctx.store.get("status", row.id) : undefined;
  if (!kept) return { status: null, statusAt: "" };
  const { key } = await keyOf(ctx, row);
  return { status: await openStatus(key, row.id, kept.box).catch(() => null), statusAt: kept.at };
};

/** @param {Context} ctx @param {Json} row @param {Entry[]} entries in their order @param {import("./photo_store.js").Photo[]} photos of this phone */
const standing = async (ctx, row, entries, photos) => {
  const { status, statusAt } = await statusOf(ctx, row);
  const files = whereFilesAre(entries, photos, status, (await identity(ctx)).id);
  const state = stateOf(row, entries, status);
  // What was given up before it ever went waits for nothing.
  const unsent = state === "withdrawn" && !mayGo({ row, entries }) ? 0 : entries.filter(isUnsent).length;
  return { row, status, statusAt, unsent, state, files, ...safetyOf(entries, status, files) };
};

/** Return a dossier with its answers, or null when this phone holds none of that id. Throws Locked. `count` is the number of its last entry. @param {Context} ctx @param {string} id */
export const openDossier = async (ctx, id) => {
  const row = await ctx.store.get("dossiers", id);
  if (!row) return null;
  const [entries, { key }, me] = [inOrder(await ctx.store.all("entries", id)), await keyOf(ctx, row), await identity(ctx)];
  const picture = sheetOf(pictureOf(await openAll(key, entries)));
  const photos = await photosHere(ctx, id);
  return { ...(await standing(ctx, row, entries, photos)), photos, picture, count: lastN(entries), device: me.id };
};

/** Return every dossier that can be opened now, without opening its answers, last changed first. `locked`: also those of locked vaults. @param {Context} ctx @param {{locked?: boolean}} [how] */
export const listDossiers = async (ctx, { locked = false } = {}) => {
  const photos = await photosHere(ctx);
  const rows = (await ctx.store.all("dossiers")).filter(({ vault }) => locked || isOpen(vault));
  const all = await Promise.all(
    rows.map(async (row) => standing(ctx, row, inOrder(await ctx.store.all("entries", row.id)), photos.filter(({ dossier }) => dossier === row.id))),
  );
  return all.sort((one, other) => (one.row.changedAt < other.row.changedAt ? 1 : -1));
};

/**
 * Write what a person did on one page, all of it or nothing. The same form with the same fields writes nothing and leads where it led before (D8).
 * `refused` says why nothing was written: not_found, already_submitted, wrong_state. Throws Locked.
 * @param {Context} ctx @param {string} id @param {Change[]} changes @param {{form?: Form | null}} [how] @returns {Promise<Recorded>}
 */
export const record = (ctx, id, changes, { form = null } = {}) =>
  ctx.store.lock("dossier:" + id, async () => {
    const none = { folded: false, location: form?.location ?? null, written: 0, refused: "" };
    const row = await ctx.store.get("dossiers", id);
    if (!row) return { ...none, refused: "not_found" };
    const { raw, key } = await keyOf(ctx, row);
    // Keyed: a plain digest of a birth date could be guessed.
    const mark = form && `${form.form}.${await sha256(joined(raw, utf8(JSON.stringify(form.posted))))}`;
    const used = mark && (await ctx.store.get("forms", mark));
    if (used) return { ...none, folded: true, location: used.location };
    const entries = inOrder(await ctx.store.all("entries", id));
    const { status, state } = await standing(ctx, row, entries, []);
    try {
      const fresh = await sealed(ctx, key, entries, { id, changes, form }, (change) => refusalOf(change, state, status));
      const used = mark ? { key: mark, dossier: id, location: form?.location, at: moment(ctx.now()) } : null;
      await keep(ctx, row, entries, fresh, changes, used);
      return { ...none, written: fresh.made.length };
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      return fault.message === "again" ? { ...none, folded: true } : { ...none, refused: fault.message };
    }
  });

/**
 * @param {Context} ctx @param {CryptoKey} key @param {Entry[]} entries @param {{id: string, changes: Change[], form: Form | null}} asked
 * @param {(change: Change) => string} refusal why a change is not taken now
 */
const sealed = async (ctx, key, entries, { id: dossier, changes, form }, refusal) => {
  const device = (await identity(ctx)).id;
  const picture = pictureOf(await openAll(key, entries));
  const numbers = new Map(entries.map((entry) => [entry.id, entry.n]));
  /** What this phone wrote itself counts as seen. @param {string} head */
  const seen = (head) => !form || (numbers.get(head) ?? 0) <= form.seen || picture.known.get(head)?.entry.device === device;
  let [n, seq] = [lastN(entries), lastSeq(entries, device)];
  /** @type {Entry[]} */
  const made = [];
  for (const change of changes) {
    const operations = operationsOf(picture, change, seen);
    if (operations.length && refusal(change)) throw new Refused(refusal(change));
    for (const said of operations) {
      const entry = await makeEntry(ctx, key, { dossier, n: ++n, device, seq: ++seq }, said);
      addTo(picture, { entry, body: { field: entry.field, row: entry.row, ...said.body } });
      made.push(entry);
    }
  }
  return { made, stream: picture.consents.has("stream") };
};

/** @param {Context} ctx @param {Json} row @param {Entry[]} entries @param {{made: Entry[], stream: boolean}} fresh @param {Change[]} changes @param {Json} used */
const keep = async ({ store, now }, row, entries, { made, stream }, changes, used) => {
  /** @type {import("./store.js").Write[]} */
  const writes = made.map((entry) => ["put", "entries", entry]);
  if (made.length) {
    // Who answers anew what could not be read is done with that refusal.
    const said = new Set(made.map(({ field, row: line }) => keyOfCell(field, line)));
    const all = entries.map((entry) => (entry.fate?.fate === "fix" && said.has(keyOfCell(entry.field, entry.row)) ? { ...entry, fate: { ...entry.fate, closed: true } } : entry));
    for (const entry of all) if (!entries.includes(entry)) writes.push(["put", "entries", entry]);
    const at = moment(now());
    const route = changes.find((change) => change.do === "submit")?.route ?? row.route;
    writes.push(["put", "dossiers", { ...row, route, stream, changedAt: at, lane: laneOf(row.lane, all, at) }]);
  }
  if (used) writes.push(["put", "forms", used]);
  if (writes.length) await store.commit(writes);
};
