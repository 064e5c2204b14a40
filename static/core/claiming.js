// @ts-check
/**
 * The proof that this phone holds a dossier's key: who has only its boxes and its sealed key, out of a rescue file, must not become
 * its owner. It is over this phone's own id and secret, so nobody else can use it. Twin of `webapp/sync/claiming.py`.
 */

import { hex, utf8 } from "./ids.js";
import { sha256 } from "./sealing.js";

/** @typedef {import("./ids.js").Bytes} Bytes */

/** @param {Bytes} raw the dossier's key @param {string} dossier @param {{id: string, secret: string}} me */
export const claimOf = async (raw, dossier, me) => {
  const secret = await crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8("camtay|claim|v1|" + dossier) };
  const key = await crypto.subtle.deriveKey(how, secret, { name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]);
  const said = utf8(`${me.id}|${await sha256(utf8(me.secret))}`);
  return hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, said)));
};
