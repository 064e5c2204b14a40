// Runs the phone's engine for pytest: one JSON request per line on stdin, one JSON answer per line on stdout.
import { createInterface } from "node:readline";
import { answersOf, answersToJson } from "../../static/core/answers.js";
import { kindOf } from "../../static/core/kinds/index.js";
import { PostedValues } from "../../static/core/kinds/base.js";
import { Lists } from "../../static/core/lists.js";
import { beside, firstOpen, path, rowFields } from "../../static/core/path.js";
import { blocks } from "../../static/core/problems.js";
import { postOf, readStep, strayNames } from "../../static/core/reading_posts.js";
import { Row, Span } from "../../static/core/rule_values.js";
import { RuleFault, UNKNOWN, evaluate, truth } from "../../static/core/rules.js";
import { clean, cleanLines, fold, printable, sortKeyVi, withoutMarks } from "../../static/core/text.js";
import { checkAll, checkStep, judgePost } from "../../static/core/validation.js";

const LANGS = ["vi", "en"];
let lists = new Lists({});

/** @param {any} value @returns {any} */
const told = (value) => {
  if (value === UNKNOWN) return { $unknown: true };
  if (value instanceof Span) return { $span: [value.low, value.high] };
  if (value instanceof Row) return { $row: value.id };
  if (Array.isArray(value)) return value.map(told);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, told(inner)]));
  return value;
};

/** @param {{rule: any, row?: string}} asked @param {any} answers @param {string} today */
const ruled = ({ rule, row = undefined }, answers, today) => {
  try {
    return told(evaluate(rule, { answers, today, row }));
  } catch (fault) {
    if (fault instanceof RuleFault) return { $fault: fault.code };
    throw fault;
  }
};

/** What a kind says of a value. @param {any} field @param {any} value */
const shown = (field, value) => ({
  show: LANGS.map((lang) => kindOf(field).show(field, value, lang, lists)),
  post: kindOf(field).post(field, value),
  edit: LANGS.map((lang) => kindOf(field).edit(field, value, null, lang, lists)),
});

/** @param {any} field @param {Record<string, string[]>} sent @param {string} today */
const typed = (field, sent, today) => {
  const kind = kindOf(field);
  const posted = new PostedValues(Object.entries(sent));
  const { value, problems, blank } = kind.parse(field, posted, lists);
  return {
    value, problems, blank,
    edit: LANGS.map((lang) => kind.edit(field, null, posted, lang, lists)),
    checked: value === null ? [] : kind.check(field, value, { today, lists }),
    shown: value === null ? null : shown(field, value),
  };
};

/** @param {any} request */
const posting = ({ definition, today }, answers, { page, row, sent }) => {
  const thing = definition.steps.find((step) => step.id === page) ?? (definition.papers ?? []).find((paper) => "paper-" + paper.id === page);
  const posted = new PostedValues(Object.entries(sent));
  const { reading, problems, blocks, answers: after } = judgePost(definition, thing, posted, answers, { today, lists }, row);
  const fields = row === null ? thing.fields ?? [] : rowFields(thing, answers, today, row);
  const again = readStep(fields, posted, lists);
  return {
    values: Object.fromEntries(reading.values), cleared: reading.cleared, problems, blocks, answers: answersToJson(after),
    stray: strayNames(fields, Object.keys(sent)), post: postOf(fields, again.values),
    fields: fields.map((field) => typed(field, sent, today)),
  };
};

/** @param {any} way */
const walked = (way) => ({
  asked: way.asked.map((stop) => [stop.id, stop.kind, stop.fields.map((field) => field.id)]),
  undecided: way.undecided.map((thing) => thing.id),
  listed: way.listed.map((paper) => paper.id),
  answers: answersToJson(way.answers),
  open: firstOpen(way)?.id ?? null,
  beside: way.asked.map((stop) => [beside(way, stop.id, -1)?.id ?? null, beside(way, stop.id, 1)?.id ?? null]),
});

/** One form, filled in: everything the engine says about it. @param {any} asked */
const form = (asked) => {
  const { definition, today } = asked;
  const answers = answersOf(asked.answers, asked.rows);
  const way = path(definition, answers, today);
  return {
    path: walked(way),
    eligible: (definition.eligible ?? []).map((one) => told(truth(one.when, { answers: way.answers, today }))),
    problems: checkAll(definition, answers, { today, lists }),
    pages: way.asked.map((stop) => checkStep(definition, stop, answers, { today, lists })),
    posts: (asked.posts ?? []).map((post) => posting(asked, answers, post)),
    rules: (asked.rules ?? []).map((one) => ruled(one, answers, today)),
  };
};

/** @param {string} text */
const texts = (text) => [clean(text), cleanLines(text), printable(text), fold(text), sortKeyVi(text), withoutMarks(text)];

/** @type {Record<string, (asked: any) => any>} */
const ANSWERS = {
  lists: (asked) => ((lists = new Lists(asked)), null),
  rule: (asked) => ruled(asked, answersOf(asked.answers, asked.rows), asked.today),
  form,
  typed: ({ field, sent, today }) => typed(field, sent, today),
  value: ({ field, value, today }) => {
    const problems = kindOf(field).check(field, value, { today, lists });
    return { problems, shown: blocks(problems) ? null : shown(field, value) };
  },
  texts,
};

/** @param {[string, any]} request */
const answer = ([what, asked]) => {
  try {
    return ANSWERS[what](asked);
  } catch (error) {
    return { $thrown: String(error.stack) };
  }
};

for await (const line of createInterface({ input: process.stdin, terminal: false })) {
  process.stdout.write(JSON.stringify(JSON.parse(line).map(answer)) + "\n");
}
