// @ts-check
/**
 * A page that is left for the camera. A phone of little memory closes the browser while the camera is in front of it (reliability FM 9): what was
 * typed is kept, sealed, before the camera opens, and the page comes back with it.
 */

import { keyOf } from "./keyring.js";
import { openTyped, sealTyped } from "./photo_sealing.js";
import { known, meta } from "./store.js";

/** @typedef {import("./store.js").Context} Context */
/** @typedef {[string, string][]} Typed names and values, as a form holds them */

/** Whoever comes back later than this comes for something else (ms). */
const LASTS_MS = 30 * 60 * 1000;

/** Remember the page. @param {Context} ctx @param {{dossier: string, path: string, typed: Typed}} left */
export const leaveForCamera = async (ctx, { dossier, path, typed }) => {
  const row = await ctx.store.get("dossiers", dossier);
  if (!row) return;
  const { key } = await keyOf(ctx, row);
  await ctx.store.commit([meta("camera", { dossier, path, at: ctx.now(), box: await sealTyped(key, dossier, typed) })]);
};

/** The photo came, or the page was sent off. @param {Context} ctx */
export const backFromCamera = (ctx) => ctx.store.commit([["delete", "meta", "camera"]]);

/** @param {Context} ctx */
const leftNow = async (ctx) => {
  const left = await known(ctx, "camera");
  return left && Math.abs(ctx.now() - left.at) < LASTS_MS ? left : null;
};

/** The path of the page that waits for its photo, or "". @param {Context} ctx */
export const waitingPage = async (ctx) => (await leftNow(ctx))?.path ?? "";

/** What was typed on that page before the camera opened, or null. @param {Context} ctx @param {string} path @returns {Promise<Typed | null>} */
export const typedBefore = async (ctx, path) => {
  const left = await leftNow(ctx);
  if (left?.path !== path) return null;
  const row = await ctx.store.get("dossiers", left.dossier);
  if (!row) return null;
  const { key } = await keyOf(ctx, row);
  return openTyped(key, left.dossier, left.box).catch(() => null);
};
