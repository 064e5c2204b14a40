// @ts-check
/** The phone's side of `POST /sync`: everything arrives once, in any order of failures. Nothing here knows a network; `send` does. */

import { waitAfter, waitAsked } from "./backoff.js";
import { allHeld, batchOf, MOST_OPS, sendable } from "./choosing.js";
import { readAnswer } from "./fates.js";
import { moment } from "./ids.js";
import { identity, isShared, proofOf, renewIdentity } from "./keyring.js";
import { isAhead } from "./lanes.js";
import { merge, takeIn } from "./merging.js";
import { stampAnew } from "./repairing.js";
import { known, meta } from "./store.js";
import { sweepVaults } from "./vault_care.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./store.js").Context} Context */
/** @typedef {(request: Json) => Promise<import("./fates.js").Sent>} Send */
/**
 * `error`: "" when the centre answered, else what happened. `nextAt`: when to try again by itself (ms of this device), 0 for never.
 * `changed`: dossiers of which the centre said something. `left`: something could go at once. `moved`: something became different. `clockOff`: this device's clock is far from the centre's.
 * @typedef {{acked: number, refused: number, parked: number, changed: string[], more: boolean, left: boolean, error: string, nextAt: number,
 *   moved: boolean, wiped: boolean, clockOff: boolean}} Outcome
 */

const MOST_ROUNDS = 40;
const CLOCK_MS = 12 * 60 * 60 * 1000;

/** @param {Partial<Outcome>} said @returns {Outcome} */
const outcomeOf = (said) => ({
  acked: 0, refused: 0, parked: 0, changed: [], more: false, left: false, error: "", nextAt: 0, moved: false, wiped: false, clockOff: false, ...said,
});

/** Everything stays, and waits. @param {Context} ctx @param {string} error @param {{ms?: number, asked?: boolean, limit?: number}} [how] */
const failed = async (ctx, error, { ms = 0, asked = false, limit = MOST_OPS } = {}) => {
  const tries = (await known(ctx, "sending"))?.tries ?? 0;
  const nextAt = ctx.now() + (ms || waitAfter(tries + 1));
  await ctx.store.commit([meta("sending", { tries: tries + 1, nextAt, asked, limit })]);
  return { error, nextAt };
};

/** A request that is refused whole is halved until the one that is at fault stands alone. @param {Context} ctx @param {Json} request @param {Json} said */
const narrow = async (ctx, { ops, device }, said) => {
  const error = said?.error ?? "too_large";
  if (!ops.length) return outcomeOf(await failed(ctx, error));
  if (ops.length > 1) {
    await ctx.store.commit([meta("sending", { tries: 0, nextAt: 0, asked: false, limit: Math.floor(ops.length / 2) })]);
    return outcomeOf({ left: true, moved: true });
  }
  const [{ id, dossier }] = ops;
  // Only our own word condemns it; what a proxy thinks too large may pass another day.
  const refused = said?.error === "too_large" ? [{ id, code: "too_large" }] : [];
  const news = { acks: [], parked: [], refused, failed: refused.length ? "" : error, change: null };
  await merge(ctx, dossier, news, { me: device, sent: new Set([id]), at: moment(ctx.now()) });
  await ctx.store.commit([meta("sending", null)]);
  return outcomeOf({ refused: refused.length, left: true, moved: true });
};

/** @param {Context} ctx @param {import("./keyring.js").Identity} me @param {string[]} ids */
const claimsOf = async (ctx, me, ids) =>
  Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await proofOf(ctx, await ctx.store.get("dossiers", id), me)])));

/** @param {Context} ctx @param {import("./keyring.js").Identity} me @param {import("./choosing.js").Batch} batch @returns {Promise<Json>} */
const requestOf = async (ctx, me, batch) => ({
  device: me.id, secret: me.secret, label: "phone", build: ctx.release, clock: moment(ctx.now()), incarnation: await known(ctx, "incarnation", ""), ...batch,
  claims: await claimsOf(ctx, me, Object.keys(batch.keys)),
  // On a shared phone the browser's cookie belongs to nobody: it gets no rights of this worker.
  ...((await isShared(ctx)) && { alone: true }),
});

