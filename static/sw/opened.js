// @ts-check
/** A dossier of this phone on the table: its log folded, its definition, its path, as its pages see it. Twin of `dossiers/folders.py`. */

import { openDossier } from "../core/dossiers.js";
import { OWN_VAULT } from "../core/keyring.js";
import { isAwaited } from "../core/named.js";
import { entryAddress } from "../core/pages.js";
import { path } from "../core/path.js";
import { pageNumber } from "../core/views/steps.js";
import { definitionOf, factsOf } from "./packs.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */

export class Opened {
  /** @param {House} house @param {string} lang @param {Json} found @param {Json} definition @param {Json} facts @param {Json} entry @param {Json} reader */
  constructor(house, lang, found, definition, facts, entry, reader) {
    this.house = house;
    this.lang = lang;
    this.found = found;
    this.definition = definition;
    this.facts = facts;
    this.reader = reader;
    this.folder = {
      id: found.row.id,
      definition,
      answers: found.picture.answers,
      name: entry ? entry.name[lang] : definition.name[lang],
      number: entry ? entry.number : 0,
      state: found.state,
      safety: found.safety,
      keptBy: "phone",
      at: found.at ? reader.wording.moment(found.at, lang) : "",
      passed: found.picture.later,
      photosAwaited: found.files.filter(isAwaited).length,
      files: new Map(found.files.map((/** @type {Json} */ { file, state, percent, code, sort, field }) => [file, { state, percent, code, sort, field }])),
      conflicts: found.picture.conflicts.map((/** @type {Json} */ one) => ({ ...one, versions: one.versions.map((/** @type {Json} */ version) => this.told(version)) })),
    };
    this.way = path(definition, this.folder.answers, reader.today);
  }

  /** One of the answers that compete, as a person reads it. @param {Json} version */
  told(version) {
    const { wording } = this.reader;
    return { ...version, at: wording.moment(version.at, this.lang), by: version.device === this.found.device ? "here" : "other" };
  }

  /** Is each answer sent as it is given? What began at the centre always is. */
  get streams() {
    return this.found.picture.stream || this.found.row.begun === "centre";
  }

  /** Must the browser remember nothing that is typed? */
  get isPrivate() {
    return this.found.row.vault !== OWN_VAULT;
  }

  /** Is this the first dossier here, with nothing in it yet? Then its notice asks whose phone it is. */
  async asksWhose() {
    const { count, row } = this.found;
    return row.begun === "phone" && !this.isPrivate && count === 1 && !(await this.house.known("phone"));
  }

  get id() {
    return this.folder.id;
  }

  get base() {
    return `dossiers/${this.id}`;
  }

  get isDraft() {
    return this.folder.state === "draft";
  }

  /** Where work goes on (after the language). */
  get entryAddress() {
    return entryAddress(this.folder, this.way);
  }

  /** @param {string} stopId */
  pageNo(stopId) {
    return pageNumber(this.folder.number, this.definition, stopId);
  }

  /** @param {URL} url @param {string} stopId @param {string} [trouble] */
  frame(url, stopId, trouble) {
    return this.house.frame(url, this.lang, { pageNo: this.pageNo(stopId), trouble });
  }
}

/** Open a dossier that this phone holds, or return null. @param {House} house @param {string} lang @param {string} id */
export const open = async (house, lang, id) => {
  if (!(await house.keeps())) return null;
  const found = await openDossier(await house.log(), id);
  if (!found) return null;
  const { procedure, digest } = found.row;
  const entry = (await house.catalogue()).procedures.get(procedure);
  const [{ json: definition }, facts] = await Promise.all([definitionOf(procedure, digest), factsOf(entry)]);
  // Frozen at submission, the present day before it (D11).
  const filed = found.status?.filed_on || found.picture.submitted?.filingDay || "";
  const reader = await house.reader(lang, found.state === "draft" ? "" : filed);
  return new Opened(house, lang, found, definition, facts, entry, reader);
};
