// @ts-check
/** What was posted while its vault was locked: sealed to the vault's public half at once, opened and answered after the vault is. Nothing typed is lost. */

import { newId, moment } from "./ids.js";
import { heldKey } from "./keyring.js";
import { newDossierKey, openPending, openSealed, sealForCentre, sealPending, useKey } from "./sealing.js";
import { pairOf } from "./secrets.js";
import { meta } from "./store.js";
import { pendingOf } from "./vault_care.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./store.js").Context} Context */
/** @typedef {{path: string, fields: Record<string, string[]>}} Posted */

const MOST = 50;

/** Keep a form for a locked vault. False when it has no room, or there is no such vault. @param {Context} ctx @param {string} vault @param {Posted} posted */
export const keepPending = async (ctx, vault, posted) => {
  const row = await ctx.store.get("keyring", vault);
  if (!row?.point || (await pendingOf(ctx, vault)).length >= MOST) return false;
  const [id, raw] = [newId(ctx.now()), newDossierKey()];
  const key = await sealForCentre(raw, id, { kid: 0, key: row.point });
  const box = await sealPending(await useKey(raw), id, posted);
  await ctx.store.commit([meta("pending|" + id, { vault, key, box, at: moment(ctx.now()) })]);
  return true;
};

/** Return what waits for a vault that is open now, oldest first. @param {Context} ctx @param {string} vault @returns {Promise<{name: string, posted: Posted}[]>} */
export const openPendings = async (ctx, vault) => {
  const [row, key] = [await ctx.store.get("keyring", vault), heldKey(vault)];
  if (!row || !key) return [];
  const pair = await pairOf(key, row);
  return Promise.all(
    (await pendingOf(ctx, vault)).map(async ({ name, value }) => {
      const id = name.slice(name.indexOf("|") + 1);
      return { name, posted: await openPending(await useKey(await openSealed(pair, id, value.key)), id, value.box) };
    }),
  );
};

/** @param {Context} ctx @param {string} name */
export const dropPending = ({ store }, name) => store.commit([["delete", "meta", name]]);
