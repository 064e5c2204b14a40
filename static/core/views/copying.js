// @ts-check
/** The printed form and the copy page: the answers in the order in which another system asks; twin of `webapp/forms/views/copying.py`. */

import { repeatOf } from "../path.js";
import { sheetLines } from "../sheet.js";
import { localised } from "./context.js";
import { shown } from "./fields.js";
import { rowText } from "./steps.js";

/** @typedef {import("../types").Folder} Folder */
/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Reader} Reader */
/** @typedef {import("../sheet.js").Sheet} Sheet */

/** Return the lines of the official form, every kind of line with every key. @param {Sheet} sheet @param {Folder} folder @param {Reader} reader @returns {Json[]} */
export const sheetPage = (sheet, folder, reader) => {
  const empty = { number: "", shown: "", note: "", columns: [], lines: [], unknown: false };
  return sheetLines(sheet, folder, reader).map((line) => ({ ...empty, ...line }));
};

/** Return the numbers of the forms that are printed ("TK01a"). @param {Json[]} lines */
export const formNames = (lines) => [...new Set(lines.map(({ form }) => form))].join(", ");

/**
 * Return sections with lines to copy: of the official form where there is one, else of the pages that were asked.
 * @param {Sheet | null} sheet @param {Folder} folder @param {import("../path.js").Path} way @param {Reader} reader
 */
export const copyPage = (sheet, folder, way, reader) => {
  if (!sheet) return asked(folder, way, reader).filter(({ lines }) => lines.length);
  /** @type {{heading: string, lines: Json[]}[]} */
  const sections = [];
  for (const { sort, number, label, shown: said, lines } of sheetPage(sheet, folder, reader)) {
    const last = sections[sections.length - 1];
    if (sort === "heading") sections.push({ heading: label, lines: [] });
    else if (sort === "row" && last) last.lines.push({ number, label, shown: bare(said) });
    else if (sort === "table" && last) last.lines.push(...lines.map((/** @type {string[]} */ cells) => ({ number, label, shown: cells.join(", ") })));
  }
  return sections;
};

/** Return a number without the spaces that help people read it: other systems refuse them. @param {string} text */
const bare = (text) => (/^[0-9 ]*[0-9][0-9 ]*$/.test(text) ? text.replace(/ /g, "") : text);

/** @param {Folder} folder @param {import("../path.js").Path} way @param {Reader} reader */
const asked = (folder, way, reader) =>
  way.asked.flatMap(({ step, fields }) => {
    if (!step) return [];
    const [heading, repeat, { answers }] = [localised(step.ask, reader.lang), repeatOf(step), folder];
    const lines = repeat
      ? answers.rowsOf(repeat.id).map((row) => ({ number: "", label: "", shown: rowText(repeat, folder, row, reader) }))
      : fields.map((field) => ({
          number: "", label: field.label ? localised(field.label, reader.lang) : heading,
          shown: bare(shown(field, answers.value(field.id), reader)),
        }));
    return [{ heading, lines }];
  });
