// @ts-check
/** Days, as text `YYYY-MM-DD` from end to end. Typed in three boxes, or whole in one; old papers may know the year only. */

import { daysInMonth, padded } from "../dates.js";
import { BLANK, failed, parsed, problem, refused } from "../problems.js";
import { clean, length, printable } from "../text.js";
import { kind, written } from "./base.js";

/** @typedef {import("../types").DateKind} DateKind */
/** @typedef {import("../types").Field} Field */
/** @typedef {import("../types").Typed} Typed day, month and year as typed */

const PARTS = ["day", "month", "year"];
const WHOLE = /^([0-9]{1,2}) ?[/. -] ?([0-9]{1,2}) ?[/. -] ?([0-9]+)$/;
const UNBROKEN = /^([0-9]{2})([0-9]{2})([0-9]{4})$/;
const MONTH_YEAR = /^()([0-9]{1,2}) ?[/. -] ?([0-9]{4})$/;
const YEAR = /^()()([0-9]{4})$/;
const CANONICAL = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;

/** @param {string} value */
const said = (value) => value.split("-").reverse().join("/");

/** @param {number | string | undefined} bound @param {string} today */
const limit = (bound, today) => (bound === "today" ? today : typeof bound === "string" ? bound : "");

/** @type {DateKind} */
const date = {
  ...kind,
  control: "dates",
  missing: "missing_date",
  partial: false,
  parts: () => PARTS,
  read(field, posted) {
    let typed = /** @type {Typed} */ (PARTS.map((part) => clean(posted.one(`${field.id}.${part}`))));
    const [day, month, year] = typed;
    const whole = clean(posted.one(field.id)) || (length(day) > 2 && !month && !year ? day : "");
    if (whole) {
      const found = this.split(whole);
      if (!found) return refused(field, "date_unreadable", "day");
      typed = found;
    } else if (!day && !month && !year) return BLANK;
    // Papers print an unknown day or month as 00.
    if (this.partial) typed = [typed[0].replace(/^0*$/, ""), typed[1].replace(/^0*$/, ""), typed[2]];
    const found = [...this.gaps(field, typed), ...notDigits(field, typed)];
    return found.length ? failed(found) : dayThatExists(field, typed);
  },
  split(whole) {
    const turned = CANONICAL.exec(whole);
    if (turned) return [turned[3], turned[2], turned[1]];
    const ways = this.partial ? [WHOLE, UNBROKEN, MONTH_YEAR, YEAR] : [WHOLE, UNBROKEN];
    const found = ways.find((way) => way.test(whole))?.exec(whole);
    return found ? [found[1], found[2], found[3]] : null;
  },
  gaps: (field, typed) => PARTS.filter((part, at) => !typed[at]).map((part) => problem(field, `date_${part}_missing`, part)),
  judge(field, value, { today }) {
    // A partial date is out of bounds only when every day in it is.
    const [earliest, latest] = [limit(field.min, today), limit(field.max, today)];
    if (latest && (value + "-01-01").slice(0, 10) > latest) {
      return [field.max === "today" ? problem(field, "date_future") : problem(field, "date_after", null, { limit: said(latest) })];
    }
    if (earliest && (value + "-99-99").slice(0, 10) < earliest) {
      return [field.min === "today" ? problem(field, "date_past") : problem(field, "date_before", null, { limit: said(earliest) })];
    }
    return [];
  },
  say: (field, value) => said(value),
  fill(field, value) {
    const [year, month = "", day = ""] = value.split("-");
    return { [field.id + ".day"]: [day], [field.id + ".month"]: [month], [field.id + ".year"]: [year] };
  },
  ask(field, typed) {
    const [day, month, year] = PARTS.map((part) => printable(typed.one(`${field.id}.${part}`)));
    return { day: day || printable(typed.one(field.id)), month, year, partial: this.partial };
  },
  fits: (field, value) => written(CANONICAL)(value),
};

/** A day, a month or only a year, as the papers have it. @type {DateKind} */
const partialDate = {
  ...date,
  partial: true,
  gaps(field, [day, month, year]) {
    if (!year) return [problem(field, "date_year_missing", "year")];
    return day && !month ? [problem(field, "date_month_missing", "month")] : [];
  },
  fits: (field, value) => written(/^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$/)(value),
};

/** @param {Field} field @param {Typed} typed */
const notDigits = (field, typed) => {
  const found = PARTS.filter((part, at) => typed[at] && !/^[0-9]{1,9}$/.test(typed[at])).map((part) => problem(field, "date_digits", part));
  return !found.length && typed[2] && typed[2].length !== 4 ? [problem(field, "date_year_short", "year")] : found;
};

/** @param {Field} field @param {Typed} typed */
const dayThatExists = (field, typed) => {
  const [day, month, year] = typed.map(Number);
  if (year < 1800 || year > 2199) return refused(field, "date_year_odd", "year", { year });
  if (typed[1] && (month < 1 || month > 12)) return refused(field, "date_month", "month", { month });
  if (typed[0] && (day < 1 || day > 31)) return refused(field, "date_day", "day", { day });
  const days = daysInMonth(year, month || 1);
  if (day > days) return refused(field, "date_no_such_day", "day", { month, year, days });
  return parsed([padded(year, 4), ...(month ? [padded(month)] : []), ...(day ? [padded(day)] : [])].join("-"));
};

export const DATES = { date, partial_date: partialDate };
