// @ts-check
/** Boxes of photos, and of what is noted beside them. A photo is sealed once: the same box is kept, sent, hashed and acked. */

import { joined, utf8 } from "./ids.js";
import { KEY_ID, openJson, seal, sealJson, unseal } from "./sealing.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./ids.js").Bytes} Bytes */
/** @typedef {{dossier: string, file: string}} Place whose photo it is, and which */

/** @param {Place} place */
const photoPlace = ({ dossier, file }) => joined(KEY_ID, utf8(`photo|${dossier}|${file}`));

/** Return the box of a photo: sealed once, then kept, sent, hashed and acked as it is. @param {CryptoKey} key @param {Place} place @param {Bytes} plain */
export const sealPhoto = async (key, place, plain) => joined(KEY_ID, await seal(key, plain, photoPlace(place)));

/** Return the bytes of a photo. Throws when they were changed or belong elsewhere. @param {CryptoKey} key @param {Place} place @param {Bytes} box */
export const openPhoto = async (key, place, box) => {
  if (box[0] !== KEY_ID[0]) throw new Error("unopenable");
  return unseal(key, box.subarray(1), photoPlace(place));
};

/** @param {CryptoKey} key @param {Place} place @param {Json} note what the operation will say of a photo */
export const sealNote = (key, { dossier, file }, note) => sealJson(key, note, `note|${dossier}|${file}`);

/** @param {CryptoKey} key @param {Place} place @param {string} box @returns {Promise<Json>} */
export const openNote = (key, { dossier, file }, box) => openJson(key, box, `note|${dossier}|${file}`);

/** @param {CryptoKey} key @param {string} dossier @param {Json} typed a page that was left for the camera */
export const sealTyped = (key, dossier, typed) => sealJson(key, typed, "typed|" + dossier);

/** @param {CryptoKey} key @param {string} dossier @param {string} box @returns {Promise<Json>} */
export const openTyped = (key, dossier, box) => openJson(key, box, "typed|" + dossier);
