// @ts-check
/** Photos and their pieces as they lie in their database: found, read, changed, deleted. */

import { joined } from "./ids.js";
import { keyOf } from "./keyring.js";
import { openPhoto } from "./photo_sealing.js";

/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./store.js").Write} Write */
/** @typedef {import("./ids.js").Bytes} Bytes */
/**
 * @typedef {object} Photo
 * @property {string} id its file id
 * @property {string} dossier
 * @property {string} field the field it answers: of a paper `paper.…`
 * @property {string | null} row
 * @property {number} size of the box, in bytes
 * @property {string} hash hex SHA-256 of id and box
 * @property {string} sort image | pdf
 * @property {string} at when it was taken here
 * @property {number} offset how much of it the centre has, as far as this phone knows
 * @property {"waiting" | "kept" | "refused"} state
 * @property {string} keptAt when the centre had all of it
 * @property {string} code why it was refused, or could not go
 * @property {number} tries
 * @property {number} nextAt
 * @property {string} note sealed: `{sent, poor}`, what its operation says
 */

const PIECE = 262144;

/** Return the photos of this phone, of one dossier or all; none where they cannot be read: then texts go on alone. @param {Context} ctx @param {string} [dossier] @returns {Promise<Photo[]>} */
export const photosHere = async ({ photos }, dossier) => {
  const all = await photos.all("photos").catch(() => []);
  return dossier === undefined ? all : all.filter((photo) => photo.dossier === dossier);
};

/** @param {string} id @param {Bytes} box @returns {Write[]} */
export const inPieces = (id, box) =>
  Array.from({ length: Math.ceil(box.length / PIECE) }, (_, n) => ["put", "pieces", { id, n, bytes: box.slice(n * PIECE, (n + 1) * PIECE).buffer }]);

/** @param {Photo} photo @returns {Write[]} */
const away = ({ id, size }) => [
  ["delete", "photos", id],
  ...Array.from({ length: Math.ceil(size / PIECE) }, (_, n) => /** @type {Write} */ (["delete", "pieces", [id, n]])),
];

/** Delete photos of this phone. @param {Context} ctx @param {Photo[]} gone */
export const dropPhotos = ({ photos }, gone) => (gone.length ? photos.commit(gone.flatMap(away)) : Promise.resolve());

/** Return some bytes of a box. Rejects when they are not all there any more. @param {Context} ctx @param {Photo} photo @param {number} from @param {number} to @returns {Promise<Bytes>} */
export const readSlice = async ({ photos }, { id }, from, to) => {
  /** @type {Bytes[]} */
  const parts = [];
  for (let n = Math.floor(from / PIECE); n * PIECE < to; n += 1) {
    const piece = await photos.get("pieces", [id, n]);
    parts.push(new Uint8Array(piece?.bytes ?? 0).subarray(Math.max(0, from - n * PIECE), to - n * PIECE));
  }
  const bytes = joined(...parts);
  if (bytes.length !== to - from) throw new Error("unreadable");
  return bytes;
};

/** Return what a person photographed. Rejects when it cannot be read or opened. @param {Context} ctx @param {Photo} photo @returns {Promise<Bytes>} */
export const readPhoto = async (ctx, photo) => {
  const { key } = await keyOf(ctx, await ctx.store.get("dossiers", photo.dossier));
  return openPhoto(key, { dossier: photo.dossier, file: photo.id }, await readSlice(ctx, photo, 0, photo.size));
};

/** Change the row of a photo. Undefined when it is gone meanwhile. @param {Context} ctx @param {string} id @param {(photo: Photo) => Photo} change @returns {Promise<Photo | undefined>} */
export const changePhoto = ({ photos }, id, change) =>
  photos.lock("photo:" + id, async () => {
    const photo = await photos.get("photos", id);
    if (!photo) return undefined;
    const next = change(photo);
    await photos.commit([["put", "photos", next]]);
    return next;
  });
