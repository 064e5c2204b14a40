// @ts-check
/** Photos between page and log: what a page brings, what it names, what it shows. Bytes come from the page whole, never in a form. */

import { backFromCamera, leaveForCamera } from "../core/camera.js";
import { filesNamed } from "../core/named.js";
import { makeRoom } from "../core/photo_sending.js";
import { dropPhotos, photosHere, readPhoto } from "../core/photo_store.js";
import { keepPhoto, saidOf } from "../core/photos.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */
/** @typedef {import("./opened.js").Opened} Opened */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */
/** @typedef {import("../core/photo_store.js").Photo} Photo */

/** What `core/photos.js` cannot say: the dossier is locked, or the storage does not open. */
const FAILED = { error: "photo_not_kept" };

/** Keep a photo, and tell its page by the port that came with it. @param {House} house @param {Json} data @param {MessagePort | undefined} port */
export const takePhoto = async (house, { dossier, field, row = null, bytes, poor = [] }, port) => {
  try {
    const log = await house.log();
    const done = bytes instanceof ArrayBuffer ? await keepPhoto(log, { dossier, field, row, bytes, poor }, () => makeRoom(log)) : FAILED;
    if ("file" in done) await backFromCamera(log);
    port?.postMessage(done);
  } catch (fault) {
    console.warn("photo not kept", fault);
    port?.postMessage(FAILED);
  }
};

/** The camera is about to open, or was closed without a picture. @param {House} house @param {Json} data @param {MessagePort | undefined} port */
export const noteCamera = async (house, { dossier, path, typed }, port) => {
  const log = await house.log();
  await (dossier ? leaveForCamera(log, { dossier, path, typed }) : backFromCamera(log)).catch((fault) => console.warn("page not noted", fault));
  port?.postMessage(true);
};

/** Photos of a page that was not sent off yet. @param {Opened} opened @param {string | null} row @returns {Photo[]} */
const notNamed = ({ found }, row) => {
  const named = new Set(found.files.map((/** @type {Json} */ { file }) => file));
  return found.photos.filter((/** @type {Photo} */ photo) => !named.has(photo.id) && photo.row === row);
};

/** Return by field what was taken for this page already. @param {House} house @param {Opened} opened @param {string | null} row */
export const freshPhotos = async (house, opened, row) => {
  /** @type {Map<string, import("../core/views/files.js").Fresh[]>} */
  const fresh = new Map();
  for (const photo of notNamed(opened, row)) {
    const { poor } = await saidOf(await house.log(), photo).catch(() => ({ poor: [] }));
    fresh.set(photo.field, [...(fresh.get(photo.field) ?? []), { file: photo.id, sort: photo.sort, poor }]);
  }
  return fresh;
};

/** Return what the operations of the photos say that a page names. @param {House} house @param {Opened} opened @param {string | null} row @param {string[]} wanted ids @returns {Promise<import("../core/page_files.js").Brought[]>} */
export const broughtBy = async (house, opened, row, wanted) => {
  const log = await house.log();
  const photos = notNamed(opened, row).filter(({ id }) => wanted.includes(id));
  return Promise.all(photos.map(async (photo) => ({ ...(await saidOf(log, photo)), field: photo.field, row })));
};

/** The page was sent off: photos that it named and that were ticked to go, or made way for another, are let go. @param {House} house @param {string} dossier @param {string[]} seen ids that the page named */
export const letGo = async (house, dossier, seen) => {
  const log = await house.log();
  const named = filesNamed(await house.store.all("entries", dossier));
  await dropPhotos(log, (await photosHere(log, dossier)).filter(({ id }) => seen.includes(id) && !named.has(id)));
  await backFromCamera(log);
};

/** A photo or PDF of this phone, with the headers of the centre's answer; one that is not here is the centre's. @param {House} house @param {Visit & {file?: string}} visit */
export const ownFile = async (house, { id = "", file = "" }) => {
  if (!(await house.keeps())) return null;
  const log = await house.log();
  const photo = await log.photos.get("photos", file);
  if (photo?.dossier !== id || !(await log.store.get("dossiers", id))) return null;
  const headers = {
    "Content-Type": photo.sort === "pdf" ? "application/pdf" : "image/jpeg",
    "Content-Disposition": `attachment; filename="${file}"`,
    "Content-Security-Policy": "sandbox",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
  };
  return new Response(await readPhoto(log, photo), { headers });
};
