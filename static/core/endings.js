// @ts-check
/** Where a dossier ends: at a desk of this system, or prepared for the portal and the counter; twin of `webapp/dossiers/endings.py`. */

import { isObject, isUnknown } from "./answers.js";
import { feeFor, waiverFor } from "./promises.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {{route: string, unit: string, competent: string, decidedBy: string, demonstration: boolean, routes: Json[]}} Ending */

const VNEID_FIELDS = ["applicant.vneid", "owner.vneid", "submitter.vneid"];

/** @param {import("./answers.js").AnswerSet} answers @param {boolean} said */
const vneidIs = (answers, said) => VNEID_FIELDS.some((field) => answers.value(field) === said);

/** @param {Json[]} routes @param {import("./answers.js").AnswerSet} answers */
const preferred = (routes, answers) => {
  const open = routes.map(({ route }) => route);
  const portal = open.includes("portal") && (vneidIs(answers, true) || !open.includes("counter"));
  return portal ? "portal" : "counter";
};

/** Return the ending for these answers on a day. @param {import("./catalogue.js").Catalogue} catalogue @param {Json} facts @param {import("./answers.js").AnswerSet} answers @param {string} day @returns {Ending} */
export const endingOf = (catalogue, facts, answers, day) => {
  const said = answers.value("unit");
  const unit = catalogue.competentUnit(facts, isObject(said) && !isUnknown(said) ? said : null) ?? "";
  const routes = catalogue.routesFor(facts, unit || null, day);
  const desk = routes.find(({ route }) => route === "desk");
  const decidedBy = facts.decided_by;
  if (desk && unit) return { route: "desk", unit, competent: unit, decidedBy, demonstration: desk.demonstration, routes };
  let others = routes.filter(({ route }) => route !== "desk");
  const counters = others.filter(({ route }) => route === "counter");
  if (vneidIs(answers, false) && counters.length) others = counters;
  return { route: preferred(others, answers), unit, competent: unit, decidedBy, demonstration: false, routes: others };
};

/** Return a known amount in words, or "". @param {Json} fee @param {import("./wording.js").Wording} wording @param {string} lang */
const price = (fee, wording, lang) => (Number.isInteger(fee?.amount) ? wording.money(fee.amount, lang) : "");

/**
 * Return what `citizen/ending.html` draws. @param {import("./catalogue.js").Catalogue} catalogue @param {Json} facts @param {import("./wording.js").Wording} wording
 * @param {Ending} ending @param {string} lang @param {string} day
 */
export const endingView = (catalogue, facts, wording, ending, lang, day) => {
  const waived = waiverFor(facts.waivers, day) !== null;
  const ways = ending.routes.map(({ route }) => route).filter((way) => way !== "desk");
  const first = [...ways.filter((way) => way === ending.route), ...ways.filter((way) => way !== ending.route)];
  return {
    route: ending.route, unit: catalogue.unitName(ending.unit, lang), decided_by: ending.decidedBy, demonstration: ending.demonstration,
    ways: first.map((way) => {
      const fee = feeFor(facts.fees, way === "portal" ? "online" : "counter", day);
      return {
        route: way, price: price(fee, wording, lang), price_sure: fee?.certainty === "known", waived: way === "portal" && waived,
        received_at: facts.received_at, sure: ending.routes.filter(({ route }) => route === way).every(({ sure }) => sure),
      };
    }),
  };
};
