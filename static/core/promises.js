// @ts-check
/** Working days, due dates, fees that hold; twin of `webapp/catalogue/promises.py`. Days are text, YYYY-MM-DD. */

import { plusDays, plusMonths } from "./dates.js";
import { weekday } from "./wording.js";

/** @typedef {import("./types").Json} Json */

const SATURDAY = 5;
const HOURS_A_DAY = 8;
/** So many hours still fit into the afternoon before `LATE`. */
const SHORT = 2;
const IN_VIETNAM = 7 * 3600 * 1000;
/** Same-day work accepted from this hour on is given back on the next working day. */
export const LATE = 15;

/** The day and the hour at UTC+7. @param {string} iso a moment with its zone @returns {{day: string, hour: number}} */
export const localOf = (iso) => {
  const local = new Date(Date.parse(iso) + IN_VIETNAM).toISOString();
  return { day: local.slice(0, 10), hour: Number(local.slice(11, 13)) };
};

export class WorkingCalendar {
  /** @param {[string, "off" | "work"][]} days days off that are no weekends, and weekends on which offices work */
  constructor(days) {
    this.sorts = new Map(days);
    /** The last year the calendar knows; later dates are not promised. */
    this.lastYear = [...this.sorts.keys()].map((day) => day.slice(0, 4)).sort().at(-1) ?? "";
  }

  /** Do offices work on that day? @param {string} day */
  works(day) {
    const [year, month, date] = day.split("-").map(Number);
    return (this.sorts.get(day) ?? (weekday(year, month, date) >= SATURDAY ? "off" : "work")) === "work";
  }

  /** That day itself when offices work on it, else the next one. @param {string | null} day @returns {string} "" past all years */
  nextWorkingDay(day) {
    let found = day ?? "";
    while (found && !this.works(found)) found = plusDays(found, 1) ?? "";
    return found;
  }

  /** The `number`-th working day after a day. @param {string} day @param {number} number */
  after(day, number) {
    let found = day;
    for (let at = 0; at < number && found; at++) found = this.nextWorkingDay(plusDays(found, 1));
    return found;
  }
}

/** @param {{day: string, hour: number}} local @param {WorkingCalendar} calendar */
const sameDay = ({ day, hour }, calendar) => (hour < LATE && calendar.works(day) ? day : calendar.after(day, 1));

/** @param {{day: string, hour: number}} local @param {Json} limit @param {WorkingCalendar} calendar */
const dueOf = (local, { unit, number }, calendar) => {
  const { day } = local;
  if (unit === "hours") return number <= SHORT ? sameDay(local, calendar) : calendar.after(day, Math.ceil(number / HOURS_A_DAY));
  if (unit === "working_days") return number === 0 ? sameDay(local, calendar) : calendar.after(day, number);
  return calendar.nextWorkingDay(unit === "calendar_days" ? plusDays(day, number) : plusMonths(day, number));
};

/** Return the day of the result, or null past the years the calendar knows. @param {string} receivedIso @param {Json} limit @param {WorkingCalendar} calendar */
export const dueDate = (receivedIso, limit, calendar) => {
  const due = dueOf(localOf(receivedIso), limit, calendar);
  return due && due.slice(0, 4) <= calendar.lastYear ? due : null;
};

/** The one time that holds for this way of filing and this place, or null. @param {Json[]} limits @param {string} channel @param {string} place */
export const limitFor = (limits, channel, place) => {
  const mine = ["any", channel].flatMap((each) => limits.filter((limit) => limit.channel === each));
  const byPlace = new Map(mine.map((limit) => [limit.place, limit]));
  if (byPlace.has("mountain_island") && place !== "mountain_island") return null;
  return byPlace.get("mountain_island") ?? byPlace.get("any") ?? null;
};

/** @param {string} day @returns {(row: Json) => boolean} */
const holdsOn = (day) => (row) => (!row.valid_from || row.valid_from <= day) && (!row.valid_to || day <= row.valid_to);

/** The fee of this way of filing on this day, or null when it is not known. @param {Json[]} fees @param {string} channel @param {string} day */
export const feeFor = (fees, channel, day) => {
  const mine = fees.filter((fee) => fee.channel === "any" || fee.channel === channel).filter(holdsOn(day));
  return mine.find((fee) => fee.channel === channel) ?? mine[0] ?? null;
};

/** The waiver for filing on the national portal on this day, or null. @param {Json[]} waivers @param {string} day */
export const waiverFor = (waivers, day) => waivers.find(holdsOn(day)) ?? null;
