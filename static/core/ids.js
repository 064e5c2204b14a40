// @ts-check
/** Identifiers, and bytes as text. Ids are time-ordered UUIDs (version 7), lower case; twin of `webapp/kernel/ids.py`. */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** @param {number} count @returns {Bytes} */
export const randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

/** @param {Bytes} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {number} count bytes, each two signs */
export const randomHex = (count) => hex(randomBytes(count));

/** @param {Bytes} bytes */
export const b64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** Throws when the text is no base64. @param {string} text @returns {Bytes} */
export const unb64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

/** @param {string} text @returns {Bytes} */
export const utf8 = (text) => Uint8Array.from(new TextEncoder().encode(text));

/** @param {Bytes[]} parts @returns {Bytes} */
export const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
};

/** Return a moment as text, also where the clock of the phone is out of every range. @param {number} ms */
export const moment = (ms) => new Date(Math.min(Math.max(Math.trunc(ms) || 0, 0), 253402300799999)).toISOString();

/** @param {number} ms the clock of this device */
export const newId = (ms) => {
  const time = Date.parse(moment(ms)).toString(16).padStart(12, "0");
  const bytes = randomBytes(10);
  bytes[0] = (bytes[0] & 0x0f) | 0x70;
  bytes[2] = (bytes[2] & 0x3f) | 0x80;
  const rest = hex(bytes);
  return [time.slice(0, 8), time.slice(8), rest.slice(0, 4), rest.slice(4, 8), rest.slice(8)].join("-");
};
