// @ts-check
/** Text as people type it; twin of `webapp/kernel/text.py`. Lengths and order are those of code points, never of UTF-16. */

const INVISIBLE =
  /[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff\u{e0000}-\u{e0fff}]/gu;
const UNPRINTABLE = /[\x00\ud800-\udfff]/gu;
const LINE_ENDS = /\r\n|[\n\x0b\x0c\r\x85\u2028\u2029]/g;
const SPACES = /[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g;
const MARKS = /[\u0300-\u036f]/g;
const BETWEEN_WORDS = /[\x00-\x2f\x3a-\x60\x7b-\xbf\xd7\xf7\u2000-\u206f\u3000-\u303f\ufe00-\ufe0f]+/g;
// What NFD leaves whole; the key is always lower case.
const WHOLE = "đd Đd ðd Ðd øo Øo łl Łl ƀb Ƀb æae Æae œoe Œoe ßss þth Þth ıi";
const FOLD = new Map(WHOLE.split(" ").map((pair) => [pair[0], pair.slice(1)]));
const SHAPES = "\u0306\u0302\u031b";
const TONES = "\u0300\u0309\u0303\u0301\u0323";

/** @param {string} text @param {string} lineEnd */
const visible = (text, lineEnd) => text.replace(LINE_ENDS, lineEnd).replace(INVISIBLE, "").normalize("NFC").replace(SPACES, " ");

/** Return one line: NFC, nothing invisible, single spaces, trimmed. @param {string} text */
export const clean = (text) => visible(text, " ").replace(/^ | $/g, "");

/** Return text of several lines, cleaned like `clean`; at most one empty line in a row. @param {string} text */
export const cleanLines = (text) =>
  visible(text, "\n").replace(/ ?\n ?/g, "\n").replace(/\n{3,}/g, "\n\n").replace(/^[ \n]+/, "").replace(/[ \n]+$/, "");

/** Return what was typed, less what no page can carry. @param {string} text */
export const printable = (text) => text.replace(UNPRINTABLE, "");

/** Return how many code points. @param {string} text */
export const length = (text) => [...text].length;

/** Order texts as Python does. @param {string} left @param {string} right @returns {number} */
export const byCodePoint = (left, right) => {
  const [first, second] = [[...left], [...right]];
  const at = first.findIndex((sign, place) => sign !== second[place]);
  if (at < 0) return first.length - second.length;
  return at < second.length ? Number(first[at].codePointAt(0)) - Number(second[at].codePointAt(0)) : 1;
};

// Search keys, and the order of the alphabet

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
