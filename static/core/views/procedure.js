// @ts-check
/** The view of one procedure's page, in the order in which people ask; twin of `webapp/catalogue/page_view.py`. */

import { PROVINCE, sideOf } from "../catalogue.js";
import { say } from "../lists.js";
import { LATE, dueDate, feeFor, limitFor, localOf, waiverFor } from "../promises.js";
import { entryView } from "./catalogue.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../catalogue.js").Catalogue} Catalogue */
/** @typedef {import("../wording.js").Wording} Wording */

/** Times whose condition was lost: no date may be reckoned from them. */
const DIFFERS_BY_CASE = ["several_times", "channels_disagree"];
const GIVES = [["who", "who"], ["what", "what"], ["amount", "amount"], ["starts", "from"], ["paid_where", "paid_where"]];

/** @param {Json} said @param {string} lang @returns {string} */
const text = (said, lang) => (said ? say(said, lang) : "");

/** @param {Json} row */
const sure = ({ certainty }) => certainty === "known";

/** @param {Json} gives @param {string} lang */
const givesView = (gives, lang) => ({
  lines: GIVES.map(([part, name]) => ({ part, text: text(gives?.[name], lang) })).filter((line) => line.text),
  sure: !!gives && sure(gives),
});

/** @param {Json} paper @param {string} lang */
const paperView = (paper, lang) => ({
  name: say(paper.name, lang), form: paper.form, number: paper.count, treatment: paper.treatment, when_text: text(paper.when_text, lang),
  note: text(paper.note, lang), look: paper.look, held_by_state: !!paper.replaced_by, sure: sure(paper),
});

/** @param {Json} limit */
const timeView = (limit) => ({
  channel: limit.channel, place: limit.place, number: limit.number, unit: limit.unit, sure: sure(limit), ground: limit.ground,
});

/** @param {Json} amount @param {Wording} wording @param {string} lang */
const money = (amount, wording, lang) => (typeof amount === "number" ? wording.money(amount, lang) : "");

/** @param {Json} fee @param {Wording} wording @param {string} lang */
const feeView = (fee, wording, lang) => ({
  channel: fee.channel,
  sort: typeof fee.amount === "number" ? "amount" : fee.amount,
  money: money(fee.amount, wording, lang),
  per: fee.per,
  since: fee.valid_from && wording.day(fee.valid_from, lang),
  until: fee.valid_to && wording.day(fee.valid_to, lang),
  sure: sure(fee),
  ground: fee.ground,
});

/** A date only where unit, place and route are known. @param {Catalogue} catalogue @param {Json} facts @param {Json} chosen @param {Json[]} routes @param {{day: string, hour: number}} now @param {Wording} wording @param {string} lang */
const promiseView = (catalogue, facts, chosen, routes, { day, hour }, wording, lang) => {
  const unit = chosen ? chosen.id : facts.at_commune ? "" : PROVINCE;
  const byHand = routes.some((route) => route.route !== "portal" && route.sure);
  const possible = unit && byHand && !DIFFERS_BY_CASE.includes(facts.row.time_reason);
  const limit = possible ? limitFor(facts.times, "counter", catalogue.placeOf(unit)) : null;
  // The sentence says "if accepted before 15:00 today"; so that is the moment the date is reckoned from.
  const due = limit && sure(limit) ? dueDate(`${day}T${LATE - 1}:00:00+07:00`, limit, catalogue.calendar) : null;
  return due ? { due: wording.day(due, lang), late: hour >= LATE } : { due: "", late: false };
};

/** The portal's waiver beside the counter's price. @param {Json} facts @param {Json[]} routes @param {string} day @param {Wording} wording @param {string} lang */
const waiverView = (facts, routes, day, wording, lang) => {
  const found = waiverFor(facts.waivers, day);
  if (!found || !routes.some((route) => route.route === "portal")) return { share: "", ground: "", until: "", counter: "" };
  const counter = money(feeFor(facts.fees, "counter", day)?.amount, wording, lang);
  return { share: found.share, ground: found.ground, until: wording.day(found.valid_to, lang), counter };
};

/** @param {Json} point @param {string} lang */
const pointView = (point, lang) => ({
  kind: point.kind, place: sideOf(point, "place", lang), hours: point.hours, phone: point.phone, rounds: point.mobile_rounds,
  boats: point.boat_days, sure: sure(point),
});

/** @param {Json} row @param {string} lang */
const unitView = (row, lang) => ({ code: row.id, name: sideOf(row, "name", lang) });

/** `2026-07` -> `7/2026`. @param {string} factsDate */
const month = (factsDate) => factsDate && factsDate.split("-").reverse().map(Number).join("/");

/**
 * Everything `catalogue/procedure.html` draws.
 * @param {Json} frame @param {Catalogue} catalogue @param {Json} facts `Facts` of the procedure @param {string} unit code that was chosen, or ""
 * @param {string} nowIso @param {Wording} wording @param {"no" | "offer" | "kept"} keep
 */
export const procedureView = (frame, catalogue, facts, unit, nowIso, wording, keep) => {
  const { lang } = frame;
  const now = localOf(nowIso);
  const { row, plain } = facts;
  const chosen = facts.at_commune ? catalogue.commune(unit) : null;
  const routes = catalogue.routesFor(facts, chosen?.id ?? null, now.day);
  return {
    ...frame,
    code: facts.code,
    name: say(plain?.plain ?? { vi: row.name_vi, en: row.name_en }, lang),
    official: row.name_vi,
    written: !!plain,
    presence: plain?.presence ?? "unknown",
    presence_note: text(plain?.presence_note, lang),
    gives: givesView(plain?.gives, lang),
    papers: (plain?.papers ?? []).map((/** @type {Json} */ paper) => paperView(paper, lang)),
    times: facts.times.map(timeView),
    time_reason: row.time_reason,
    promise: promiseView(catalogue, facts, chosen, routes, now, wording, lang),
    fees: facts.fees.filter((/** @type {Json} */ fee) => !fee.valid_to || fee.valid_to >= now.day).map((/** @type {Json} */ fee) => feeView(fee, wording, lang)),
    fee_reason: row.fee_reason,
    waiver: waiverView(facts, routes, now.day, wording, lang),
    decided_by: facts.decided_by,
    received_at: facts.received_at,
    routes: routes.map(({ route, demonstration, sure }) => ({ route, demonstration, sure })),
    ground: routes[0]?.legal_ground ?? "",
    unit: chosen ? unitView(chosen, lang) : { code: "", name: "" },
    units: facts.at_commune ? catalogue.communesByName.map((each) => unitView(each, lang)) : [],
    points: (chosen && facts.received_at === "commune_centre" ? catalogue.points.filter((point) => point.unit === chosen.id) : []).map((point) => pointView(point, lang)),
    result: text(facts.result, lang),
    doubts: (plain?.uncertain ?? []).map((/** @type {Json} */ said) => say(said, lang)),
    marks: [...row.doubts, row.certainty],
    facts_month: month(row.facts_date),
    decision: row.decision,
    see_also: (plain?.see_also ?? []).flatMap((/** @type {string} */ code) => catalogue.procedures.get(code) ?? []).map((/** @type {import("../catalogue.js").Entry} */ other) => entryView(other, lang)),
    field: { code: row.field, name: say(catalogue.fields.get(row.field), lang) },
    keep,
  };
};
