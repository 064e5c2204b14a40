// @ts-check
/** The view of the review page, and the lists that the ending pages share; twin of `webapp/forms/views/review.py`. */

import { isUnknown } from "../answers.js";
import { kindOf } from "../kinds/index.js";
import { repeatOf } from "../path.js";
import { truth } from "../rules.js";
import { baseOf, head, localised, say } from "./context.js";
import { anchor, lineView } from "./fields.js";
import { problemLinks, rowText, saidNotes, stopHeading } from "./steps.js";

/** @typedef {import("../types").Folder} Folder */
/** @typedef {import("../types").Problem} Problem */
/** @typedef {import("../types").Reader} Reader */
/** @typedef {import("../path.js").Path} Path */
/** @typedef {import("../path.js").Stop} Stop */
/** @typedef {{formId: string, problems: Problem[], tickProblems?: Problem[], ending: import("../types").Json}} Asked */

export const TICKS = ["consent.given", "declaration.true"];

/**
 * Return everything `citizen/review.html` draws. `problems` never block sending; unticked boxes do.
 * @param {Folder} folder @param {Path} way @param {Reader} reader @param {Asked} asked
 */
export const reviewPage = (folder, way, reader, { formId, problems, tickProblems = [], ending }) => {
  const { definition } = folder;
  /** @param {string} level */
  const steps = (level) => problemSteps(problems.filter((problem) => problem.level === level), folder, way, reader);
  return {
    dossier: head(folder),
    conflicts: conflictSteps(folder, way, reader),
    sections: way.asked.filter(({ kind }) => kind === "step").map((stop) => section(folder, stop, reader)),
    papers: way.asked.filter(({ kind }) => kind === "paper").map((stop) => paperLine(folder, stop, reader)),
    to_show: onlyListed(way, reader),
    perhaps: way.undecided.flatMap((thing) => ("treatment" in thing ? [{ called: localised(thing.name, reader.lang) }] : [])),
    missing: steps("error"),
    warnings: steps("warning"),
    doubts: doubts(folder, way, reader),
    problems: problemLinks(tickProblems.slice(0, 1), definition, reader),
    ticks: TICKS.map((name) => ({ name, id: anchor(name), bad: tickProblems.some(({ field }) => field === name) })),
    signing: definition.signing,
    ending,
    form_id: formId,
    last: addressOf(folder, way.asked[way.asked.length - 1]),
  };
};

/** @param {Folder} folder @param {Stop} stop @param {string | null} [row] */
const addressOf = (folder, stop, row) => `${baseOf(folder)}/steps/${stop.id}` + (row ? "/" + row : "");

/** Return the soft notes: conditions of the law that seem not to hold. They never say no. @param {Folder} folder @param {Path} way @param {Reader} reader */
export const doubts = (folder, way, reader) =>
  (folder.definition.eligible ?? [])
    .filter((rule) => truth(rule.when, { answers: way.answers, today: reader.today }) === false)
    .map((rule) => ({ text: localised(rule.say, reader.lang), meanwhile: saidNotes(rule.meanwhile, way, reader) }));

/** @param {Folder} folder @param {Stop} stop @param {Reader} reader */
const section = (folder, stop, reader) => {
  const repeat = stop.step && repeatOf(stop.step);
  const lines = repeat
    ? folder.answers.rowsOf(repeat.id).map((row) => ({
        label: "", shown: rowText(repeat, folder, row, reader), unknown: false, missing: false, required: false,
      }))
    : stop.fields.map((field) => lineView(field, folder.answers.value(field.id), reader));
  return { heading: stopHeading(stop, folder, reader), href: addressOf(folder, stop) + "?change=1", lines };
};

/** @param {Folder} folder @param {Stop} stop @param {Reader} reader */
const paperLine = (folder, stop, reader) => {
  const [field] = stop.fields;
  const answer = folder.answers.value(field.id);
  const { choice = "", reason = "", files = [] } = kindOf(field).has(field, answer) ? answer : {};
  return {
    called: stopHeading(stop, folder, reader), href: addressOf(folder, stop) + "?change=1", choice: isUnknown(answer) ? "unknown" : choice,
    reason, files: files.length, held_by_state: stop.paper?.replaced_by !== undefined,
  };
};

/** Return the papers that are shown at the desk and never photographed. @param {Path} way @param {Reader} reader */
export const onlyListed = (way, { lang }) =>
  way.listed.filter(({ treatment }) => treatment === "show_only").map(({ name, treatment }) => ({ called: localised(name, lang), sort: treatment }));

/** @param {Problem[]} problems @param {Folder} folder @param {Path} way @param {Reader} reader */
const problemSteps = (problems, folder, way, reader) =>
  problems.flatMap((problem) => {
    const stop = stopAsking(way, problem.field);
    if (!stop) return [];
    const text = say(problem, reader, folder.definition);
    return [{ heading: stopHeading(stop, folder, reader), text, href: addressOf(folder, stop, problem.row) + "?change=1" }];
  });

/** Return each page with answers that compete, once. @param {Folder} folder @param {Path} way @param {Reader} reader */
const conflictSteps = (folder, way, reader) => {
  /** @type {Map<string, {heading: string, href: string}>} */
  const found = new Map();
  for (const { part, field, row } of folder.conflicts) {
    const stop = stopAsking(way, field);
    if (!stop) continue;
    const there = part === "answer" && row !== null && stop.fields.some(({ id }) => folder.answers.rowsOf(id).includes(row));
    const href = addressOf(folder, stop, there ? row : null) + "?change=1";
    found.set(href, { heading: stopHeading(stop, folder, reader), href });
  }
  return [...found.values()];
};

/** Return the stop on the path that asks a field, or holds it in its rows. @param {Path} way @param {string} id */
export const stopAsking = (way, id) =>
  way.asked.find(({ fields }) => fields.some((field) => field.id === id || field.fields?.some((inner) => inner.id === id)));
