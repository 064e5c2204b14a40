// @ts-check
/** Text as people type it; twin of `webapp/kernel/text.py`. Lengths and order are those of code points, never of UTF-16. */

const INVISIBLE =
  /[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff\u{e0000}-\u{e0fff}]/gu;
const UNPRINTABLE = /[\x00\ud800-\udfff]/gu;
const LINE_ENDS = /\r\n|[\n\x0b\x0c\r\x85\u2028\u2029]/g;
const SPACES = /[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g;

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
