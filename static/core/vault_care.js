// @ts-check
/** What becomes of a vault: taken over from one's own phone, counted while it is locked, removed when its secret is forgotten. */

import { mayGo } from "./choosing.js";
import { isUnsent } from "./entries.js";
import { forgetKeys, heldKey, isOpen, isShared, OWN_VAULT, secretVaults } from "./keyring.js";
import { unwrap, useKey, wrap } from "./sealing.js";
import { known, meta } from "./store.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./store.js").Write} Write */
/** `lost`: only here, and not released to be sent. `waiting`: goes by itself. `drafts`: at the centre, not handed in. `since`: of the oldest that would be lost.
 * @typedef {{lost: number, waiting: number, drafts: number, handedIn: number, pending: number, since: string}} Loss */

const PENDING = "pending|";

/** @param {Context} ctx @param {string} vault */
const heldIn = async ({ store }, vault) =>
  Promise.all((await store.all("dossiers")).filter((row) => row.vault === vault).map(async (row) => ({ row, entries: await store.all("entries", row.id) })));

/** @param {import("./lanes.js").Held} held @returns {"lost" | "waiting" | "drafts" | "handedIn"} */
const fateOf = (held) => {
  if (held.entries.some(isUnsent)) return mayGo(held) ? "waiting" : "lost";
  return held.entries.some(({ kind }) => kind === "dossier.submit") ? "handedIn" : "drafts";
};

/** @param {Context} ctx @param {string} vault @returns {Promise<Json[]>} what was posted while it was locked, oldest first */
export const pendingOf = async ({ store }, vault) =>
  (await store.all("meta")).filter(({ name, value }) => name.startsWith(PENDING) && value.vault === vault);

/** Return what would be lost with a vault, and what would not. Opens nothing. @param {Context} ctx @param {string} vault @returns {Promise<Loss>} */
export const lossOf = async (ctx, vault) => {
  const loss = { lost: 0, waiting: 0, drafts: 0, handedIn: 0, pending: (await pendingOf(ctx, vault)).length, since: "" };
  for (const held of await heldIn(ctx, vault)) {
    const fate = fateOf(held);
    loss[fate] += 1;
    const first = held.entries.reduce((least, { at }) => (!least || at < least ? at : least), "");
    if (fate === "lost" && (!loss.since || first < loss.since)) loss.since = first;
  }
  return loss;
};

/** How many dossiers of locked vaults have something that is only here? Nothing else is told of them. @param {Context} ctx */
export const lockedUnsent = async ({ store }) => {
  const rows = (await store.all("dossiers")).filter(({ vault }) => !isOpen(vault));
  const unsent = await Promise.all(rows.map(async ({ id }) => (await store.all("entries", id)).some(isUnsent)));
  return unsent.filter(Boolean).length;
};

/** @param {Context} ctx @param {string[]} ids of dossiers @returns {Promise<Write[]>} that take them away. Their ids stay: the centre must not give them to whoever comes next */
const away = async (ctx, ids) => {
  const { store } = ctx;
  const entries = (await Promise.all(ids.map((id) => store.all("entries", id)))).flat();
  const forms = (await store.all("forms")).filter(({ dossier }) => ids.includes(dossier));
  const gone = [...new Set([...(await known(ctx, "gone", [])), ...ids])];
  return [
    ...ids.flatMap((id) => /** @type {Write[]} */ ([["delete", "dossiers", id], ["delete", "status", id]])),
    ...entries.map(({ dossier, n }) => /** @type {Write} */ (["delete", "entries", [dossier, n]])),
    ...forms.map(({ key }) => /** @type {Write} */ (["delete", "forms", key])),
    ...(ids.length ? [meta("gone", gone)] : []),
  ];
};

/**
 * Remove a vault that nobody can open. What is on its way to the centre stays until it has arrived, without anything that opens it.
 * @param {Context} ctx @param {string} vault
 */
