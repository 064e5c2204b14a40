// @ts-check
/** Dates, moments and money in words; twin of `webapp/forms/wording.py`. The words come from outside, with the shell. */

import { daysOf, padded } from "./dates.js";

/** @typedef {import("./types").Lang} Lang */
/** @typedef {import("./types").Json} Json the table of `procedures/_shared/words.yaml` */

const IN_VIETNAM = 7 * 3600 * 1000;
const MONTH_SHIFT = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];

/** Return a sentence with its `%(name)s` filled in. @param {string} sentence @param {Record<string, string | number>} values */
export const filled = (sentence, values) =>
  sentence.replace(/%\(([a-z_]+)\)s/g, (whole, name) => (Object.keys(values).includes(name) ? String(values[name]) : whole));

/** Return the place of a day in its week, Monday 0 (Sakamoto's way, no clock). @param {number} year @param {number} month @param {number} day */
export const weekday = (year, month, day) => {
  const from = month < 3 ? year - 1 : year;
  return (from + Math.floor(from / 4) - Math.floor(from / 100) + Math.floor(from / 400) + MONTH_SHIFT[month - 1] + day + 6) % 7;
};

export class Wording {
  /** @param {Json} table */
  constructor(table) {
    this.table = table;
  }

  /** `2026-12-04` -> `thứ Sáu, 4/12/2026`. Throws when it is no exact day. @param {string} text @param {Lang} lang */
  day(text, lang) {
    if (text.length !== 10 || !daysOf(text)) throw new TypeError("no day");
    const [year, month, day] = text.split("-").map(Number);
    const { weekdays, months } = this.table;
    return filled(this.table.day[lang], {
      weekday: weekdays[lang][weekday(year, month, day)], day, month, month_name: months[lang][month - 1], year,
    });
  }

  /** A moment (ISO with its zone) at UTC+7: `8 giờ 05, thứ Hai, 23/11/2026`. @param {string} iso @param {Lang} lang */
  moment(iso, lang) {
    const local = new Date(Date.parse(iso) + IN_VIETNAM).toISOString();
    const [hour, minute] = local.slice(11, 16).split(":").map(Number);
    return filled(this.table.moment[lang], { hour, minute: padded(minute), date: this.day(local.slice(0, 10), lang) });
  }

  /** `2000` -> `2.000 đồng`. @param {number} amount whole đồng @param {Lang} lang */
  money(amount, lang) {
    const grouped = String(amount).replace(/\B(?=(?:[0-9]{3})+$)/g, lang === "vi" ? "." : ",");
    return filled(this.table.money[lang], { amount: grouped });
  }
}
