// @ts-check
/**
 * Vaults with a secret, on phones that several people use (`webapp/docs/locks.md`). Their keys live in memory: that of the worker, and that of
 * open pages, which give it back to a worker that was stopped. Wrong tries are counted on the disk before they are judged.
 */

import { forgetBodies } from "./entries.js";
import { moment, newId, randomHex } from "./ids.js";
import { forgetKeys, heldKey, holdVault, isOpen, isShared, secretVaults } from "./keyring.js";
import { useKey } from "./sealing.js";
import { faultOf, isKeyOf, newProofs, newVaultKey, unwrapVault, wrapVault } from "./secrets.js";
import { known, meta } from "./store.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./ids.js").Bytes} Bytes */
/** @typedef {import("./secrets.js").By} By */
/** @typedef {{vault: string, session: string, key: CryptoKey}} Held what a page keeps for the worker. `session` ends with the lock */
/** @typedef {{fate: "open" | "wrong" | "wait" | "gone", wait: number, left: number}} Tried `wait` in ms, `left`: tries until the first wait */

export const FREE_TRIES = 5;
const WAITS_MS = [30, 60, 300, 900, 3600].map((seconds) => seconds * 1000);
const LONGEST_LABEL = 20;

/** How long to wait after so many wrong tries (ms). @param {number} tries */
const waitAfterTries = (tries) => (tries < FREE_TRIES ? 0 : WAITS_MS[Math.min(tries - FREE_TRIES, WAITS_MS.length - 1)]);

/** @param {Context} ctx @param {string} vault @returns {Promise<Json>} its row, or undefined when it is not there or cannot be opened again */
const lockedRow = async ({ store }, vault) => {
  const row = await store.get("keyring", vault);
  return row?.kind === "secret" && row.wrapped ? row : undefined;
};

/** Hold the key in memory and begin a session: pages that kept an earlier one have nothing any more. @param {Context} ctx @param {string} vault @param {CryptoKey} key */
const hold = async (ctx, vault, key) => {
  await lock(ctx);
  await ctx.store.commit([meta("open", { vault, session: randomHex(16) })]);
  holdVault(vault, key);
};

/**
 * From now on the phone is shared. While it holds nothing it becomes somebody new: the browser's cookie, which the next person has too, knows
 * nothing of the new one. @param {Context} ctx @returns {Promise<import("./store.js").Write[]>}
 */
const becomesShared = async (ctx) => {
  if (await isShared(ctx)) return [];
  const empty = !(await ctx.store.all("dossiers")).length;
  return [meta("phone", "shared"), meta("apart", empty), ...(empty ? [/** @type {import("./store.js").Write} */ (["delete", "meta", "identity"])] : [])];
};

/** Make a vault and leave it open. @param {Context} ctx @param {{by: By, label: string, typed: string}} asked @returns {Promise<{vault: string, fault: string}>} */
export const newVault = async (ctx, { by, label, typed }) => {
  const fault = by === "once" ? "" : faultOf(by, typed);
  if (fault) return { vault: "", fault };
  const [vault, { raw, key }] = [newId(ctx.now()), await newVaultKey()];
  const wrapping = by === "once" ? { salt: "", rounds: 0, wrapped: "" } : await wrapVault(by, typed, vault, raw);
  const named = [...label.normalize("NFC").trim()].slice(0, LONGEST_LABEL).join("");
  const row = { vault, kind: "secret", by, label: named, ...wrapping, ...(await newProofs(key, vault)), tries: 0, triedAt: 0, nextAt: 0, at: moment(ctx.now()) };
  await ctx.store.commit([["put", "keyring", row], ...(await becomesShared(ctx))]);
  await hold(ctx, vault, key);
  return { vault, fault: "" };
};

/** How long the next try has to wait (ms). A clock that was set back does not open the wait: it begins anew. @param {Json} row @param {number} now */
const waitLeft = ({ triedAt, nextAt }, now) => (now < triedAt ? nextAt - triedAt : Math.max(0, nextAt - now));

