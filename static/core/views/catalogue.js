// @ts-check
/** Views of the list pages; twin of `webapp/catalogue/views.py`. */

import { inAlphabet, sideOf } from "../catalogue.js";
import { say } from "../lists.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../catalogue.js").Catalogue} Catalogue */
/** @typedef {import("../catalogue.js").Entry} Entry */

const MOST_HITS = 10;
const FEW = 3;
/** Per cent of the best score: what is below it is noise for somebody who reads slowly. */
const CLOSE = 60;
const EVERYDAY = 3;
const LONGEST_GAP = 500;
/** @type {Record<string, number>} */
const LAST = { organisation: 1, official: 2, rare: 2 };

/** One line of a list. @param {Entry} entry @param {string} lang @param {boolean} [here] can it be opened without a signal? */
export const entryView = ({ code, name, official, written, decidedBy }, lang, here = false) => ({
  code, name: say(name, lang), official: written ? official : "", decided_by: decidedBy, here,
});

/** @param {Catalogue} catalogue @param {string} lang */
const eventsOf = ({ events }, lang) => [...events.values()].map((row) => ({ code: row.code, name: say(row, lang), hint: sideOf(row, "hint", lang) }));

/** Everyday ones first. @param {Catalogue} catalogue @param {(entry: Entry) => boolean} wanted */
const inOrder = ({ procedures }, wanted) =>
  [...procedures.values()].filter(wanted).sort(
    (one, other) => (LAST[one.audience] ?? 0) - (LAST[other.audience] ?? 0) || other.commonness - one.commonness || one.number - other.number,
  );

/** @typedef {{q: string, event: string, field: string}} Asked cleaned texts */

/** @param {Catalogue} catalogue @param {string} lang @param {Asked} asked @returns {{found: Entry[], by: string, heading: string}} */
const foundBy = (catalogue, lang, { q, event, field }) => {
  const { procedures, events, eventCodes, fields } = catalogue;
  /** @param {string[]} codes */
  const named = (codes) => codes.flatMap((code) => procedures.get(code) ?? []);
  if (events.has(event)) return { found: named(eventCodes.get(event) ?? []), by: "event", heading: say(events.get(event), lang) };
  if (fields.has(field)) return { found: inOrder(catalogue, (entry) => entry.field === field), by: "field", heading: say(fields.get(field), lang) };
  if (q) {
    const hits = catalogue.search.find(q, MOST_HITS);
    return { found: named(hits.filter(({ score }, place) => place < FEW || score * 100 >= hits[0].score * CLOSE).map(({ code }) => code)), by: "search", heading: "" };
  }
  return { found: inOrder(catalogue, (entry) => entry.commonness === EVERYDAY), by: "everyday", heading: "" };
};

/** @param {Json} frame @param {Catalogue} catalogue @param {{take: "no" | "offer" | "kept", bytes: number}} pack of the commune */
export const homeView = (frame, catalogue, { take, bytes }) => ({
  ...frame, heading: "", q: "", events: eventsOf(catalogue, frame.lang), take, take_kilobytes: Math.ceil(bytes / 1000),
});

/** @param {Json} frame @param {Catalogue} catalogue @param {Asked} asked @param {Set<string>} here codes of what is on this phone */
export const listView = (frame, catalogue, asked, here) => {
  const { found, by, heading } = foundBy(catalogue, frame.lang, asked);
  return {
    ...frame, q: asked.q, by, heading, entries: found.map((entry) => entryView(entry, frame.lang, here.has(entry.code))), number: found.length,
    everything: catalogue.procedures.size, events: found.length && by !== "everyday" ? [] : eventsOf(catalogue, frame.lang),
  };
};

/** @param {Json} frame @param {Catalogue} catalogue */
export const fieldsView = (frame, { procedures, fields }) => ({
  ...frame,
  entries: inAlphabet(fields.values(), (row) => say(row, frame.lang)).map((row) => ({
    code: row.code, name: say(row, frame.lang), number: [...procedures.values()].filter((entry) => entry.field === row.code).length,
  })),
});

/** @param {Json} frame @param {string} typed @param {boolean} problem */
export const missingView = (frame, typed, problem) => ({ ...frame, typed, problem, longest: LONGEST_GAP, kept: frame.said === "saved" });

/** @param {Json} frame @param {Catalogue} catalogue @param {string} page where the person comes from, or "" */
export const helpView = (frame, { contacts }, page) => ({
  ...frame,
  from_page: page,
  contacts: contacts.map((row) => ({
    kind: row.kind, name: sideOf(row, "name", frame.lang), shown: row.shown, dial: row.dial, price: row.price, sure: row.certainty === "known",
  })),
});
