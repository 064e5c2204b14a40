// @ts-check
/** Dates as text, `YYYY-MM-DD` or a part of one, which stands for every day in it. No clock, no time zone. */

const SHAPE = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** @typedef {[string, string]} Days first and last day; such texts sort like the days they name */

/** @param {number} year */
const isLeap = (year) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Return how many days a month (1-12) has. @param {number} year @param {number} month */
export const daysInMonth = (year, month) => (month === 2 && isLeap(year) ? 29 : MONTH_DAYS[month - 1]);

/** Return a number with noughts before it. @param {number} number @param {number} [digits] */
export const padded = (number, digits = 2) => String(number).padStart(digits, "0");

/** @param {number} year @param {number} month @param {number} day */
const dayText = (year, month, day) => `${padded(year, 4)}-${padded(month)}-${padded(day)}`;

/** Return the days a date text stands for, or null when it is no date. @param {string} text @returns {Days | null} */
export const daysOf = (text) => {
  const found = SHAPE.exec(text);
  if (!found || found[1] === "0000") return null;
  if (!found[2]) return [text + "-01-01", text + "-12-31"];
  const month = Number(found[2]);
  if (month < 1 || month > 12) return null;
  const last = daysInMonth(Number(found[1]), month);
  if (!found[3]) return [text + "-01", `${text}-${last}`];
  const day = Number(found[3]);
  return day >= 1 && day <= last ? [text, text] : null;
};

/** @param {string} text */
const numbers = (text) => text.split("-").map(Number);

/** Return whole years; born on 29 February: complete on 28 February of a common year. @param {string} birth @param {string} day */
export const ageOn = (birth, day) => {
  const [year] = numbers(day);
  const birthday = birth.slice(5) === "02-29" && !isLeap(year) ? "02-28" : birth.slice(5);
  return year - numbers(birth)[0] - (day.slice(5) < birthday ? 1 : 0);
};

/** Return an exact date moved by days, or null outside the years 1 to 9999. @param {string} text @param {number} days */
export const plusDays = (text, days) => {
  const at = new Date(text + "T00:00Z");
  at.setUTCDate(at.getUTCDate() + days);
  const moved = Number.isNaN(at.getTime()) ? "" : at.toISOString();
  return moved[4] === "-" && moved > "0001" ? moved.slice(0, 10) : null;
};

/** Return a date (`YYYY-MM` or `YYYY-MM-DD`) moved by months; 31 January and one month is the last of February. @param {string} text @param {number} months */
export const plusMonths = (text, months) => {
  const start = numbers(text);
  const count = start[0] * 12 + start[1] - 1 + months;
  const year = Math.floor(count / 12);
  if (year < 1 || year > 9999) return null;
  const month = count - year * 12 + 1;
  return text.length === 7 ? `${padded(year, 4)}-${padded(month)}` : dayText(year, month, Math.min(start[2], daysInMonth(year, month)));
};
