// @ts-check
/** All facts of the catalogue, and the questions one asks of them; twin of `webapp/catalogue/catalogue.py`. */

import { say } from "./lists.js";
import { WorkingCalendar } from "./promises.js";
import { SearchIndex, documentsOf } from "./search.js";
import { rowsOf } from "./searched.js";
import { byCodePoint, sortKeyVi } from "./text.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {{vi: string, en: string}} Localised */
/**
 * One procedure as lists and search know it. `written`: it has a plain name. Digests are cut to their first digits.
 * @typedef {{code: string, number: number, name: Localised, official: string, field: string, decidedBy: string, commonness: number,
 *   audience: string, digest: string, factsDigest: string, written: boolean}} Entry
 */

export const PROVINCE = "22";
const ELSEWHERE = ["unknown", "ministry", "court"];
const ROUTES = ["portal", "counter", "desk"];

/** @param {Json} row of `CatalogueIndex` @returns {Entry} */
const entryOf = (row) => ({
  code: row.code, number: row.number, official: row.official, field: row.field, decidedBy: row.decided_by, commonness: row.commonness, audience: row.audience,
  name: row.name_vi ? { vi: row.name_vi, en: row.name_en } : { vi: row.official, en: row.title_en }, written: row.name_vi !== "",
  digest: row.definition_digest, factsDigest: row.facts_digest,
});

/** @param {Json[]} rows @returns {Map<string, Json>} */
const byCode = (rows) => new Map(rows.map((row) => [row.code, row]));

/** Rows in the order of the alphabet. @template T @param {Iterable<T>} rows @param {(row: T) => string} text @returns {T[]} */
export const inAlphabet = (rows, text) =>
  [...rows].map((row) => /** @type {[string, T]} */ ([sortKeyVi(text(row)), row])).sort(([one], [other]) => byCodePoint(one, other)).map(([, row]) => row);

/** The text of a row in a language: `<name>_vi` or `<name>_en`. @param {Json} row @param {string} name @param {string} lang @returns {string} */
export const sideOf = (row, name, lang) => say({ vi: row[name + "_vi"], en: row[name + "_en"] }, lang);

export class Catalogue {
  /** @param {Json} common `Common` of the shell @param {Json} index `CatalogueIndex` */
  constructor(common, index) {
    /** @type {Map<string, Entry>} */
    this.procedures = new Map(rowsOf(index).map((row) => [row.code, entryOf(row)]));
    this.events = byCode(index.events);
    /** @type {Map<string, string[]>} */
    this.eventCodes = new Map(Object.entries(index.event_codes));
    this.fields = byCode(index.fields);
    this.calendar = new WorkingCalendar(common.calendar);
    /** @type {Map<string, Json>} */
    this.units = new Map(common.units.map((/** @type {Json} */ unit) => [unit.id, unit]));
    /** @type {Json[]} */
    this.points = common.points;
    /** @type {Json[]} */
    this.contacts = common.contacts;
    this.index = index;
    /** @private @type {SearchIndex | null} */
    this.made = null;
    /** @private @type {Json[] | null} */
    this.named = null;
  }

  /** Made when somebody searches first. */
  get search() {
    return (this.made ??= new SearchIndex(documentsOf(this.index), this.index.synonyms, this.index.stop));
  }

  /** The procedure with this page number. @param {number} number */
  byNumber(number) {
    return [...this.procedures.values()].find((entry) => entry.number === number) ?? null;
  }

  /** The communes of today. @returns {Json[]} */
  communes() {
    return [...this.units.values()].filter((unit) => this.commune(unit.id));
  }

  /** The same in the order of the alphabet, for choosing; the word for their kind does not count. @returns {Json[]} */
  get communesByName() {
    return (this.named ??= inAlphabet(this.communes(), (unit) => unit.name_vi.replace(/^(Phường|Đặc khu|Xã) /, "")));
  }

  /** A commune of today, or null. @param {string} unit @returns {Json | null} */
  commune(unit) {
    const found = this.units.get(unit);
    return found?.era === "now" && found.level === "commune" ? found : null;
  }

  /** The routes open on a day, the portal first; one of this very unit wins over one of every unit. @param {Json} facts @param {string | null} unit @param {string} day @returns {Json[]} */
  routesFor(facts, unit, day) {
    const open = facts.routes.filter((/** @type {Json} */ { valid_from: from, valid_to: to }) => from <= day && (!to || day <= to));
    return ROUTES.flatMap((name) => {
      const mine = open.filter((/** @type {Json} */ route) => route.route === name);
      const found = (unit && mine.filter((/** @type {Json} */ route) => route.unit === unit).at(-1)) || mine.find((/** @type {Json} */ route) => route.unit === null);
      return found ? [found] : [];
    });
  }

  /** The unit that handles it: the commune of the answer, the province, or null. @param {Json} facts @param {Json} unitAnswer @returns {string | null} */
  competentUnit(facts, unitAnswer) {
    if (!facts.at_commune) return ELSEWHERE.includes(facts.decided_by) ? null : PROVINCE;
    return this.commune(unitAnswer?.commune ?? "")?.id ?? null;
  }

  /** `mountain_island` where that is certain, else `any`. @param {string | null} unit */
  placeOf(unit) {
    return this.units.get(unit ?? "")?.island === "all" ? "mountain_island" : "any";
  }

  /** The name of a unit, or "" when it is not known. @param {string | null} unit @param {string} lang */
  unitName(unit, lang) {
    const found = this.units.get(unit ?? "");
    return found ? sideOf(found, "name", lang) : "";
  }
}
