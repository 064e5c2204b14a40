// @ts-check
/** Boxes of AES-256-GCM (`webapp/docs/offline.md` section 3). The place of a value is part of its seal: moved elsewhere it does not open. */

import { b64, hex, joined, randomBytes, unb64, utf8 } from "./ids.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./ids.js").Bytes} Bytes */
/** @typedef {{kid: number, key: string}} Centre its public key: the raw uncompressed point, base64 */
/** @typedef {{kid: number, epk: string, box: string}} SealedKey */
/** @typedef {{id: string, dossier: string, kind: string}} Op */

const NONCE = 12;
export const KEY_ID = Uint8Array.of(1);
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/** Return the 32 bytes of a new dossier key. */
export const newDossierKey = () => randomBytes(32);

/** Return a raw key for the functions below; it cannot be taken out again. @param {Bytes} raw */
export const useKey = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

/** @param {Bytes} bytes */
export const sha256 = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

/** @param {CryptoKey} key @param {Bytes} plain @param {Bytes} place @returns {Promise<Bytes>} nonce, ciphertext, tag */
export const seal = async (key, plain, place) => {
  const iv = randomBytes(NONCE);
  return joined(iv, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: place }, key, plain)));
};

/** @param {CryptoKey} key @param {Bytes} box @param {Bytes} place @returns {Promise<Bytes>} */
export const unseal = async (key, box, place) => {
  const how = { name: "AES-GCM", iv: box.slice(0, NONCE), additionalData: place };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, box.slice(NONCE)));
};

/** @param {CryptoKey} key @param {Json} value @param {string} place */
export const sealJson = async (key, value, place) =>
  b64(joined(KEY_ID, await seal(key, utf8(JSON.stringify(value)), joined(KEY_ID, utf8(place)))));

/** @param {CryptoKey} key @param {string} box @param {string} place @returns {Promise<Json>} */
export const openJson = async (key, box, place) => {
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

/** Return the hash of a box as bytes: SHA-256(id || box). @param {string} id @param {Bytes} box */
export const hashOfBytes = (id, box) => sha256(joined(utf8(id), box));

/** Return the hash that is acked and compared. @param {string} id @param {string} box base64 */
export const hashOf = (id, box) => hashOfBytes(id, unb64(box));

/** @param {CryptoKey} key @param {string} dossier @param {Json} status */
export const sealStatus = (key, dossier, status) => sealJson(key, status, "status|" + dossier);

/** @param {CryptoKey} key @param {string} dossier @param {string} box @returns {Promise<Json>} */
export const openStatus = (key, dossier, box) => openJson(key, box, "status|" + dossier);

/** Return a dossier's key as its vault keeps it, base64. @param {CryptoKey} vault @param {string} dossier @param {Bytes} raw */
export const wrap = async (vault, dossier, raw) => b64(await seal(vault, raw, utf8("vault|" + dossier)));

/** @param {CryptoKey} vault @param {string} dossier @param {string} wrapped @returns {Promise<Bytes>} */
export const unwrap = (vault, dossier, wrapped) => unseal(vault, unb64(wrapped), utf8("vault|" + dossier));

/**
 * The key that an ephemeral P-256 key and the receiver's agree on: ECDH, HKDF-SHA-256. Each side has one private half.
 * @param {CryptoKey} mine @param {Bytes} other the point of the other side @param {Bytes} salt @param {string} dossier
 */
const agreed = async (mine, other, salt, dossier) => {
  const point = await crypto.subtle.importKey("raw", other, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: point }, mine, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info: utf8("camtay|dossier-key|v1|" + dossier) };
  return crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
};

/**
 * Return a dossier's key for the centre alone: an ephemeral P-256 key, HKDF-SHA-256, AES-256-GCM.
 * @param {Bytes} raw @param {string} dossier @param {Centre} centre @returns {Promise<SealedKey>}
 */
export const sealForCentre = async (raw, dossier, centre) => {
  const theirs = unb64(centre.key);
  const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]));
  const epk = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = await agreed(pair.privateKey, theirs, joined(epk, theirs), dossier);
  return { kid: centre.kid, epk: b64(epk), box: b64(await seal(key, raw, utf8("dossier-key|" + dossier))) };
};

/** @typedef {{point: string, secret: Bytes}} Pair a public point, base64, and its private half as PKCS 8 */

/** Return a pair to which things can be sealed as to the centre. @returns {Promise<Pair>} */
export const newPair = async () => {
  const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]));
  const [point, secret] = [await crypto.subtle.exportKey("raw", pair.publicKey), await crypto.subtle.exportKey("pkcs8", pair.privateKey)];
  return { point: b64(new Uint8Array(point)), secret: new Uint8Array(secret) };
};

/** Open what was sealed to a pair of ours. @param {Pair} pair @param {string} dossier @param {SealedKey} sealed @returns {Promise<Bytes>} */
export const openSealed = async ({ point, secret }, dossier, { epk, box }) => {
  const mine = await crypto.subtle.importKey("pkcs8", secret, CURVE, false, ["deriveBits"]);
  const key = await agreed(mine, unb64(epk), joined(unb64(epk), unb64(point)), dossier);
  return unseal(key, unb64(box), utf8("dossier-key|" + dossier));
};

/** @param {CryptoKey} key @param {string} id @param {Json} value */
export const sealPending = (key, id, value) => sealJson(key, value, "pending|" + id);

/** @param {CryptoKey} key @param {string} id @param {string} box @returns {Promise<Json>} */
export const openPending = (key, id, box) => openJson(key, box, "pending|" + id);

