// @ts-check
/** What is searched: every name of a procedure as a folded phrase with its weight; twin of `document_of` in `webapp/catalogue/search.py`. */

import { fold } from "./text.js";

/** @typedef {{code: string, number: number, rank: number, phrases: Map<string, number>}} Document folded phrases with their weights */

const WEIGHT = { alias: 100, plain: 100, title: 94, english: 94, field: 62 };
/** By commonness. */
const RANK = [84, 100, 106, 112];
const RARE = ["organisation", "official", "rare"];
const LONGEST_TITLE = 300;

/** The first code points of a text. @param {string} text @param {number} most */
export const cut = (text, most) => [...text].slice(0, most).join("");

/** What is searched, from `CatalogueIndex`. @param {any} index @returns {Document[]} */
export const documentsOf = (index) => {
  const fields = new Map(index.fields.map((/** @type {any} */ { code, vi, en }) => [code, [fold(vi), fold(en)]]));
  return index.procedures.map((/** @type {any[]} */ [code, number, vi, en, official, title, field, , commonness, audience, aliases]) => {
    const phrases = new Map();
    /** @param {string} text @param {number} weight */
    const say = (text, weight) => text && phrases.set(text, Math.max(phrases.get(text) ?? 0, weight));
    say(fold(cut(official, LONGEST_TITLE)), WEIGHT.title);
    say(fold(title), WEIGHT.english);
    for (const text of fields.get(field)) say(text, WEIGHT.field);
    for (const text of [vi, en]) say(fold(text), WEIGHT.plain);
    for (const text of aliases) say(fold(text), WEIGHT.alias);
    return { code, number, rank: RANK[commonness] - (RARE.includes(audience) ? 12 : 0), phrases };
  });
};