export const removeVault = (ctx, vault) =>
  ctx.store.lock("sync", async () => {
    const [row, held] = [await ctx.store.get("keyring", vault), await heldIn(ctx, vault)];
    if (row?.kind !== "secret") return false;
    const going = held.filter((one) => fateOf(one) !== "waiting").map((one) => one.row.id);
    const pending = (await pendingOf(ctx, vault)).map(({ name }) => /** @type {Write} */ (["delete", "meta", name]));
    const dead = /** @type {Write} */ (["put", "keyring", { ...row, by: "once", label: "", salt: "", wrapped: "", pair: "" }]);
    const last = going.length < held.length ? dead : /** @type {Write} */ (["delete", "keyring", vault]);
    await ctx.store.commit([...(await away(ctx, going)), ...pending, last]);
    if (heldKey(vault)) forgetKeys();
    return true;
  });

/** Let go of a dossier in which nothing was said yet: whoever began it wants it under a lock. @param {Context} ctx @param {string} id */
export const forgetBegun = (ctx, id) =>
  ctx.store.lock("dossier:" + id, async () => {
    const entries = await ctx.store.all("entries", id);
    if (entries.length !== 1 || !isUnsent(entries[0])) return;
    const last = (await heldIn(ctx, OWN_VAULT)).length === 1;
    await ctx.store.commit([...(await away(ctx, [id])), ...(last ? [/** @type {Write} */ (["delete", "keyring", OWN_VAULT])] : [])]);
  });

/** Let go of what arrived of vaults that nothing opens any more. Called by sync, alone. @param {Context} ctx */
export const sweepVaults = async (ctx) => {
  for (const { vault, wrapped } of (await isShared(ctx)) ? await secretVaults(ctx) : []) {
    if (wrapped || isOpen(vault)) continue;
    const held = await heldIn(ctx, vault);
    const arrived = held.filter((one) => ["drafts", "handedIn"].includes(fateOf(one))).map((one) => one.row.id);
    const empty = arrived.length === held.length && !(await pendingOf(ctx, vault)).length;
    await ctx.store.commit([...(await away(ctx, arrived)), ...(empty ? [/** @type {Write} */ (["delete", "keyring", vault])] : [])]);
  }
};

/** @param {Context} ctx @param {string[]} ids @param {() => Promise<void>} act alone with all these dossiers @returns {Promise<void>} */
const aloneWith = (ctx, [first, ...rest], act) => (first === undefined ? act() : ctx.store.lock("dossier:" + first, () => aloneWith(ctx, rest, act)));

/** Put everything of one's own phone into the vault that is open: from now on it opens with its secret. @param {Context} ctx @param {string} vault */
export const moveOwn = (ctx, vault) =>
  ctx.store.lock("sync", async () => {
    const { store } = ctx;
    const [own, key] = [await store.get("keyring", OWN_VAULT), heldKey(vault)];
    if (!own || !key) return;
    const old = await useKey(own.raw);
    const ids = (await heldIn(ctx, OWN_VAULT)).map(({ row }) => row.id);
    await aloneWith(ctx, ids, async () => {
      const rows = (await heldIn(ctx, OWN_VAULT)).map(({ row }) => row).filter(({ id }) => ids.includes(id));
      const moved = await Promise.all(rows.map(async (row) => ({ ...row, vault, wrapped: await wrap(key, row.id, await unwrap(old, row.id, row.wrapped)) })));
      await store.commit([...moved.map((row) => /** @type {Write} */ (["put", "dossiers", row])), ["delete", "keyring", OWN_VAULT]]);
    });
  });

/** Let dossiers of another machine come into the vault that is open, also those that were removed here once. @param {Context} ctx @param {string} vault @param {string[]} ids */
export const expect = async (ctx, vault, ids) => {
  const [expected, gone] = [await known(ctx, "expected", {}), await known(ctx, "gone", [])];
  await ctx.store.commit([
    meta("expected", { ...expected, ...Object.fromEntries(ids.map((id) => [id, vault])) }),
    meta("gone", gone.filter((/** @type {string} */ id) => !ids.includes(id))),
  ]);
};
