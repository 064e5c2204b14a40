// @ts-check
/** Who this phone is, its vault, and the keys of its dossiers. Made once, strictly written, before anything is sealed with them. */

import { b64, newId, randomBytes } from "./ids.js";
import { newLane } from "./lanes.js";
import { sealForCentre, unwrap, useKey, wrap } from "./sealing.js";

/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./ids.js").Bytes} Bytes */
/** @typedef {{id: string, secret: string}} Identity */
/** @typedef {{raw: Bytes, key: CryptoKey}} DossierKey */

const OWN_VAULT = "own";
const MOST_OPEN = 100;

/** Keys that are open in this life of the worker, by how they lie in the store. @type {Map<string, Promise<DossierKey>>} */
const open = new Map();

/** Drop every open key from memory. */
export const forgetKeys = () => open.clear();

/** @template T @param {Context} ctx @param {() => Promise<T | undefined>} read @param {() => Promise<T>} make @returns {Promise<T>} */
const once = async ({ store }, read, make) =>
  (await read()) ?? store.lock("identity", async () => (await read()) ?? make());

/** @returns {Identity} */
const newIdentity = (/** @type {number} */ ms) => ({
  id: newId(ms),
  secret: b64(randomBytes(32)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, ""),
});

/** @param {Context} ctx @returns {Promise<Identity>} */
const makeIdentity = async ({ store, now }) => {
  const value = newIdentity(now());
  await store.commit([["put", "meta", { name: "identity", value }]]);
  return value;
};

/** Return who this phone is; made at the first call. @param {Context} ctx @returns {Promise<Identity>} */
export const identity = (ctx) => once(ctx, async () => (await ctx.store.get("meta", "identity"))?.value, () => makeIdentity(ctx));

/** Become somebody new, when the centre does not know `old` any more. What is unsent is numbered anew before it goes. @param {Context} ctx @param {string} old */
export const renewIdentity = (ctx, old) =>
  ctx.store.lock("identity", async () => {
    const now = (await ctx.store.get("meta", "identity"))?.value;
    return now && now.id !== old ? now : makeIdentity(ctx);
  });

/** @param {Context} ctx @param {string} vault @returns {Promise<CryptoKey>} */
const vaultKey = async (ctx, vault) => {
  const { store } = ctx;
  const make = async () => {
    if (vault !== OWN_VAULT) throw new Error("no such vault");
    const raw = randomBytes(32);
    await store.commit([["put", "keyring", { vault, raw }]]);
    return raw;
  };
  // Read each time: a storage that was emptied meanwhile must not leave keys that only this memory could open.
  return useKey(await once(ctx, async () => (await store.get("keyring", vault))?.raw, make));
};

/**
 * Return the row of a dossier that this phone takes in: its key for its own vault, and for the centre.
 * @param {Context} ctx @param {Bytes} raw its key @param {{id: string, procedure: string, digest: string, revision: number, begun: "phone" | "centre", at: string}} what
 */
export const newRow = async (ctx, raw, { id, procedure, digest, revision, begun, at }) => ({
  id, vault: OWN_VAULT, wrapped: await wrap(await vaultKey(ctx, OWN_VAULT), id, raw), sealedKey: await sealForCentre(raw, id, ctx.centre),
  procedure, digest, revision, begun, route: "", stream: false, have: 0, changedAt: at, lane: newLane(), needsKey: false,
});

/** Return a dossier's open key. Throws when its vault is gone. @param {Context} ctx @param {{id: string, vault: string, wrapped: string}} row @returns {Promise<DossierKey>} */
export const keyOf = (ctx, row) => {
  const known = open.get(row.wrapped);
  if (known) return known;
  if (open.size >= MOST_OPEN) open.clear();
  const opening = vaultKey(ctx, row.vault)
    .then((vault) => unwrap(vault, row.id, row.wrapped))
    .then(async (raw) => ({ raw, key: await useKey(raw) }));
  open.set(row.wrapped, opening);
  opening.catch(() => open.delete(row.wrapped));
  return opening;
};
