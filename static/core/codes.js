// @ts-check
/**
 * A rescue file as squares to print: `CT1:<6 signs of the digest>:<n>:<of>:<base32>`. Capitals and digits only, which QR codes
 * hold closest; base32, because it also survives being copied as text. Twin of `webapp/sync/rescue_forms.py`.
 */

import { sha256 } from "./sealing.js";

/** @typedef {import("./ids.js").Bytes} Bytes */

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** So many bytes are 113 modules across at ecc M: a millimetre each on paper, which an old camera still reads. A multiple of five. */
const BYTES = 800;
/** What a person would still scan. */
const MOST = 12;

/** @param {Bytes} bytes */
const base32 = (bytes) => {
  let [text, value, bits] = ["", 0, 0];
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    for (bits += 8; bits >= 5; bits -= 5) text += SIGNS[(value >> (bits - 5)) & 31];
  }
  return bits ? text + SIGNS[(value << (5 - bits)) & 31] : text;
};

/** @param {Bytes} bytes @returns {Promise<Bytes>} */
const deflated = async (bytes) => {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
};

/** Return the squares of a file; none when it is too much for paper, or this browser cannot pack. @param {Bytes} file @returns {Promise<string[]>} */
export const squaresOf = async (file) => {
  if (typeof CompressionStream === "undefined") return [];
  const packed = await deflated(file);
  const of = Math.ceil(packed.length / BYTES);
  if (of > MOST) return [];
  const mark = (await sha256(packed)).slice(0, 6).toUpperCase();
  return Array.from({ length: of }, (_, at) => `CT1:${mark}:${at + 1}:${of}:${base32(packed.slice(at * BYTES, (at + 1) * BYTES))}`);
};
