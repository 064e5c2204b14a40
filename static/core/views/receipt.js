// @ts-check
/** The view of what a person holds when a dossier has ended; twin of `receipt_page` in `webapp/dossiers/handing_over.py`. */

import { checkAll } from "../validation.js";
import { head, localised } from "./context.js";
import { formNames, sheetPage } from "./copying.js";
import { filesToCome } from "./files.js";
import { doubts, onlyListed } from "./review.js";
import { problemLinks } from "./steps.js";

/** @typedef {import("../types").Json} Json */
/**
 * @typedef {{folder: import("../types").Folder, way: import("../path.js").Path, reader: import("../types").Reader, ending: Json, digits: string, sheet: Json,
 *   papers: Map<string, {choice: string}>, officialCode: string, due?: string, typed?: string, problems?: import("../types").Problem[]}} Asked
 */

const BROUGHT = ["bring", "later", ""];
const PHONES = ["contact.phone", "contact.person_phone", "submitter.phone", "applicant.phone", "owner.phone"];

/** Return what is asked beside the slip code: phone (its last four digits) or year (of birth). @param {import("../answers.js").AnswerSet} answers */
export const checkAsked = (answers) => {
  const said = PHONES.map((field) => answers.value(field)).find((value) => typeof value === "string");
  return said ? "phone" : "year";
};

/** @param {Asked} asked */
const toBring = ({ way, reader, papers }) =>
  way.asked.flatMap(({ paper }) =>
    paper && paper.treatment !== "form" && BROUGHT.includes(papers.get(paper.id)?.choice ?? "")
      ? [{ called: localised(paper.name, reader.lang), sort: paper.treatment }]
      : [],
  );

/** Return everything `citizen/receipt.html` draws, apart from the frame. @param {Asked} asked */
export const receiptPage = (asked) => {
  const { folder, way, reader, ending, digits, sheet, officialCode, due = "", typed = "", problems = [] } = asked;
  const { definition } = folder;
  const missing = checkAll(definition, folder.answers, reader).filter(({ level }) => level === "error");
  return {
    dossier: head(folder), ending, slip: { digits, check: checkAsked(way.answers) }, has_form: !!sheet,
    form_name: sheet ? formNames(sheetPage(sheet, folder, reader)) : "", to_bring: [...onlyListed(way, reader), ...toBring(asked)],
    missing: problemLinks(missing, definition, reader), doubts: doubts(folder, way, reader), signing: definition.signing,
    official_code: officialCode, typed_code: typed, problems: problemLinks(problems, definition, reader), due, photos: filesToCome(folder, reader),
  };
};
