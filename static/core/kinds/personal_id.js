// @ts-check
/** The personal ID of 12 digits and the old identity number of 9. Only the length can be wrong; the rest is a warning. */

import { parsed, refused, warning } from "../problems.js";
import { written } from "./base.js";
import { line } from "./lines.js";

/** Return a text without what people put between groups of digits. @param {string} text */
export const bareDigits = (text) => text.replace(/[ .-]/g, "");

/** @type {import("../types").Identity} */
const personalId = {
  ...line,
  mode: "numeric",
  size: 12,
  lengthCode: "personal_id_length",
  readText(field, text) {
    const digits = bareDigits(text);
    if (!/^[0-9]+$/.test(digits)) return refused(field, "digits_only");
    if (digits.length === this.size) return parsed(digits);
    if (digits.length === 9) return refused(field, "personal_id_old");
    return refused(field, this.lengthCode, null, { length: digits.length });
  },
  judge(field, value, { lists }) {
    const bornHere = value[0] === "0" && lists.item("old_provinces", value.slice(1, 3));
    return bornHere ? [] : [warning(field, "personal_id_province", null, { start: value.slice(0, 3) })];
  },
  say: (field, value) => value.replace(/...(?=.)/g, "$& "),
  fits(field, value) {
    return written(/^[0-9]+$/)(value) && value.length === this.size;
  },
};

/** Return what a personal ID says otherwise than the person. @param {string} value @param {any} birthDate @param {any} sex */
export const personalIdDisagrees = (value, birthDate, sex) => {
  const sign = Number(value[3]);
  const year = String(1900 + Math.floor(sign / 2) * 100 + Number(value.slice(4, 6)));
  const wrongSex = (sex === "male" || sex === "female") && (sign % 2 === 1) !== (sex === "female");
  const wrongYear = typeof birthDate === "string" && birthDate && year !== birthDate.slice(0, 4);
  return [...(wrongSex ? ["personal_id_sex"] : []), ...(wrongYear ? ["personal_id_year"] : [])];
};

export const IDENTITIES = { personal_id: personalId, old_id: { ...personalId, size: 9, lengthCode: "old_id_length", judge: line.judge } };
