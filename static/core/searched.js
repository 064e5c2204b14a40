// @ts-check
/** What is searched: every name of a procedure as a folded phrase, cut into triples and words; twin of the second half of `webapp/catalogue/search.py`. */

import { fold } from "./text.js";

/** @typedef {{code: string, number: number, rank: number, phrases: Map<string, number>}} Document folded phrases with their weights */

const WEIGHT = { alias: 100, plain: 100, title: 94, english: 94, field: 62 };
/** By commonness. */
const RANK = [84, 100, 106, 112];
const RARE = ["organisation", "official", "rare"];
const LONGEST_TITLE = 300;
const ASTRAL = /[\ud800-\udfff]/;

/** The first code points of a text. @param {string} text @param {number} most */
export const cut = (text, most) => [...text].slice(0, most).join("");

/** The procedures of `CatalogueIndex`, which come in columns, each with its page number. @param {any} index @returns {any[]} */
export const rowsOf = ({ procedures }) => {
  const columns = Object.entries(procedures);
  let number = 0;
  return procedures.step.map((/** @type {number} */ step, /** @type {number} */ at) => {
    number += step;
    return { ...Object.fromEntries(columns.map(([name, column]) => [name, column[at]])), number };
  });
};

/** What is searched, from `CatalogueIndex`. @param {any} index @returns {Document[]} */
export const documentsOf = (index) => {
  const fields = new Map(index.fields.map((/** @type {any} */ { code, vi, en }) => [code, [fold(vi), fold(en)]]));
  return rowsOf(index).map((row) => {
    const phrases = new Map();
    /** @param {string} text @param {number} weight */
    const say = (text, weight) => text && phrases.set(text, Math.max(phrases.get(text) ?? 0, weight));
    say(fold(cut(row.official, LONGEST_TITLE)), WEIGHT.title);
    say(fold(row.title_en), WEIGHT.english);
    for (const text of fields.get(row.field)) say(text, WEIGHT.field);
    for (const text of [row.name_vi, row.name_en]) say(fold(text), WEIGHT.plain);
    for (const text of row.aliases) say(fold(text), WEIGHT.alias);
    return { code: row.code, number: row.number, rank: RANK[row.commonness] - (RARE.includes(row.audience) ? 12 : 0), phrases };
  });
};

/** @param {string} text */
export const wordsOf = (text) => text.split(" ").filter(Boolean);

/** The letter triples of a folded text, with repeats; a space stands around words. @param {string} text @returns {string[]} */
export const triplesOf = (text) => {
  const padded = ` ${text} `;
  if (ASTRAL.test(padded)) return [...padded].slice(2).map((_, at) => [...padded].slice(at, at + 3).join(""));
  return Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3));
};

/** Note a place under a key, once; places come in rising order. @param {Map<string, number[]>} places @param {string} key @param {number} place */
export const note = (places, key, place) => {
  const found = places.get(key);
  if (!found) places.set(key, [place]);
  else if (found[found.length - 1] !== place) found.push(place);
};

/** The fewer documents have a thing, the more it says: the weight by how many have it, each reckoned once. @param {number} total */
export const weightsOf = (total) => {
  /** @type {number[]} */
  const known = [];
  /** @param {number} having */
  const reckon = (having) => {
    let weight = 16;
    for (let bound = total * 16; bound > having * 17; weight++) bound = Math.floor((bound * 245) / 256);
    return weight;
  };
  return (/** @type {number} */ having) => (known[having] ??= reckon(having));
};
