// @ts-check
/** The views of a step page: a notice, a question, the rows of a list, one row, a paper; twin of `webapp/forms/views/steps.py`. */

import { daysOf, padded } from "../dates.js";
import { beside, repeatOf, rowFields } from "../path.js";
import { RuleFault, evaluate, truth } from "../rules.js";
import { filled } from "../wording.js";
import { cardView } from "./cards.js";
import { baseOf, head, localised, say, versionsOf } from "./context.js";
import { UPLOADED, anchor, fieldView, shown } from "./fields.js";

/** @typedef {import("../types").Definition} Definition */
/** @typedef {import("../types").Folder} Folder */
/** @typedef {import("../types").Problem} Problem */
/** @typedef {import("../types").Reader} Reader */
/** @typedef {import("../path.js").Path} Path */
/** @typedef {import("../path.js").Stop} Stop */
/** @typedef {string | null} RowId */
/** @typedef {{formId: string, change?: boolean, row?: RowId, posted?: import("../types").Posted | null, problems?: Problem[], stream?: boolean, fresh?: Map<string, import("./files.js").Fresh[]>, afterCamera?: boolean, private?: boolean, asksWhose?: boolean}} Asked */

/** The page number of the review page; no guide has so many questions. */
const FIRST_ENDING = 90;
const ENDINGS = ["review", "receipt", "copy", "form", "progress"];

/**
 * Return everything `citizen/step.html` draws, apart from the frame. `fresh`: photos by their field that are kept while the page was not sent
 * off yet. `afterCamera`: the browser drew the page anew while the camera was open.
 * @param {Folder} folder @param {Path} way @param {Stop} stop @param {Reader} reader @param {Asked} asked
 */
export const stepPage = (folder, way, stop, reader, asked) => {
  const { formId, change = false, row = null, posted = null, problems = [], stream = false, fresh = new Map(), afterCamera = false, private: hidden = false, asksWhose = false } = asked;
  const { definition, answers } = folder;
  const { step } = stop;
  const fields = pageFields(way, stop, reader, row);
  const alone = fields.length === 1 && !(fields[0].label && fields[0].kind === "statement");
  const by = folder.keptBy === "phone" ? "phone" : "form";
  const address = `${baseOf(folder)}/steps/${stop.id}`;
  const before = beside(way, stop.id, -1);
  const back = row ? address : change ? baseOf(folder) + "/review" : before ? `${baseOf(folder)}/steps/${before.id}` : "procedures/" + definition.procedure;
  return {
    dossier: head(folder),
    step: {
      id: stop.id + (row ? "/" + row : ""), sort: stop.kind, heading: stopHeading(stop, folder, reader),
      why: step?.why ? localised(step.why, reader.lang) : "", said: saidNotes(step?.say, way, reader, row),
      number: Math.max(way.asked.findIndex(({ id }) => id === stop.id), 0), total: way.asked.length - 1,
      action: address + (row ? "/" + row : "") + (change ? "?change=1" : ""), back,
    },
    fields: fields.map((field) =>
      fieldView(field, answers.value(field.id, row), reader, definition, {
        posted, problems, alone, private: hidden, versions: versionsOf(folder, field.id, row), photos: { dossier: folder.id, by, files: folder.files, fresh: fresh.get(field.id) },
      }),
    ),
    card: cardView(definition, row ? [] : fields), problems: problemLinks(problems, definition, reader), paper: paperView(stop), rows: row ? [] : rowsView(folder, stop, reader),
    adding: !row && !!step && !!repeatOf(step), in_row: !!row, many_parts: by === "form" && fields.some(({ kind }) => UPLOADED.includes(kind)), after_camera: afterCamera,
    may_skip: stop.kind !== "notice" && !row, form_id: formId, stream, asks_whose: asksWhose,
  };
};

/** Return the error summary. @param {Problem[]} problems @param {Definition} definition @param {Reader} reader */
export const problemLinks = (problems, definition, reader) =>
  problems.map((problem) => ({ text: say(problem, reader, definition), target: anchor(problem.field, problem.part) }));

/** Return the fields that stand on a page: those of the stop, or of one row of it. @param {Path} way @param {Stop} stop @param {Reader} reader @param {RowId} row */
export const pageFields = (way, stop, reader, row) =>
  row && stop.step ? rowFields(stop.step, way.answers, reader.today, row) : stop.fields.filter(({ kind }) => kind !== "repeat");

/** Return the question of a page, the name of its paper, or for the notice the name of the form. @param {Stop} stop @param {Folder} folder @param {Reader} reader */
export const stopHeading = ({ step, paper }, { definition }, { lang }) => localised(step ? step.ask : (paper ?? definition).name, lang);

/** Return the notes whose rule is true now. @param {import("../types").Say[] | undefined} notes @param {Path} way @param {Reader} reader @param {RowId} [row] */
export const saidNotes = (notes = [], way, reader, row = null) => {
  const env = { answers: way.answers, today: reader.today, row };
  const due = notes.filter((note) => truth(note.when, env) === true).map((note) => ({ text: noteText(note, env, reader), link: note.link ?? "" }));
  return due.filter(({ text }) => text !== null);
};

/** @param {import("../types").Say} note @param {import("../rules.js").Env} env @param {Reader} reader @returns {string | null} null while a day is not known */
const noteText = ({ say: sentence, values = {} }, env, { lang, wording }) => {
  /** @type {Record<string, string>} */
  const days = {};
  for (const [name, rule] of Object.entries(values)) {
    try {
      const day = evaluate(rule, env);
      if (typeof day !== "string" || day.length !== 10 || !daysOf(day)) return null;
      days[name] = wording.day(day, lang);
    } catch (fault) {
      if (fault instanceof RuleFault) return null;
      throw fault;
    }
  }
  return filled(localised(sentence, lang), days);
};

/** @param {Stop} stop */
const paperView = ({ paper }) => {
  if (!paper) return { id: "" };
  const { id, form, count = 1, look, replaced_by, treatment } = paper;
  return {
    id, form, number: count, look: look && look !== "not_applicable" ? look : "", held_by_state: replaced_by !== undefined,
    maybe: treatment === "only_if",
  };
};

/** @param {Folder} folder @param {Stop} stop @param {Reader} reader */
const rowsView = (folder, { step }, reader) => {
  const repeat = step && repeatOf(step);
  if (!repeat) return [];
  return folder.answers.rowsOf(repeat.id).map((id, at) => ({ id, number: at + 1, shown: rowText(repeat, folder, id, reader) }));
};

/** Return one row in one line: its answers, parted by commas. @param {import("../types").Field} repeat @param {Folder} folder @param {string} row @param {Reader} reader */
export const rowText = (repeat, folder, row, reader) =>
  (repeat.fields ?? []).map((field) => shown(field, folder.answers.value(field.id, row), reader)).filter(Boolean).join(", ");

/** Return the number a caller reads out: procedure and place in the definition, the same whatever was answered. @param {number} number @param {Definition} definition @param {string} stopId */
export const pageNumber = (number, definition, stopId) => {
  const ids = ["notice", ...definition.steps.map(({ id }) => id), ...(definition.papers ?? []).map(({ id }) => "paper-" + id)];
  const ending = ENDINGS.indexOf(stopId);
  return `${number}-${padded(ending < 0 ? ids.indexOf(stopId) : FIRST_ENDING + ending)}`;
};
