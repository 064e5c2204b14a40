// @ts-check
/** What the centre says about one dossier, put into the log of the phone in one commit. */

import { fromWire, lastN, openAll } from "./entries.js";
import { pictureOf } from "./folding.js";
import { moment, unb64 } from "./ids.js";
import { heldKey, isOpen, isShared, keyOf, newRow } from "./keyring.js";
import { laneOf, newLane } from "./lanes.js";
import { offerPhotosAgain } from "./photo_sending.js";
import { offerAgain } from "./repairing.js";
import { sealStatus } from "./sealing.js";
import { known, meta } from "./store.js";
import { Work } from "./verdicts.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./store.js").Write} Write */
/** @typedef {import("./verdicts.js").Round} Round */
/** @typedef {import("./verdicts.js").Merged} Merged */
/** @typedef {{acks: Json[], parked: Json[], refused: Json[], failed: string, change: Json}} News of one dossier; `failed`: why it could not even be asked */

/** @param {Work} work @param {CryptoKey} key @param {Json} change @returns {Promise<Write[]>} */
const takeChange = async (work, key, change) => {
  let whole = true;
  let consent = false;
  for (const op of change.entries ?? []) {
    const known = work.byId.get(op?.id);
    const entry = known ?? (op?.dossier === work.row.id ? await fromWire(op, lastN(work.entries) + 1, work.round.at) : null);
    if (known) work.settle(known, op.hash, op.server_seq);
    else if (entry) work.put(entry), (work.row.changedAt = work.round.at);
    else whole = false;
    consent ||= !known && !!entry?.kind.startsWith("consent.");
  }
  if (consent) work.row.stream = pictureOf(await openAll(key, work.entries)).consents.has("stream");
  if (whole && Number.isInteger(change.last_seq)) work.row.have = change.last_seq;
  work.done.changed = true;
  if (!change.status) return [];
  return [["put", "status", { dossier: work.row.id, box: await sealStatus(key, work.row.id, change.status), at: work.round.at }]];
};

/** On a shared phone only what the person who is here asked for comes in; what was removed must not turn up in the vault of the next. @param {Context} ctx @param {string} id */
const isExpected = async (ctx, id) => !(await isShared(ctx)) || !!heldKey((await known(ctx, "expected", {}))[id] ?? "");

/** A dossier of this browser that began at the centre, or on a phone that was wiped. @param {Context} ctx @param {Json} change @param {string} at */
const adopted = (ctx, { dossier: id, key, entries = [] }, at) => {
  const { facts = {} } = entries.find((/** @type {Json} */ op) => op?.kind === "dossier.start") ?? {};
  const { procedure = "", digest = "", revision = 0 } = facts;
  return newRow(ctx, unb64(key), { id, procedure, digest, revision, begun: "centre", at });
};

/** @param {Context} ctx @param {string} id @param {News} news @param {Round} round @returns {Promise<Merged>} */
export const merge = (ctx, id, news, round) =>
  ctx.store.lock("dossier:" + id, async () => {
    const { store } = ctx;
    const found = await store.get("dossiers", id);
    const comes = typeof news.change?.key === "string" && (await isExpected(ctx, id));
    if (!found && !comes) return { acked: 0, refused: 0, parked: 0, changed: false };
    const row = found ?? (await adopted(ctx, news.change, round.at));
    const work = new Work(ctx, row, await store.all("entries", id), round);
    // A locked vault takes acks; what the centre tells of it is asked for again when it is open.
    const key = isOpen(row.vault) ? (await keyOf(ctx, row)).key : null;
    for (const { hash, server_seq: seq, ...ack } of news.acks) {
      const entry = work.sent(/** @type {Json} */ (ack));
      if (entry) work.settle(entry, hash, seq);
    }
    if (work.done.acked) Object.assign(row, { needsKey: false, lane: row.lane.state === "waiting" ? newLane() : row.lane });
    for (const said of news.refused) work.refused(said);
    for (const said of news.parked) await work.parked(key, said);
    if (news.failed) work.wait(news.failed);
    const writes = news.change && key ? await takeChange(work, key, news.change) : [];
    row.lane = laneOf(row.lane, work.entries, round.at);
    await store.commit([["put", "dossiers", row], ...writes, ...[...work.dirty].map((one) => /** @type {Write} */ (["put", "entries", work.byId.get(one)]))]);
    return work.done;
  });

/** @param {Json} said @param {string} id @param {Json[]} ops what was sent @returns {News} */
const newsOf = (said, id, ops) => {
  const ids = new Set(ops.filter((op) => op.dossier === id).map((op) => op.id));
  const [acks, parked, refused] = [said.acks, said.parked, said.refused].map((list) => list.filter((/** @type {Json} */ one) => ids.has(one.id)));
  return { acks, parked, refused, failed: "", change: said.changes.find((/** @type {Json} */ one) => one.dossier === id) };
};

/** @param {Json} said */
const withoutNumbers = (said) => ({ ...said, changes: said.changes.map((/** @type {Json} */ { last_seq: _, ...change }) => change) });

/** Put a whole answer into the log. What the centre lost is offered again first; what it answers to numbers of before is no whole list. @param {Context} ctx @param {Json} request @param {Json} said @param {number} skew */
export const takeIn = async (ctx, { device, ops, incarnation }, said, skew) => {
  const lost = (incarnation !== "" && incarnation !== said.incarnation) || said.head < (await known(ctx, "head", 0));
  for (const { id } of lost ? await ctx.store.all("dossiers") : []) {
    await offerAgain(ctx, id);
    // A photo that could not be marked is asked for by its person; it must not keep the texts from going.
    await offerPhotosAgain(ctx, id).catch((/** @type {unknown} */ why) => console.warn("photos not offered", why));
  }
  const round = { me: device, sent: new Set(ops.map((/** @type {Json} */ op) => op.id)), at: moment(ctx.now() + skew) };
  const done = { acked: 0, refused: 0, parked: 0, changed: /** @type {string[]} */ ([]), moved: lost, lost, fault: false };
  for (const id of new Set([...ops, ...said.changes].map(({ dossier }) => dossier))) {
    // One dossier that cannot be put in stops no other.
    const one = await merge(ctx, id, newsOf(lost ? withoutNumbers(said) : said, id, ops), round).catch((/** @type {unknown} */ why) => void console.warn("not kept", why));
    if (!one) {
      done.fault = true;
      continue;
    }
    for (const name of /** @type {const} */ (["acked", "refused", "parked"])) done[name] += one[name];
    if (one.changed) done.changed.push(id);
    done.moved ||= one.changed || one.acked + one.refused + one.parked > 0;
  }
  await ctx.store.commit([meta("incarnation", said.incarnation), meta("head", said.head), meta("skew", skew)]);
  return done;
};