/** @param {Context} ctx @param {Json} request @param {Send} send */
const ask = async (ctx, request, send) => {
  const before = ctx.now();
  const sent = await send(request).catch(() => null);
  if (!sent) return outcomeOf(await failed(ctx, "offline"));
  const { fate, said, retryAfter } = readAnswer(sent);
  if (fate === "too_large") return narrow(ctx, request, said);
  if (fate === "slow_down") return outcomeOf(await failed(ctx, fate, { ms: retryAfter && waitAsked(retryAfter), asked: true }));
  if (fate === "sign_in") await renewIdentity(ctx, request.device);
  if (fate !== "answered") return outcomeOf(await failed(ctx, fate === "retry" ? (said?.error ?? "other_answer") : fate));
  const skew = Math.round(Date.parse(said.clock) - (before + ctx.now()) / 2);
  const done = await takeIn(ctx, request, said, Number.isNaN(skew) ? await known(ctx, "skew", 0) : skew);
  const limit = (await known(ctx, "sending"))?.limit ?? MOST_OPS;
  await ctx.store.commit([meta("sending", limit < MOST_OPS ? { tries: 0, nextAt: 0, asked: false, limit: limit * 2 } : null)]);
  const outcome = outcomeOf({ ...done, more: said.more === true || done.lost, wiped: said.wiped === true });
  return done.fault ? { ...outcome, ...(await failed(ctx, "not_kept")) } : outcome;
};

/** One request and its answer. @param {Context} ctx @param {Send} send @returns {Promise<Outcome>} */
export const syncOnce = async (ctx, send) => {
  const { store, now } = ctx;
  const [me, sending] = [await identity(ctx), (await known(ctx, "sending")) ?? {}];
  if (sending.asked && isAhead(sending.nextAt, now())) return outcomeOf({ error: "slow_down", nextAt: sending.nextAt });
  let held = await allHeld(store);
  const strange = held.filter(({ entries }) => entries.some(({ serverSeq, device }) => serverSeq === null && device !== me.id));
  for (const { row } of strange) await stampAnew(ctx, row.id, me.id);
  if (strange.length) held = await allHeld(store);
  const outcome = await ask(ctx, await requestOf(ctx, me, batchOf(held, now(), sending.limit ?? MOST_OPS, await known(ctx, "gone", []))), send);
  if (outcome.error) return outcome;
  await sweepVaults(ctx);
  const after = await allHeld(store);
  const waiting = after.map(({ row }) => row.lane.nextAt).filter((at) => isAhead(at, now()));
  const left = after.some((one) => sendable(one, now()).length > 0);
  const clockOff = Math.abs(await known(ctx, "skew", 0)) > CLOCK_MS;
  return { ...outcome, left, clockOff, nextAt: waiting.length ? Math.min(...waiting) : 0 };
};

/** @param {Outcome} all @param {Outcome} one @returns {Outcome} */
export const sum = (all, one) => ({
  ...one, acked: all.acked + one.acked, refused: all.refused + one.refused, parked: all.parked + one.parked,
  changed: [...new Set([...all.changed, ...one.changed])], moved: all.moved || one.moved, wiped: all.wiped || one.wiped,
});

/** Send and ask until nothing is left, or something fails. @param {Context} ctx @param {Send} send @returns {Promise<Outcome>} */
export const syncAll = async (ctx, send) => {
  let all = outcomeOf({});
  let renewed = false;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const one = await syncOnce(ctx, send);
    all = sum(all, one);
    if (one.error === "sign_in" && !renewed) renewed = true;
    else if (one.error || !(one.more || one.left)) return all;
    // It answered, and said nothing about what was sent: not at once again.
    else if (!one.moved) return { ...all, ...(await failed(ctx, "unanswered")) };
  }
  return all;
};

/** The same; undefined at once when somebody else is at it. @param {Context} ctx @param {Send} send @returns {Promise<Outcome | undefined>} */
export const sync = (ctx, send) => ctx.store.lock("sync", () => syncAll(ctx, send), { ifFree: true });
