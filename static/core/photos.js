// @ts-check
/**
 * Photos on the phone: sealed once, in pieces, in a database of their own. A page is told of a photo only after it was read back from the disk
 * and was the same (WebKit and Chromium lost blobs that were said to be written: reliability FM 6). What goes wrong here harms no text.
 */

import { isFull, keepBallast } from "./ballast.js";
import { moment, newId } from "./ids.js";
import { keyOf } from "./keyring.js";
import { dropPhotos, inPieces, photosHere, readSlice } from "./photo_store.js";
import { openNote, sealNote, sealPhoto } from "./photo_sealing.js";
import { hashOfBytes, sha256 } from "./sealing.js";

/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./photo_store.js").Photo} Photo */
/** @typedef {import("./ids.js").Bytes} Bytes */
/** @typedef {{dossier: string, field: string, row?: string | null, bytes: ArrayBuffer, poor?: string[]}} Taken */
/** @typedef {"file_empty" | "file_bytes" | "photo_too_many" | "photo_full" | "photo_not_kept"} Trouble a code of problems.yaml */
/** @typedef {{file: string, sort: string} | {error: Trouble}} Kept */

export const LARGEST = 10 * 1024 * 1024;
/** The most that waits on one phone; more would be a burden that nobody sees (FM 10). */
const MOST_WAITING = 60 * 1024 * 1024;
/** What must stay free beside a photo. */
const MARGIN = 8 * 1024 * 1024;

/** @param {Bytes} plain */
const sortOf = (plain) => (plain[0] === 0x25 && plain[1] === 0x50 && plain[2] === 0x44 && plain[3] === 0x46 ? "pdf" : "image");

/** Make a photo of what was taken. @param {Context} ctx @param {any} dossierRow @param {Taken} taken @returns {Promise<{photo: Photo, box: Bytes}>} */
const sealed = async (ctx, dossierRow, { dossier, field, row = null, bytes, poor = [] }) => {
  const { key } = await keyOf(ctx, dossierRow);
  const [file, plain] = [newId(ctx.now()), new Uint8Array(bytes)];
  const place = { dossier, file };
  const box = await sealPhoto(key, place, plain);
  const note = await sealNote(key, place, { sent: await sha256(plain), poor });
  const known = { id: file, dossier, field, row, size: box.length, hash: await hashOfBytes(file, box), sort: sortOf(plain), at: moment(ctx.now()), note };
  return { photo: { ...known, offset: 0, state: "waiting", keptAt: "", code: "", tries: 0, nextAt: 0 }, box };
};

/** Is there room, as far as the browser tells? @param {Context} ctx @param {number} size */
const hasRoom = async ({ room }, size) => ((await room?.().catch(() => Infinity)) ?? Infinity) > size + MARGIN;

/** Write it and read it back. @param {Context} ctx @param {Photo} photo @param {Bytes} box */
const written = async (ctx, photo, box) => {
  await keepBallast(ctx.photos);
  await ctx.photos.commit([["put", "photos", photo], ...inPieces(photo.id, box)]);
  if ((await hashOfBytes(photo.id, await readSlice(ctx, photo, 0, photo.size))) !== photo.hash) throw new Error("differs");
};

/** Keep, with room made when there is none. @param {Context} ctx @param {Photo} photo @param {Bytes} box @param {() => Promise<boolean>} makeRoom @returns {Promise<Trouble | "">} */
const kept = async (ctx, photo, box, makeRoom) => {
  if (!(await hasRoom(ctx, photo.size)) && !((await makeRoom()) && (await hasRoom(ctx, photo.size)))) return "photo_full";
  try {
    await written(ctx, photo, box).catch(async (fault) => {
      if (!isFull(fault) || !(await makeRoom())) throw fault;
      await written(ctx, photo, box);
    });
    return "";
  } catch (fault) {
    await dropPhotos(ctx, [photo]).catch(() => undefined);
    return isFull(fault) ? "photo_full" : "photo_not_kept";
  }
};

/**
 * Keep what was photographed; the page hears of it only afterwards. `makeRoom` lets go of what the centre has, and tells whether it did.
 * @param {Context} ctx @param {Taken} taken @param {() => Promise<boolean>} [makeRoom] @returns {Promise<Kept>}
 */
export const keepPhoto = async (ctx, taken, makeRoom = async () => false) => {
  const { byteLength } = taken.bytes;
  if (!byteLength) return { error: "file_empty" };
  if (byteLength > LARGEST) return { error: "file_bytes" };
  const row = await ctx.store.get("dossiers", taken.dossier);
  if (!row) return { error: "photo_not_kept" };
  return ctx.photos.lock("photos", async () => {
    const waiting = (await photosHere(ctx)).filter(({ state }) => state !== "kept").reduce((sum, { size }) => sum + size, 0);
    if (waiting + byteLength > MOST_WAITING) return { error: "photo_too_many" };
    const { photo, box } = await sealed(ctx, row, taken);
    const error = await kept(ctx, photo, box, makeRoom);
    return error ? { error } : { file: photo.id, sort: photo.sort };
  });
};

/** Return what the operation of a photo says. @param {Context} ctx @param {Photo} photo @returns {Promise<{file: string, size: number, hash: string, sent: string, poor: string[]}>} */
export const saidOf = async (ctx, photo) => {
  const { key } = await keyOf(ctx, await ctx.store.get("dossiers", photo.dossier));
  const { sent, poor } = await openNote(key, { dossier: photo.dossier, file: photo.id }, photo.note);
  return { file: photo.id, size: photo.size, hash: photo.hash, sent, poor };
};
