// @ts-check
/**
 * The text of the QR code on an ID card, as facts.
 *
 * `number|old number|name|ddmmyyyy|sex|permanent address|ddmmyyyy of issue`, UTF-8, at least the first six; what follows is not read: the card of
 * July 2024 may add fields, in an order that we could not verify. The code is not signed. It saves typing and proves nothing, so
 * whatever is not plainly such a text gives null: another code, an old identity card, a joke. Pure: node tests it.
 */

/** @typedef {{number: string, name: string, birth: Day, sex: "male" | "female" | "", home: string, issued: Day | null}} Card */
/** @typedef {[string, string, string]} Day day and month may be "" (some old papers know only the year) */

const MOST = 600;
const LONGEST = 120;
const NAME = /^[\p{L}\p{M}'’. -]{2,}$/u;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u;
const SEXES = /** @type {Record<string, "male" | "female">} */ ({ nam: "male", nữ: "female" });

/** @param {string} text ddmmyyyy, 00 for what is not known @returns {Day | null} */
const dayOf = (text) => {
  const found = /^(\d\d)(\d\d)((?:19|20)\d\d)$/.exec(text);
  if (!found) return null;
  const [day, month, year] = found.slice(1);
  if (day !== "00" && month === "00") return null;
  const made = new Date(Date.UTC(Number(year), Number(month === "00" ? "01" : month) - 1, Number(day === "00" ? "01" : day)));
  if (month !== "00" && made.getUTCMonth() + 1 !== Number(month)) return null;
  return [day === "00" ? "" : day, month === "00" ? "" : month, year];
};

/** Return the facts of a card, or null. @param {string} text as the code gave it @returns {Card | null} */
export const cardOf = (text) => {
  if (text.length > MOST) return null;
  const parts = text.normalize("NFC").trim().split("|").map((part) => part.trim().replace(/ +/g, " "));
  if (parts.length < 6 || parts.some((part) => HIDDEN.test(part))) return null;
  const [number, old, name, birth, sex, home, issued = ""] = parts;
  const born = dayOf(birth);
  if (!/^\d{12}$/.test(number) || !/^(?:\d{9}|\d{12})?$/.test(old) || !born) return null;
  if (!NAME.test(name) || name.length > LONGEST || home.length > 2 * LONGEST) return null;
  return { number, name, birth: born, sex: SEXES[sex.toLowerCase()] ?? "", home, issued: dayOf(issued) };
};

/** Return surname and the rest: the first word, as civil registers do. @param {string} name @returns {[string, string]} */
export const surnameAndGiven = (name) => {
  const [surname, ...given] = name.split(" ");
  return [surname, given.join(" ")];
};

/**
 * Return an address in old units as the boxes of an address hold it. The commune keeps its old name: officers find the present one.
 * @param {string} home @param {Map<string, string>} provinces option of each name in lower case
 * @returns {{province: string, commune_text: string, detail: string}}
 */
export const placeOf = (home, provinces) => {
  const parts = home.split(",").map((part) => part.trim()).filter(Boolean);
  const province = provinces.get((parts.at(-1) ?? "").toLowerCase().replace(/^(?:tỉnh|thành phố|tp\.?) /, "")) ?? "";
  if (province) parts.pop();
  const cut = Math.max(0, parts.length - (province ? 2 : 3));
  return { province, commune_text: parts.slice(cut).join(", "), detail: parts.slice(0, cut).join(", ") };
};