/** Try a secret: counted first, so that a browser that is killed meanwhile forgets no try. @param {Context} ctx @param {string} vault @param {string} typed */
const tried = (ctx, vault, typed) =>
  ctx.store.lock("vault:" + vault, async () => {
    const [row, now] = [await lockedRow(ctx, vault), ctx.now()];
    if (!row) return { fate: /** @type {const} */ ("gone"), wait: 0, left: 0 };
    const wait = waitLeft(row, now);
    if (wait && now < row.triedAt) await ctx.store.commit([["put", "keyring", { ...row, triedAt: now, nextAt: now + wait }]]);
    if (wait) return { fate: /** @type {const} */ ("wait"), wait, left: 0 };
    const tries = row.tries + 1;
    const [counted, next] = [{ ...row, tries, triedAt: now, nextAt: now + waitAfterTries(tries) }, waitAfterTries(tries)];
    await ctx.store.commit([["put", "keyring", counted]]);
    const raw = await unwrapVault(row, typed);
    if (!raw) return { fate: /** @type {const} */ ("wrong"), wait: next, left: Math.max(0, FREE_TRIES - tries) };
    await ctx.store.commit([["put", "keyring", { ...row, tries: 0, triedAt: 0, nextAt: 0 }]]);
    return { fate: /** @type {const} */ ("open"), wait: 0, left: FREE_TRIES, raw };
  });

/** Open a vault; the one that was open is locked. @param {Context} ctx @param {string} vault @param {string} typed @returns {Promise<Tried>} */
export const unlock = async (ctx, vault, typed) => {
  const { raw, ...said } = /** @type {Tried & {raw?: Bytes}} */ (await tried(ctx, vault, typed));
  if (raw) await hold(ctx, vault, await useKey(raw));
  return said;
};

/** Take another secret. The old one is asked for again: the open key itself cannot be taken out. @param {Context} ctx @param {string} vault @param {string} old @param {string} fresh @returns {Promise<Tried & {fault: string}>} */
export const changeSecret = async (ctx, vault, old, fresh) => {
  const row = await lockedRow(ctx, vault);
  const fault = row ? faultOf(row.by, fresh) : "";
  if (fault) return { fate: "wrong", wait: 0, left: FREE_TRIES, fault };
  const { raw, ...said } = /** @type {Tried & {raw?: Bytes}} */ (await tried(ctx, vault, old));
  if (raw) {
    const wrapping = await wrapVault(row.by, fresh, vault, raw);
    await ctx.store.lock("vault:" + vault, async () => ctx.store.commit([["put", "keyring", { ...(await lockedRow(ctx, vault)), ...wrapping }]]));
  }
  return { ...said, fault: "" };
};

/** Lock: no key and no opened answer stays in this memory, and no page can give one back. @param {Context} ctx */
export const lock = async (ctx) => {
  forgetKeys();
  forgetBodies();
  await ctx.store.commit([["delete", "meta", "open"]]);
};

/** Return the row of the vault that is open, or undefined. @param {Context} ctx @returns {Promise<Json>} */
export const openVault = async (ctx) => (await secretVaults(ctx)).find(({ vault }) => isOpen(vault));

/** Return what a page should keep for the worker, or null. @param {Context} ctx @returns {Promise<Held | null>} */
export const keyForPage = async (ctx) => {
  const { vault = "", session = "" } = await known(ctx, "open", {});
  const key = heldKey(vault);
  return key ? { vault, session, key } : null;
};

/** Is a vault open as far as the disk knows, although this memory has no key? @param {Context} ctx */
export const isMissed = async (ctx) => {
  const { vault } = await known(ctx, "open", {});
  return !!vault && !isOpen(vault);
};

/** Take back what a page kept. Refused when it was locked since, or is no key of that vault. @param {Context} ctx @param {Partial<Held> | null | undefined} told */
export const takeKey = async (ctx, told) => {
  const { vault, session } = await known(ctx, "open", {});
  if (!told?.key || !vault || told.vault !== vault || told.session !== session) return false;
  const row = await ctx.store.get("keyring", vault);
  if (!row || !(await isKeyOf(told.key, row))) return false;
  holdVault(vault, told.key);
  return true;
};
