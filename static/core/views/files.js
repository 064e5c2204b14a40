// @ts-check
/** What a page shows of photos and PDFs: each with its place; twin of `webapp/forms/views/files.py`. */

import { problem } from "../problems.js";
import { fieldOf, localised, say } from "./context.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Field} Field */
/** @typedef {import("../types").Reader} Reader */
/** @typedef {import("../types").Definition} Definition */
/** @typedef {{state: string, percent: number, code: string, sort: string, field: string}} Known where a file is (arrived here sending refused gone elsewhere), of which paper or field */
/** @typedef {{file: string, sort: string, poor: string[]}} Fresh a photo that is kept, while its page was not sent off yet */
/** @typedef {{dossier?: string, by?: "form" | "phone", files?: Map<string, Known>, fresh?: Fresh[]}} Told */

/** Before what is poor about a photo. */
const POOR = "photo_";
/** A file that nobody told of is at the centre, and most are pictures. */
const KNOWN = { state: "arrived", percent: 100, code: "", sort: "image", field: "" };

/**
 * Return the `input` of a paper or a photo. `by`: files go along with the form, or the phone keeps them.
 * @param {Field} field @param {Json} input with the ids that are `held` @param {Reader} reader @param {Definition} definition @param {Told} told
 */
export const filesView = (field, { held, ...input }, reader, definition, { dossier = "", by = "form", files = new Map(), fresh = [] }) => {
  /** @param {string} code */
  const said = (code) => say(problem(field, code), reader, definition);
  const kept = held.map((/** @type {string} */ file) => {
    const { state, percent, code, sort } = files.get(file) ?? KNOWN;
    return { file, sort, state, percent, fresh: false, said: code ? said(code) : "", tips: [] };
  });
  const taken = fresh.map(({ file, sort, poor }) => ({ file, sort, state: "here", percent: 0, fresh: true, said: "", tips: poor.map((code) => said(POOR + code)) }));
  return { ...input, dossier, by, files: [...kept, ...taken] };
};

/** @param {Definition} definition @param {string} field the id of a paper or of a field @param {Reader} reader */
const called = (definition, field, { lang }) => {
  const paper = definition.papers?.find(({ id }) => id === field);
  if (paper) return localised(paper.name, lang);
  const step = definition.steps.find(({ fields }) => fields.some(({ id }) => id === field));
  const label = fieldOf(definition, field)?.label ?? step?.ask;
  return label ? localised(label, lang) : "";
};

/** The page where it can be taken again, while that can be done. @param {import("../types").Folder} folder @param {string} field */
const hrefOf = ({ id, state, definition }, field) => {
  const step = definition.steps.find(({ fields }) => fields.some((one) => one.id === field));
  const stop = definition.papers?.some((paper) => paper.id === field) ? "paper-" + field : step?.id;
  return state === "draft" && stop ? `dossiers/${id}/steps/${stop}?change=1` : "";
};

/** Return the files of a dossier that are not at the centre yet, as its pages list them. @param {import("../types").Folder} folder @param {Reader} reader */
export const filesToCome = (folder, reader) =>
  [...folder.files].filter(([, { state }]) => state !== "arrived").map(([file, { state, percent, code, field }]) => ({
    file, called: called(folder.definition, field, reader), state, percent, said: code ? say(problem({ id: field }, code), reader, folder.definition) : "",
    href: hrefOf(folder, field),
  }));
