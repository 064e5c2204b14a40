// @ts-check
/** Boxes of AES-256-GCM (`webapp/docs/offline.md` section 3). The place of a value is part of its seal: moved elsewhere it does not open. */

import { b64, hex, joined, randomBytes, unb64, utf8 } from "./ids.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./ids.js").Bytes} Bytes */
/** @typedef {{kid: number, key: string}} Centre its public key: the raw uncompressed point, base64 */
/** @typedef {{kid: number, epk: string, box: string}} SealedKey */
/** @typedef {{id: string, dossier: string, kind: string}} Op */

const NONCE = 12;
const KEY_ID = Uint8Array.of(1);
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/** Return the 32 bytes of a new dossier key. */
export const newDossierKey = () => randomBytes(32);

/** Return a raw key for the functions below; it cannot be taken out again. @param {Bytes} raw */
export const useKey = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

/** @param {Bytes} bytes */
export const sha256 = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

/** @param {CryptoKey} key @param {Bytes} plain @param {Bytes} place @returns {Promise<Bytes>} nonce, ciphertext, tag */
const seal = async (key, plain, place) => {
  const iv = randomBytes(NONCE);
  return joined(iv, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: place }, key, plain)));
};

/** @param {CryptoKey} key @param {Bytes} box @param {Bytes} place @returns {Promise<Bytes>} */
const unseal = async (key, box, place) => {
  const how = { name: "AES-GCM", iv: box.slice(0, NONCE), additionalData: place };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, box.slice(NONCE)));
};

/** @param {CryptoKey} key @param {Json} value @param {string} place */
const sealJson = async (key, value, place) =>
  b64(joined(KEY_ID, await seal(key, utf8(JSON.stringify(value)), joined(KEY_ID, utf8(place)))));

/** @param {CryptoKey} key @param {string} box @param {string} place @returns {Promise<Json>} */
const openJson = async (key, box, place) => {
  const bytes = unb64(box);
  if (bytes[0] !== KEY_ID[0]) throw new Error("unopenable");
  const plain = await unseal(key, bytes.slice(1), joined(KEY_ID, utf8(place)));
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
};

/** @param {Op} op */
const placeOf = ({ id, dossier, kind }) => `${id}|${dossier}|${kind}`;

/**
 * Return the box of an operation. The field and row it belongs to stand inside, so that a box copied to another answer is found out.
 * @param {CryptoKey} key @param {Op & {field: string | null, row: string | null}} op @param {Json} body
 */
export const sealBody = (key, op, body) => sealJson(key, { field: op.field, row: op.row, ...body }, placeOf(op));

/**
 * Return the body of an entry. Throws when it was changed, moved, or sealed for another field or row.
 * @param {CryptoKey} key @param {Op & {field: string | null, row: string | null, box: string}} entry @returns {Promise<Json>}
 */
export const openBody = async (key, entry) => {
  const body = await openJson(key, entry.box, placeOf(entry));
  if ((body.field ?? null) !== entry.field || (body.row ?? null) !== entry.row) throw new Error("unopenable");
  return body;
};

/** Return the hash that is acked and compared: SHA-256(id || box). @param {string} id @param {string} box base64 */
export const hashOf = (id, box) => sha256(joined(utf8(id), unb64(box)));

/** @param {CryptoKey} key @param {string} dossier @param {Json} status */
export const sealStatus = (key, dossier, status) => sealJson(key, status, "status|" + dossier);

/** @param {CryptoKey} key @param {string} dossier @param {string} box @returns {Promise<Json>} */
export const openStatus = (key, dossier, box) => openJson(key, box, "status|" + dossier);

/** Return a dossier's key as its vault keeps it, base64. @param {CryptoKey} vault @param {string} dossier @param {Bytes} raw */
export const wrap = async (vault, dossier, raw) => b64(await seal(vault, raw, utf8("vault|" + dossier)));

/** @param {CryptoKey} vault @param {string} dossier @param {string} wrapped @returns {Promise<Bytes>} */
export const unwrap = (vault, dossier, wrapped) => unseal(vault, unb64(wrapped), utf8("vault|" + dossier));

/**
 * Return a dossier's key for the centre alone: an ephemeral P-256 key, HKDF-SHA-256, AES-256-GCM.
 * @param {Bytes} raw @param {string} dossier @param {Centre} centre @returns {Promise<SealedKey>}
 */
export const sealForCentre = async (raw, dossier, centre) => {
  const theirs = unb64(centre.key);
  const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]));
  const epk = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const point = await crypto.subtle.importKey("raw", theirs, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: point }, pair.privateKey, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = utf8("camtay|dossier-key|v1|" + dossier);
  const how = { name: "HKDF", hash: "SHA-256", salt: joined(epk, theirs), info };
  const key = await crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  return { kid: centre.kid, epk: b64(epk), box: b64(await seal(key, raw, utf8("dossier-key|" + dossier))) };
};

