// Runs the phone's views for pytest: one JSON list of requests per line on stdin, one JSON list of answers per line on stdout.
import { createInterface } from "node:readline";
import { answersOf, answersToJson } from "../../static/core/answers.js";
import { PostedValues } from "../../static/core/kinds/base.js";
import { entryAddress, rowIsThere, takePage } from "../../static/core/pages.js";
import { firstOpen, path, repeatOf, stopOf } from "../../static/core/path.js";
import { problem } from "../../static/core/problems.js";
import { dateInWords } from "../../static/core/sheet.js";
import { checkAll, judgePost } from "../../static/core/validation.js";
import { makeReader } from "../../static/core/views/context.js";
import { copyPage, formNames, sheetPage } from "../../static/core/views/copying.js";
import { filesToCome } from "../../static/core/views/files.js";
import { reviewPage } from "../../static/core/views/review.js";
import { pageNumber, stepPage } from "../../static/core/views/steps.js";

let common = null;

/** @param {any} asked */
const opened = ({ definition, today, lang, folder, answers, rows }) => {
  const reader = makeReader(common, lang, today);
  const whole = { ...folder, definition, answers: answersOf(answers, rows), passed: new Set(folder.passed), files: new Map(Object.entries(folder.files)) };
  return { reader, folder: whole, way: path(definition, whole.answers, today) };
};

/** Every page of one dossier. @param {any} asked */
const pages = (asked) => {
  const { reader, folder, way } = opened(asked);
  const told = { formId: "f.1", change: asked.change, stream: asked.stream, private: asked.private, asksWhose: asked.asks_whose };
  const typed = ([id, row, sent]) => {
    const [stop, posted] = [stopOf(way, id), new PostedValues(Object.entries(sent))];
    const { problems } = judgePost(folder.definition, stop, posted, folder.answers, reader, row);
    return stepPage(folder, way, stop, reader, { ...told, row, posted, problems });
  };
  const rowPages = way.asked.flatMap((stop) => {
    const repeat = stop.step && repeatOf(stop.step);
    return repeat ? folder.answers.rowsOf(repeat.id).map((row) => stepPage(folder, way, stop, reader, { ...told, row })) : [];
  });
  const ticks = [problem({ id: "consent.given" }, "missing_statement")];
  const lines = asked.sheet && sheetPage(asked.sheet, folder, reader);
  return {
    steps: way.asked.map((stop) => stepPage(folder, way, stop, reader, told)),
    rows: rowPages,
    typed: asked.typed.filter(([id]) => stopOf(way, id)).map(typed),
    review: reviewPage(folder, way, reader, {
      formId: "f.2", problems: checkAll(folder.definition, folder.answers, reader), tickProblems: ticks, ending: asked.ending,
    }),
    sheet: lines, names: lines && formNames(lines), copied: copyPage(asked.copied, folder, way, reader),
    numbers: [...way.asked.map(({ id }) => id), "review", "progress"].map((id) => pageNumber(folder.number, folder.definition, id)),
    coming: filesToCome(folder, reader), entry: entryAddress(folder, way), open: firstOpen(way, folder.passed)?.id ?? null,
  };
};

/** The answers after what a page changed. @param {any} set @param {any[]} changes */
const applied = (set, changes) => {
  const later = [];
  for (const { do: what, field, row, value, step, paper, choice, reason } of changes) {
    if (what === "set") set = set.withValues([[field, value]], row);
    if (what === "clear") set = set.without([field], row);
    if (what === "add_row") set = set.withRows(field, [...set.rowsOf(field), row]);
    if (what === "remove_row") set = set.withRows(field, set.rowsOf(field).filter((one) => one !== row));
    if (what === "later") later.push(step);
    const name = paper && "paper." + paper.replace(/-/g, "_");
    if (what === "paper") set = set.withValues([[name, { choice, reason, files: set.value(name)?.files ?? [] }]]);
  }
  return { ...answersToJson(set), later };
};

/** What a posted page leads to. @param {any} asked */
const take = (asked) => {
  const { reader, folder, way } = opened(asked);
  const stop = stopOf(way, asked.step);
  if (!stop || !rowIsThere(folder, stop, asked.row)) return { kind: "not_found" };
  const page = { folder, way, stop, row: asked.row, reader, stream: asked.stream, private: asked.private };
  const taken = takePage(page, { fields: asked.sent }, { change: asked.change, newRow: asked.new_row });
  return taken.kind === "saved" ? { ...taken, after: applied(folder.answers, taken.changes) } : taken;
};

/** Days, moments and money in words. @param {any} asked */
const words = ({ lang, days, moments, amounts }) => {
  const { wording } = makeReader(common, lang, "2026-11-23");
  return [
    days.map((day) => wording.day(day, lang)), moments.map((iso) => wording.moment(iso, lang)),
    amounts.map((amount) => wording.money(amount, lang)), days.map(dateInWords),
  ];
};

const ANSWERS = { common: (given) => ((common = given), null), pages, take, words };

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
