// @ts-check
/**
 * The rescue file `.camtay` (`webapp/docs/offline.md` section 9): what only this phone has, to be carried by any road.
 * Everything in it lies sealed in the store already, so that a locked vault can save it too. Twin of `webapp/sync/rescue_file.py`.
 */

import { allHeld, mayGo } from "./choosing.js";
import { isUnsent, toWire } from "./entries.js";
import { joined, unb64, utf8 } from "./ids.js";
import { identity } from "./keyring.js";
import { stampAnew } from "./repairing.js";
import { sha256 } from "./sealing.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./ids.js").Bytes} Bytes */
/** @typedef {import("./store.js").Context} Context */
/** @typedef {{id: string, sealedKey: Json, ops: Json[]}} Parcel operations as on the wire, in the order of their numbers */
/** @typedef {{device: string, secret: string, made: string, centre: import("./sealing.js").Centre}} Writer */

const MAGIC = utf8("CAMTAY\x01\n");
const MARK = 16;
const HMAC = { name: "HMAC", hash: "SHA-256" };

/** @param {string} sort one letter @param {Bytes} payload */
const record = (sort, payload) => {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, payload.length);
  return joined(utf8(sort), size, payload);
};

/** @param {Json} value */
const json = (value) => utf8(JSON.stringify(value));

/** The mark says to a centre that knows this phone: it is mine, as it stands. @param {CryptoKey} key @param {Json} op */
const marked = async (key, op) => {
  const said = json(op);
  const mark = new Uint8Array(await crypto.subtle.sign("HMAC", key, joined(utf8("camtay|rescue|v1|"), said)));
  return record("O", joined(mark.slice(0, MARK), said));
};

/** Return a file; the same things give the same bytes. @param {Writer} writer @param {Parcel[]} parcels @returns {Promise<Bytes>} */
export const rescueBytes = async ({ device, secret, made, centre }, parcels) => {
  const key = await crypto.subtle.importKey("raw", utf8(await sha256(utf8(secret))), HMAC, false, ["sign"]);
  const header = { device, made, kid: centre.kid, print: await sha256(unb64(centre.key)) };
  const parts = [MAGIC, record("H", json(header))];
  for (const { id, sealedKey, ops } of parcels) {
    parts.push(record("D", json({ id, sealed_key: sealedKey })));
    for (const op of ops) parts.push(await marked(key, op));
  }
  const all = joined(...parts);
  return joined(all, record("E", new Uint8Array(await crypto.subtle.digest("SHA-256", all))));
};

/** What was given up before it ever went is nobody's business. @param {import("./choosing.js").Held} held */
const isGivenUp = (held) => held.entries.at(-1)?.kind === "dossier.withdraw" && !mayGo(held);

/** @param {import("./choosing.js").Held} held @returns {Parcel} */
const parcelOf = ({ row, entries }) => ({
  id: row.id,
  sealedKey: row.sealedKey,
  ops: entries.filter(isUnsent).sort((one, other) => one.seq - other.seq).map(toWire),
});

/** @param {import("./store.js").Store} store @param {string} [only] a dossier */
const heldHere = async (store, only) =>
  (await allHeld(store)).filter((held) => (!only || held.row.id === only) && held.entries.some(isUnsent) && !isGivenUp(held));

/**
 * Return a file of what is only on this phone, of all dossiers or of one; null when there is no such thing.
 * @param {Context} ctx @param {string} [only] @returns {Promise<{bytes: Bytes, dossiers: number} | null>}
 */
export const rescueFile = async (ctx, only) => {
  const me = await identity(ctx);
  const strange = (await heldHere(ctx.store, only)).filter(({ entries }) => entries.some(({ serverSeq, device }) => serverSeq === null && device !== me.id));
  for (const { row } of strange) await stampAnew(ctx, row.id, me.id);
  const held = await heldHere(ctx.store, only);
  if (!held.length) return null;
  const made = held.reduce((last, { row }) => (row.changedAt > last ? row.changedAt : last), "");
  const bytes = await rescueBytes({ device: me.id, secret: me.secret, made, centre: ctx.centre }, held.map(parcelOf));
  return { bytes, dossiers: held.length };
};

/** Return a name without anybody's name in it. @param {string} today `2026-11-27` @param {number} dossiers */
export const rescueName = (today, dossiers) => `camtay-${today}-${dossiers}.camtay`;
