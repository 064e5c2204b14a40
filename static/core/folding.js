// @ts-check
/** Search keys and Vietnamese order; twin of `fold`, `without_marks` and `sort_key_vi` in `webapp/kernel/text.py`. */

import { clean } from "./text.js";

const MARKS = /[\u0300-\u036f]/g;
const BETWEEN_WORDS = /[\x00-\x2f\x3a-\x60\x7b-\xbf\xd7\xf7\u2000-\u206f\u3000-\u303f\ufe00-\ufe0f]+/g;
// What NFD leaves whole; the key is always lower case.
const WHOLE = "đd Đd ðd Ðd øo Øo łl Łl ƀb Ƀb æae Æae œoe Œoe ßss þth Þth ıi";
const FOLD = new Map(WHOLE.split(" ").map((pair) => [pair[0], pair.slice(1)]));
const SHAPES = "\u0306\u0302\u031b";
const TONES = "\u0300\u0309\u0303\u0301\u0323";

/** @param {string} text */
const small = (text) => text.replace(/[A-Z]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 32));

/** @param {string} text */
const folded = (text) => small(text.replace(/[^\x00-\x7f]/g, (sign) => FOLD.get(sign) ?? sign));

/** @param {string} text */
const words = (text) => text.replace(BETWEEN_WORDS, " ").replace(/^ | $/g, "");

/** Return the letters without their marks, in their own case: `Quảng Ninh -> Quang Ninh`. @param {string} text */
export const withoutMarks = (text) => text.normalize("NFD").replace(MARKS, "").replace(/đ/g, "d").replace(/Đ/g, "D").normalize("NFC");

/** Return the search key: lower case, no marks. `Hoà, HÒA -> hoa hoa`. @param {string} text */
export const fold = (text) => words(folded(clean(text).normalize("NFD").replace(MARKS, ""))).normalize("NFC");

/** Return a key whose code-point order is Vietnamese order: first the letters, then the tones. @param {string} text */
export const sortKeyVi = (text) => {
  /** @type {string[]} */
  const letters = [];
  /** @type {string[]} */
  const tones = [];
  for (const sign of words(small(clean(text).normalize("NFD")))) {
    const [shape, tone] = [SHAPES.indexOf(sign) + 1, TONES.indexOf(sign) + 1];
    const last = letters.length - 1;
    if (shape && last >= 0) letters[last] = letters[last].slice(0, -1) + shape;
    else if (tone && last >= 0) tones[last] = String(tone);
    else if (!shape && !tone && sign.replace(MARKS, "")) {
      letters.push(sign === " " ? "!" : folded(sign) + (sign === "đ" || sign === "Đ" ? "1" : "0"));
      tones.push("0");
    }
  }
  return letters.join("") + " " + tones.join("");
};
