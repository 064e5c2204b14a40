// @ts-check
/** Who this phone is, its vaults, and the keys of its dossiers. Made once, strictly written, before anything is sealed with them. */

import { claimOf } from "./claiming.js";
import { b64, newId, randomBytes } from "./ids.js";
import { newLane } from "./lanes.js";
import { sealForCentre, unwrap, useKey, wrap } from "./sealing.js";

/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./types").Json} Json */
/** @typedef {import("./ids.js").Bytes} Bytes */
/** @typedef {{id: string, secret: string}} Identity */
/** @typedef {{raw: Bytes, key: CryptoKey}} DossierKey */

export const OWN_VAULT = "own";
const MOST_OPEN = 100;

/** Keys that are open in this life of the worker, by how they lie in the store. @type {Map<string, Promise<DossierKey>>} */
const open = new Map();

/** Vaults with a secret that are open in this life of the worker (`vaults.js`); their keys are nowhere else. @type {Map<string, CryptoKey>} */
const openVaults = new Map();

/** What is asked for lies in a vault that is locked now; `vault` is "" when there is none to put it in. */
export class Locked extends Error {
  /** @param {string} vault */
  constructor(vault) {
    super("locked");
    this.vault = vault;
  }
}

/** Drop every open key from memory. */
export const forgetKeys = () => {
  open.clear();
  openVaults.clear();
};

/** @param {string} vault @param {CryptoKey} key */
export const holdVault = (vault, key) => openVaults.set(vault, key);

/** @param {string} vault @returns {CryptoKey | undefined} */
export const heldKey = (vault) => openVaults.get(vault);

/** Can the dossiers of a vault be opened now? One's own phone needs no secret. @param {string} vault */
export const isOpen = (vault) => vault === OWN_VAULT || openVaults.has(vault);

/** @param {Context} ctx @returns {Promise<Json[]>} the vaults of this phone that have a secret */
export const secretVaults = async ({ store }) => (await store.all("keyring")).filter(({ kind }) => kind === "secret");

/** Is this phone shared by people who must not see each other's? @param {Context} ctx */
export const isShared = async ({ store }) => (await store.get("meta", "phone"))?.value === "shared";

/** The vault that a new dossier goes into. Throws Locked on a shared phone where none is open. @param {Context} ctx @returns {Promise<string>} */
const vaultForNew = async (ctx) => {
  if (!(await isShared(ctx))) return OWN_VAULT;
  const found = (await secretVaults(ctx)).find(({ vault }) => openVaults.has(vault));
  if (!found) throw new Locked("");
  return found.vault;
};

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
  if (vault !== OWN_VAULT) {
    const key = openVaults.get(vault);
    if (key) return key;
    throw new Locked(vault);
  }
  const make = async () => {
    const raw = randomBytes(32);
    await store.commit([["put", "keyring", { vault, raw }]]);
    return raw;
  };
  // Read each time: a storage that was emptied meanwhile must not leave keys that only this memory could open.
  return useKey(await once(ctx, async () => (await store.get("keyring", vault))?.raw, make));
};

/** A proof, and who made it. @param {Bytes} raw @param {string} id @param {Identity} me */
const claimBy = async (raw, id, me) => ({ device: me.id, proof: await claimOf(raw, id, me) });

/**
 * Return the row of a dossier that this phone takes in: its key for the vault that is open, and for the centre.
 * @param {Context} ctx @param {Bytes} raw its key @param {{id: string, procedure: string, digest: string, revision: number, begun: "phone" | "centre", at: string}} what
 */
export const newRow = async (ctx, raw, { id, procedure, digest, revision, begun, at }) => {
  const vault = await vaultForNew(ctx);
  return {
    id, vault, wrapped: await wrap(await vaultKey(ctx, vault), id, raw), sealedKey: await sealForCentre(raw, id, ctx.centre),
    claim: await claimBy(raw, id, await identity(ctx)),
    procedure, digest, revision, begun, route: "", stream: false, have: 0, changedAt: at, lane: newLane(), needsKey: false,
  };
};

/** Return a dossier's open key. Throws Locked, or when its vault is gone. @param {Context} ctx @param {{id: string, vault: string, wrapped: string}} row @returns {Promise<DossierKey>} */
export const keyOf = (ctx, row) => {
  const known = isOpen(row.vault) ? open.get(row.wrapped) : undefined;
  if (known) return known;
  if (open.size >= MOST_OPEN) open.clear();
  const opening = vaultKey(ctx, row.vault)
    .then((vault) => unwrap(vault, row.id, row.wrapped))
    .then(async (raw) => ({ raw, key: await useKey(raw) }));
  open.set(row.wrapped, opening);
  opening.catch(() => open.delete(row.wrapped));
  return opening;
};

/** Return the proof that this phone holds a dossier's key, or "" where its vault is locked and it made none before. @param {Context} ctx @param {any} row @param {Identity} me */
export const proofOf = async (ctx, row, me) => {
  if (row.claim?.device === me.id) return row.claim.proof;
  const open = await keyOf(ctx, row).catch(() => null);
  return open ? claimOf(open.raw, row.id, me) : "";
};
