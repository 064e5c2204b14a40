// @ts-check
/** Search that forgives: letter triples and whole numbers; twin of `webapp/catalogue/search.py`. Made on the phone from the names. */

import { cut, note, triplesOf, weightsOf, wordsOf } from "./searched.js";
import { clean, fold } from "./text.js";

export { documentsOf } from "./searched.js";

/** @typedef {import("./searched.js").Document} Document */
/** @typedef {{code: string, score: number}} Hit `score` is only good for comparing */

const LONGEST_QUERY = 120;
const MOST_WORDS = 16;
const ENOUGH = 330;
const NEAR = 50;
const WORDS_WORTH = 420;
const PREFIX_WORTH = 210;
const SYNONYM_WORTH = 96;
const EXACT = 9999;

/** @param {number} share @param {number} whole */
const div = (share, whole) => Math.floor(share / whole);

/** Add up. @param {Iterable<string>} things @param {(thing: string) => number} weight */
const sum = (things, weight) => {
  let total = 0;
  for (const thing of things) total += weight(thing);
  return total;
};

/** @param {{code: string}} one @param {{code: string}} other */
const byCode = (one, other) => (one.code < other.code ? -1 : 1);

export class SearchIndex {
  /** @param {Document[]} documents @param {[string, string][]} synonyms @param {string[]} stop */
  constructor(documents, synonyms, stop) {
    this.documents = [...documents].sort(byCode);
    this.synonyms = synonyms;
    this.stop = [...stop].sort((one, other) => other.length - one.length || (one < other ? -1 : 1));
    this.numbers = new Map(this.documents.map(({ number, code }) => [number, code]));
    const weigh = weightsOf(this.documents.length);
    this.rarest = weigh(1);
    /** @type {{at: number, weight: number, mass: number}[]} */
    this.phrases = [];
    /** The phrases that have a triple, and the documents that have a word. @type {Map<string, number[]>} */
    this.postings = new Map();
    /** @type {Map<string, number[]>} */
    this.having = new Map();
    this.documents.forEach(({ phrases }, at) => {
      for (const [text, weight] of phrases) {
        for (const triple of triplesOf(text)) note(this.postings, triple, this.phrases.length);
        for (const word of wordsOf(text)) note(this.having, word, at);
        this.phrases.push({ at, weight, mass: 0 });
      }
    });
    /** @type {Map<string, number>} */
    this.triples = new Map();
    for (const [triple, places] of this.postings) {
      const documents = places.filter((place, nth) => this.phrases[place].at !== this.phrases[places[nth - 1]]?.at).length;
      const weight = weigh(documents);
      for (const place of places) this.phrases[place].mass += weight;
      this.triples.set(triple, weight);
    }
    this.words = new Map([...this.having].map(([word, places]) => [word, weigh(places.length)]));
  }

  /** Return the best answers, best first, ties by code. Any text is a query. @param {string} query @param {number} [limit] @returns {Hit[]} */
  find(query, limit = 20) {
    const exact = this.byNumber(clean(query));
    /** @type {Map<number, number>} */
    const scores = new Map();
    for (const [text, worth] of this.variants(query)) {
      for (const [at, score] of this.scores(text)) scores.set(at, Math.max(scores.get(at) ?? 0, div(score * worth, 100)));
    }
    const ranked = [...scores].map(([at, score]) => ({ code: this.documents[at].code, score: Math.ceil((score * this.documents[at].rank) / 100) }));
    ranked.sort((one, other) => other.score - one.score || byCode(one, other));
    const least = Math.max(ENOUGH, ranked.length ? div(ranked[0].score * NEAR, 100) : 0);
    return [...exact, ...ranked.filter(({ code, score }) => score >= least && code !== exact[0]?.code)].slice(0, limit);
  }

  /** @private @param {string} query @returns {Hit[]} */
  byNumber(query) {
    const code = query.replace(/^([0-9])[. ]?([0-9]{6})$/, "$1.$2");
    if (code !== query || /^[0-9]\.[0-9]{6}$/.test(query)) {
      if (this.documents.some((document) => document.code === code)) return [{ code, score: EXACT }];
    }
    const page = /^([0-9]{1,3})(?:-[0-9]{1,2})?$/.exec(query);
    const found = page && this.numbers.get(Number(page[1]));
    return found ? [{ code: found, score: EXACT }] : [];
  }

  /** The query, and the same with what people say put in the catalogue's words. @private @param {string} query @returns {[string, number][]} */
  variants(query) {
    const text = wordsOf(fold(cut(query, LONGEST_QUERY))).slice(0, MOST_WORDS).join(" ");
    if (!text) return [];
    const padded = ` ${text} `;
    const heard = this.synonyms.filter(([said]) => padded.includes(` ${said} `));
    const longest = heard.filter(([said]) => !heard.some(([other]) => other !== said && other.includes(said)));
    return [
      [this.withoutStops(text), 100],
      ...longest.map(([said, means]) => /** @type {[string, number]} */ ([
        this.withoutStops(padded.replaceAll(` ${said} `, () => ` ${means} `).trim()), SYNONYM_WORTH + div(said.length, 8),
      ])),
    ];
  }

  /** @private @param {string} text */
  withoutStops(text) {
    return this.stop.reduce((kept, stop) => kept.replaceAll(` ${stop} `, " "), ` ${text} `).trim() || text;
  }

  /** The documents that are like a text, each with its score. @private @param {string} text @returns {[number, number][]} */
  scores(text) {
    const wanted = new Set(triplesOf(text));
    const mass = sum(wanted, (triple) => this.triples.get(triple) ?? this.rarest);
    /** @type {Map<number, number>} */
    const shared = new Map();
    for (const triple of wanted) {
      const weight = this.triples.get(triple) ?? 0;
      for (const place of this.postings.get(triple) ?? []) shared.set(place, (shared.get(place) ?? 0) + weight);
    }
    /** @type {Map<number, number>} */
    const best = new Map();
    for (const [place, common] of shared) {
      const phrase = this.phrases[place];
      const score = div((div(common * 700, mass) + div(common * 300, phrase.mass)) * phrase.weight, 100);
      if (score > (best.get(phrase.at) ?? 0)) best.set(phrase.at, score);
    }
    const words = wordsOf(text);
    const asked = sum(words, (word) => this.words.get(word) ?? this.rarest) || 1;
    const last = words.at(-1) ?? "";
    const started = new Set([...this.having].flatMap(([word, places]) => (word.startsWith(last) ? [...places] : [])));
    return [...best].filter(([, score]) => score >= ENOUGH / 2).map(([at, score]) => {
      const whole = sum(words, (word) => (this.having.get(word)?.includes(at) ? this.words.get(word) ?? 0 : 0));
      const half = started.has(at) && !this.having.get(last)?.includes(at) ? this.rarest : 0;
      return [at, score + div(WORDS_WORTH * whole + PREFIX_WORTH * half, asked)];
    });
  }
}
