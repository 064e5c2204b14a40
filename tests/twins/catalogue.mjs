// Runs the phone's catalogue for pytest: one JSON list of requests per line on stdin, one JSON list of answers per line on stdout.
import { createInterface } from "node:readline";
import { Catalogue } from "../../static/core/catalogue.js";
import { dueDate, feeFor, limitFor, waiverFor } from "../../static/core/promises.js";
import { fieldsView, helpView, homeView, listView, missingView } from "../../static/core/views/catalogue.js";
import { procedureView } from "../../static/core/views/procedure.js";
import { Wording } from "../../static/core/wording.js";

let catalogue = new Catalogue({ calendar: [], units: [], points: [], contacts: [] }, { procedures: { step: [] }, events: [], event_codes: {}, fields: [] });
let wording = new Wording({});
let facts = {};

/** @param {any} given */
const learn = (given) => {
  catalogue = new Catalogue(given.common, given.index);
  wording = new Wording(given.wording);
  facts = given.facts;
  return null;
};

/** Everything of the catalogue that is no page. @param {any} asked */
const questions = ({ code, units, days, answers }) => {
  const mine = facts[code];
  const ways = ["any", "online", "counter", "post"];
  return {
    routes: units.map((unit) => days.map((day) => catalogue.routesFor(mine, unit, day))),
    competent: answers.map((answer) => catalogue.competentUnit(mine, answer)),
    fees: ways.map((way) => days.map((day) => feeFor(mine.fees, way, day))),
    waivers: days.map((day) => waiverFor(mine.waivers, day)),
    limits: ways.map((way) => ["any", "mountain_island"].map((place) => limitFor(mine.times, way, place))),
  };
};

/** @param {string} unit */
const unit = (unit) => [catalogue.placeOf(unit), catalogue.unitName(unit, "vi"), catalogue.unitName(unit, "en")];

/** @param {any} asked */
const ANSWERS = {
  learn,
  find: ({ query, limit }) => catalogue.search.find(query, limit).map(({ code, score }) => [code, score]),
  due: ({ at, limit }) => dueDate(at, limit, catalogue.calendar),
  procedure: ({ frame, code, unit, at, keep = "no" }) => procedureView(frame, catalogue, facts[code], unit, at, wording, keep),
  home: ({ frame, take = "no", bytes = 0 }) => homeView(frame, catalogue, { take, bytes }),
  list: ({ frame, q = "", event = "", field = "", here = [] }) => listView(frame, catalogue, { q, event, field }, new Set(here)),
  fields: ({ frame }) => fieldsView(frame, catalogue),
  help: ({ frame, page }) => helpView(frame, catalogue, page),
  missing: ({ frame, typed, problem }) => missingView(frame, typed, problem),
  questions,
  units: (asked) => ({ communes: catalogue.communes().map(({ id }) => id), units: asked.map(unit) }),
  entries: () => [...catalogue.procedures.values()].sort((one, other) => (one.code < other.code ? -1 : 1)).map((entry) => [entry, catalogue.byNumber(entry.number)?.code]),
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
