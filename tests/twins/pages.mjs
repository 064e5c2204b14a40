// Runs the phone's pages around the questions for pytest: one JSON list of requests per line on stdin, one of answers per line on stdout.
import { createInterface } from "node:readline";
import { answersOf } from "../../static/core/answers.js";
import { Catalogue } from "../../static/core/catalogue.js";
import { endingOf, endingView } from "../../static/core/endings.js";
import { path } from "../../static/core/path.js";
import { makeReader } from "../../static/core/views/context.js";
import { frame } from "../../static/core/views/frame.js";
import { codesPage, dossierItem, dossiersPage, laneItem, leavePage, outboxPage, trackPage } from "../../static/core/views/plain_pages.js";
import { progressPage } from "../../static/core/views/progress.js";
import { receiptPage } from "../../static/core/views/receipt.js";

let common = null;
let catalogue = null;
let facts = {};

/** @param {any} given */
const learn = (given) => {
  common = given.common;
  catalogue = new Catalogue(given.common, given.index);
  facts = given.facts;
  return null;
};

/** A dossier on the table, as the worker lays it there. @param {any} asked */
const opened = ({ definition, lang, today, folder, answers, rows }) => {
  const whole = { ...folder, definition, answers: answersOf(answers, rows), passed: new Set(folder.passed), files: new Map(Object.entries(folder.files)) };
  return { folder: whole, reader: makeReader(common, lang, today), way: path(definition, whole.answers, today) };
};

/** Slip, steps and ending of one dossier. @param {any} asked */
const ends = (asked) => {
  const { folder, reader, way } = opened(asked);
  const { status, today, lang } = asked;
  const mine = facts[folder.definition.procedure];
  const ending = endingView(catalogue, mine, reader.wording, endingOf(catalogue, mine, way.answers, today), lang, today);
  const receipt = receiptPage({
    folder, way, reader, ending, digits: asked.digits, sheet: mine.sheet, papers: new Map(Object.entries(asked.papers)), officialCode: status.official_code,
    due: status.due_on ? reader.wording.day(status.due_on, lang) : "", typed: asked.typed, problems: asked.problems,
  });
  const told = { folder, status, reader, catalogue, reasons: common.refusal_reasons, own: asked.own, knownAt: asked.known_at };
  return { receipt, progress: progressPage(told) };
};

/** @param {any} asked */
const ANSWERS = {
  learn,
  ends,
  frame: (asked) => frame(common, asked),
  dossiers: ({ view, lang, held, problems }) => dossiersPage(view, held.map((one) => dossierItem(one, one.called, makeReader(common, lang, view.today))), problems),
  outbox: ({ view, lang, held }) => outboxPage(view, held.map((one) => laneItem(one, one.called, makeReader(common, lang, view.today), one.photos))),
  codes: ({ view, id, total, site }) => codesPage(view, id, total, site),
  track: ({ view, typed, problems }) => trackPage(view, typed, problems),
  leave: ({ view, said }) => leavePage(view, said),
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
