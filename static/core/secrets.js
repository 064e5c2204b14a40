// @ts-check
/** What opens a vault: a PIN of six digits or more, or a passphrase of several words. PBKDF2-SHA-256, because WebCrypto has no Argon2. */

import { b64, randomBytes, unb64, utf8 } from "./ids.js";
import { newPair, unwrap, useKey, wrap } from "./sealing.js";

/** @typedef {import("./ids.js").Bytes} Bytes */
/** @typedef {"pin" | "phrase" | "once"} By `once`: nothing opens it again when its key has left the memory */
/** @typedef {{salt: string, rounds: number, wrapped: string}} Wrapping */
/** @typedef {{check: string, point: string, pair: string}} Proofs what a key is known by, and the pair that a locked vault is written to with */

/** OWASP's figure of 2023 for PBKDF2-SHA-256; the number is kept with each vault, so that a later one can be higher. */
export const ROUNDS = 600000;
const SALT = 16;
const PIN = /^[0-9]{6,12}$/;
const MOST_SIGNS = 200;
const WORDS = 4;
/** Rows of a keyboard and of fingers; what people choose first. */
const RUNS = ["01234567890123456789", "98765432109876543210"];

/** @param {string} pin is it what a neighbour would try first? */
const isWeak = (pin) => new Set(pin).size < 3 || RUNS.some((run) => run.includes(pin)) || /^(.{2,3})\1+$/.test(pin);

/** What was typed as it is used: no spaces in a PIN; in a phrase any spacing and capitals are the same. @param {By} by @param {string} typed */
export const plainSecret = (by, typed) =>
  by === "pin" ? typed.replace(/[\s.-]/g, "") : [...typed.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase()].slice(0, MOST_SIGNS).join("");

/** Return what is wrong with a secret that somebody wants to take: "" or a code. @param {By} by @param {string} typed */
export const faultOf = (by, typed) => {
  const plain = plainSecret(by, typed);
  if (by === "phrase") return new Set(plain.split(" ")).size >= WORDS ? "" : "phrase_short";
  if (!PIN.test(plain)) return "pin_short";
  return isWeak(plain) ? "pin_weak" : "";
};

/** @param {string} plain @param {Bytes} salt @param {number} rounds */
const keyFrom = async (plain, salt, rounds) => {
  const typed = await crypto.subtle.importKey("raw", utf8(plain), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
};

/** Wrap a vault's key by a secret. @param {By} by @param {string} typed @param {string} vault @param {Bytes} raw @returns {Promise<Wrapping>} */
export const wrapVault = async (by, typed, vault, raw) => {
  const salt = randomBytes(SALT);
  return { salt: b64(salt), rounds: ROUNDS, wrapped: await wrap(await keyFrom(plainSecret(by, typed), salt, ROUNDS), vault, raw) };
};

/** Return the key of a vault, or null when the secret is another one. @param {{vault: string, by: By} & Wrapping} row @param {string} typed @returns {Promise<Bytes | null>} */
export const unwrapVault = async ({ vault, by, salt, rounds, wrapped }, typed) =>
  unwrap(await keyFrom(plainSecret(by, typed), unb64(salt), rounds), vault, wrapped).catch(() => null);

/** @param {CryptoKey} key @param {string} vault @returns {Promise<Proofs>} */
export const newProofs = async (key, vault) => {
  const { point, secret } = await newPair();
  return { check: await wrap(key, "check|" + vault, utf8(vault)), point, pair: await wrap(key, "pair|" + vault, secret) };
};

/** Is this the key of that vault? @param {CryptoKey} key @param {{vault: string} & Proofs} row */
export const isKeyOf = (key, { vault, check }) => unwrap(key, "check|" + vault, check).then(() => true, () => false);

/** Return the pair of a vault that is open. @param {CryptoKey} key @param {{vault: string} & Proofs} row */
export const pairOf = async (key, { vault, point, pair }) => ({ point, secret: await unwrap(key, "pair|" + vault, pair) });

/** Return a new vault's key: its bytes, gone when the caller returns, and as it is used. */
export const newVaultKey = async () => {
  const raw = randomBytes(32);
  return { raw, key: await useKey(raw) };
};
