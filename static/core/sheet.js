// @ts-check
/** The printed form: every answer in its place, in the order of the official paper; twin of `webapp/forms/projections/sheet.py`. */

import { isUnknown, own } from "./answers.js";
import { daysOf } from "./dates.js";
import { kindOf } from "./kinds/index.js";
import { paperField, path } from "./path.js";
import { RuleFault, UNKNOWN, evaluate } from "./rules.js";
import { fieldOf, localised } from "./views/context.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./types").Localised} Localised */
/** @typedef {{label: Localised, from: string[], capitals: boolean}} Column */
/** @typedef {{label: Localised, no: string, from: string[], when: Json, capitals: boolean, join: string, in_words: boolean, columns: Column[], papers: boolean}} SheetRow */
/** @typedef {{who: Localised, from: string[], note: Localised | null, when: Json}} Signature */
/** @typedef {{sections: {form: string, heading: Localised, rows: SheetRow[], when: Json, signatures: Signature[]}[]}} Sheet */

/**
 * Return the lines of the sheet, in order. Answers of pages that left the path are not printed.
 * @param {Sheet} sheet @param {import("./types").Folder} folder @param {import("./types").Reader} reader @returns {Json[]}
 */
export const sheetLines = (sheet, { definition, answers }, { lang, today, lists }) => {
  const env = { answers: path(definition, answers, today).answers, today };
  /** @param {Localised | null} said */
  const say = (said) => (said ? localised(said, lang) : "");
  /** Print what is surely wanted and what may be: an empty line on paper can be filled by hand. @param {{when: Json}} thing */
  const holds = ({ when }) => {
    if (when === null) return true;
    try {
      return [true, UNKNOWN].includes(evaluate(when, env));
    } catch (fault) {
      if (fault instanceof RuleFault) return true;
      throw fault;
    }
  };
  /** @param {string[]} names @param {{capitals?: boolean, join?: string, row?: string | null}} how */
  const shown = (names, { capitals = false, join = ", ", row = null }) => {
    const texts = names.map((name) => {
      const [field, value] = [fieldOf(definition, name), env.answers.value(name, row)];
      return field && !isUnknown(value) ? kindOf(field).show(field, value, lang, lists) : "";
    });
    const joined = texts.filter(Boolean).join(join);
    return capitals ? joined.toUpperCase() : joined;
  };
  const papers = () =>
    (definition.papers ?? [])
      .filter((paper) => ["attached", "bring"].includes(own(env.answers.value(paperField(paper).id), "choice")))
      .map(({ name }) => say(name));
  /** @param {SheetRow} row */
  const rowLine = (row) => {
    const names = row.from;
    if (row.papers) return { sort: "papers", lines: papers() };
    if (row.columns.length) {
      const rows = names.flatMap((name) => env.answers.rowsOf(name));
      const lines = rows.map((one) => row.columns.map((column) => shown(column.from, { capitals: column.capitals, row: one })));
      return { sort: "table", columns: row.columns.map(({ label }) => say(label)), lines };
    }
    const unknown = names.some((name) => isUnknown(env.answers.value(name)));
    const spelled = () => names.map((name) => dateInWords(env.answers.value(name))).filter(Boolean).join(row.join);
    return { sort: "row", shown: row.in_words ? spelled() : shown(names, row), unknown };
  };
  return sheet.sections.filter(holds).flatMap(({ form, heading, rows, signatures }) => [
    { sort: "heading", form, label: say(heading) },
    ...rows.filter(holds).map((row) => ({ form, number: row.no, label: say(row.label), ...rowLine(row) })),
    ...signatures.filter(holds).map(({ who, from, note }) => ({ sort: "signature", form, label: say(who), shown: shown(from, {}), note: say(note) })),
  ]);
};

// A date spelled out in Vietnamese, as civil-status registers want it: the words are those of the form, not of a screen.

const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const MONTHS = [...DIGITS.slice(1), "mười", "mười một", "mười hai"].map((word) => (word === "bốn" ? "tư" : word));

/** `2026-11-05` -> `Ngày năm tháng mười một năm hai nghìn không trăm hai mươi sáu`; "" for anything but an exact date. @param {Json} value */
export const dateInWords = (value) => {
  if (typeof value !== "string" || value.length !== 10 || !daysOf(value)) return "";
  const [year, month, day] = value.split("-").map(Number);
  return `Ngày ${belowHundred(day)} tháng ${MONTHS[month - 1]} năm ${yearInWords(year)}`;
};

/** @param {number} number */
const belowHundred = (number) => {
  const [tens, ones] = [Math.floor(number / 10), number % 10];
  if (!tens) return DIGITS[ones];
  const start = tens === 1 ? "mười" : DIGITS[tens] + " mươi";
  // "lăm" and "mốt" are how five and one sound after a ten.
  const last = ones === 5 ? "lăm" : ones === 1 && tens > 1 ? "mốt" : DIGITS[ones];
  return ones ? `${start} ${last}` : start;
};

/** @param {number} year */
const yearInWords = (year) => {
  const [rest, below] = [year % 1000, year % 100];
  const words = DIGITS[Math.floor(year / 1000)] + " nghìn";
  if (!rest) return words;
  const hundreds = `${words} ${DIGITS[Math.floor(rest / 100)]} trăm`;
  return below ? `${hundreds} ${below < 10 ? "linh " : ""}${belowHundred(below)}` : hundreds;
};
