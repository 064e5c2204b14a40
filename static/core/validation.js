// @ts-check
/** Answers in, problems out. Collects every problem; warnings never block, and only pages on the path are judged. */

import { isUnknown } from "./answers.js";
import { kindOf } from "./kinds/index.js";
import { personalIdDisagrees } from "./kinds/digits.js";
import { paperField, path, rowFields } from "./path.js";
import { blocks, problem, warning } from "./problems.js";
import { readStep } from "./reading_posts.js";
import { truth } from "./rules.js";

/** @typedef {import("./types").Definition} Definition */
/** @typedef {import("./types").Field} Field */
/** @typedef {import("./types").Problem} Problem */
/** @typedef {import("./types").CheckContext} CheckContext */
/** @typedef {import("./answers.js").AnswerSet} AnswerSet */
/** @typedef {import("./types").Step | import("./types").Paper | import("./path.js").Stop} Page */
/** @typedef {string | null} RowId */

/**
 * Return every problem of one page: missing, not allowed today, in conflict with other answers. For the page of a row give `row`.
 * @param {Definition} definition @param {Page} page @param {AnswerSet} answers @param {CheckContext} context @param {RowId} row
 */
export const checkStep = (definition, page, answers, context, row = null) => {
  const fields = fieldsOf(page, answers, context.today, row);
  const own = fields.map((field) => field.id);
  return [
    ...fields.flatMap((field) => judge(field, answers, row, context)),
    ...(definition.checks ?? []).flatMap((check) => cross(definition, check, answers, context.today, own, row)),
  ];
};

/**
 * Return every problem of every page on the path, then of the checks across fields. A missing paper is a warning.
 * @param {Definition} definition @param {AnswerSet} given @param {CheckContext} context
 */
export const checkAll = (definition, given, context) => {
  const { asked, answers } = path(definition, given, context.today);
  /** @type {Problem[]} */
  const problems = [];
  for (const { fields, step, paper } of asked) {
    for (const field of fields) {
      problems.push(...judge(field, answers, null, context));
      if (field.kind === "repeat" && step) problems.push(...judgeRows(step, field, answers, context));
      else if (paper?.required && !answers.has(field.id)) problems.push(warning(field, "missing_paper"));
    }
  }
  const judged = asked.flatMap(({ fields }) => fields.flatMap((field) => [field, ...(field.fields ?? [])].map((each) => each.id)));
  return problems.concat((definition.checks ?? []).flatMap((check) => cross(definition, check, answers, context.today, judged, null)));
};

/**
 * Read a posted page and judge it with the answers kept so far. Each field has the problem of reading it or those of checking it.
 * @param {Definition} definition @param {Page} page @param {import("./types").Posted} posted
 * @param {AnswerSet} answers @param {CheckContext} context @param {RowId} row
 */
export const judgePost = (definition, page, posted, answers, context, row = null) => {
  const reading = readStep(fieldsOf(page, answers, context.today, row), posted, context.lists);
  const after = answers.withValues(reading.values, row).without(reading.cleared, row);
  const unread = reading.problems.filter((each) => each.level === "error").map((each) => each.field);
  const isNew = (/** @type {Problem} */ one) =>
    !unread.includes(one.field) &&
    !reading.problems.some((each) => each.field === one.field && each.code === one.code && each.part === one.part);
  const checked = checkStep(definition, page, after, context, row).filter(isNew);
  const problems = [...reading.problems.map((each) => ({ ...each, row })), ...checked];
  return { reading, problems, answers: after, blocks: blocks(problems) };
};

/** @param {Page} page @param {AnswerSet} answers @param {string} today @param {RowId} row @returns {Field[]} */
const fieldsOf = (page, answers, today, row) => {
  if ("kind" in page) {
    const inner = page.step ?? page.paper;
    return inner ? fieldsOf(inner, answers, today, row) : [];
  }
  if ("treatment" in page) return [paperField(page)];
  if (row !== null) return rowFields(page, answers, today, row);
  return page.fields.filter((field) => truth(field.when, { answers, today }) === true);
};

/** @param {Field} field @param {AnswerSet} answers @param {RowId} row @param {CheckContext} context @returns {Problem[]} */
const judge = (field, answers, row, context) => {
  const kind = kindOf(field);
  if (!answers.has(field.id, row)) return field.required ? [{ ...problem(field, kind.missing), row }] : [];
  const value = answers.value(field.id, row);
  if (field.kind === "repeat" || isUnknown(value)) return [];
  const found = kind.check(field, value, context);
  if (field.kind === "personal_id" && !blocks(found)) found.push(...againstPerson(field, value, answers, row));
  return found.map((each) => ({ ...each, row }));
};

/** Compare `owner.personal_id` with `owner.birth_date` and `owner.sex`. Old cards hold old errors: only warnings. @param {Field} field @param {string} number @param {AnswerSet} answers @param {RowId} row */
const againstPerson = (field, number, answers, row) => {
  const person = field.id.slice(0, Math.max(field.id.lastIndexOf("."), 0));
  const [birth, sex] = ["birth_date", "sex"].map((name) => answers.value(`${person}.${name}`, row));
  return personalIdDisagrees(number, birth, sex).map((code) => warning(field, code));
};

/** @param {import("./types").Step} step @param {Field} repeat @param {AnswerSet} answers @param {CheckContext} context */
const judgeRows = (step, repeat, answers, context) =>
  answers.rowsOf(repeat.id).flatMap((row) => rowFields(step, answers, context.today, row).flatMap((field) => judge(field, answers, row, context)));

/**
 * The problem of a check at the first of its fields that is judged; a check over row fields once per row.
 * @param {Definition} definition @param {import("./types").Check} check @param {AnswerSet} answers @param {string} today @param {string[]} judged @param {RowId} row
 */
const cross = (definition, check, answers, today, judged, row) => {
  const place = check.fields.find((name) => judged.includes(name));
  if (place === undefined) return [];
  const repeat = definition.steps.flatMap((step) => step.fields).find((field) => field.kind === "repeat" && field.fields?.some(({ id }) => id === place));
  /** @type {RowId[]} */
  const rows = !repeat || row !== null ? [row] : answers.rowsOf(repeat.id);
  return rows
    .filter((each) => truth(check.when, { answers, today, row: each }) === true)
    .map((each) => ({ ...problem({ id: place }, check.code), row: each, level: check.level }));
};
