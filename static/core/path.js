// @ts-check
/** Which pages are asked, in order; twin of `webapp/forms/path.py`. Answers of a page that left the path are kept and not seen. */

import { AnswerSet } from "./answers.js";
import { UNKNOWN, truth } from "./rules.js";

/** @typedef {import("./types").Definition} Definition */
/** @typedef {import("./types").Field} Field */
/** @typedef {import("./types").Step} Step */
/** @typedef {import("./types").Paper} Paper */
/** @typedef {{id: string, kind: "notice" | "step" | "paper", step: Step | null, paper: Paper | null, fields: Field[]}} Stop one page that is asked */
/** @typedef {{asked: Stop[], undecided: (Step | Paper)[], listed: Paper[], answers: AnswerSet}} Path `answers` are those that count */

const ASKED_TREATMENTS = ["hand_in", "only_if", "form"];

/** Return the made-up field of a paper's page. @param {Paper} paper @returns {Field} */
export const paperField = (paper) => ({
  id: "paper." + paper.id.replace(/-/g, "_"),
  kind: "paper",
  label: paper.name,
  ...(paper.note && { hint: paper.note }),
  ...(paper.options && { options: paper.options }),
});

/** Return the repeat field of a step of rows. @param {Step} step */
export const repeatOf = (step) => step.fields.find((field) => field.kind === "repeat");

/** @param {Stop["kind"]} kind @param {string} id @param {Field[]} fields @param {Step | null} step @param {Paper | null} paper @returns {Stop} */
const stopAt = (kind, id, fields, step = null, paper = null) => ({ id, kind, step, paper, fields });

/**
 * Return the path of these answers on `today` (`YYYY-MM-DD`). Never throws.
 * First the notice, then steps whose rule is true, then a stop for each paper to hand in whose rule is true.
 * @param {Definition} definition @param {AnswerSet} answers @param {string} today @returns {Path}
 */
export const path = (definition, answers, today) => {
  const seen = new AnswerSet(new Map([[null, new Map()]]));
  const env = { answers: seen, today };
  /** @type {Path} */
  const way = { asked: [stopAt("notice", "notice", [])], undecided: [], listed: [], answers: seen };
  /** @param {Stop} stop */
  const enter = (stop) => {
    way.asked.push(stop);
    for (const field of stop.fields) see(seen, answers, field);
  };
  for (const step of definition.steps) {
    const decision = truth(step.when, env);
    if (decision === UNKNOWN) way.undecided.push(step);
    if (decision === true) enter(stopAt("step", step.id, step.fields.filter((field) => truth(field.when, env) === true), step));
  }
  for (const paper of definition.papers ?? []) {
    const decision = truth(paper.when, env);
    if (decision === UNKNOWN) way.undecided.push(paper);
    else if (decision === true && !ASKED_TREATMENTS.includes(paper.treatment)) way.listed.push(paper);
    else if (decision === true) enter(stopAt("paper", "paper-" + paper.id, [paperField(paper)], null, paper));
  }
  return way;
};

/** Let rules behind this field see its answer. @param {AnswerSet} seen @param {AnswerSet} all @param {Field} field */
const see = (seen, all, field) => {
  /** @param {string} id @param {string | null} row */
  const copy = (id, row) => {
    const value = all.value(id, row);
    if (value === null) return;
    const page = seen.values.get(row) ?? new Map();
    seen.values.set(row, page.set(id, value));
  };
  if (field.kind !== "repeat") return copy(field.id, null);
  seen.rows.set(field.id, all.rowsOf(field.id));
  for (const row of all.rowsOf(field.id)) for (const inner of field.fields ?? []) copy(inner.id, row);
};

/**
 * Return the fields asked on the page of one row; none when the step has no rows.
 * @param {Step} step @param {AnswerSet} answers @param {string} today @param {string} row @returns {Field[]}
 */
export const rowFields = (step, answers, today, row) =>
  (repeatOf(step)?.fields ?? []).filter((field) => truth(field.when, { answers, today, row }) === true);

/** Return the stop of that id when it is asked. @param {Path} way @param {string} id */
export const stopOf = (way, id) => way.asked.find((stop) => stop.id === id);

/** Return the stop so many places behind (before: -1) that one, when both are asked. @param {Path} way @param {string} id @param {number} places @returns {Stop | undefined} */
export const beside = (way, id, places) => {
  const at = way.asked.findIndex((stop) => stop.id === id);
  return at < 0 ? undefined : way.asked[at + places];
};

/** Has a stop what it needs: every required field, or else any field at all? @param {Path} way @param {Stop} stop */
export const isAnswered = (way, stop) => {
  const required = stop.fields.filter((field) => field.required);
  if (required.length) return required.every((field) => way.answers.has(field.id));
  return !stop.fields.length || stop.fields.some((field) => way.answers.has(field.id));
};

/** Return the first stop that waits for an answer and was not passed over on purpose. @param {Path} way @param {Set<string>} passed */
export const firstOpen = (way, passed = new Set()) => way.asked.find((stop) => !passed.has(stop.id) && !isAnswered(way, stop));
