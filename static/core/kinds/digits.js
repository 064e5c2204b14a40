// @ts-check
/** Kinds typed as digits and stored bare: identity numbers, telephones, whole numbers, money. Never a float: đồng are whole. */

import { word } from "../lists.js";
import { parsed, problem, refused, warning } from "../problems.js";
import { written } from "./base.js";
import { line } from "./lines.js";

// The mobile prefixes in use; landlines are 02….
const MOBILE = "0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9]";
const START = new RegExp(`^${MOBILE}|2[0-9])`);
const PHONE = new RegExp(`^(?:${MOBILE})[0-9]{7}|02[0-9]{9})$`);
const COUNTRY = /^(?:\+84|0084|84)0?(?=[1-9][0-9]{8,9}$)/;
const PLAIN = /^-?[0-9]{1,15}$/;
const GROUPED = /^[0-9]{1,3}(?:(?:\.[0-9]{3}){1,4}|(?:,[0-9]{3}){1,4}|(?: [0-9]{3}){1,4})$/;
const CURRENCY = / ?(?:đồng|Đồng|ĐỒNG|dong|đ|Đ|vnđ|VNĐ|vnd|VND|₫)\.?$/;
const MOST = 999999999999999;

/** Return a text without what people put between groups of digits. @param {string} text */
export const bareDigits = (text) => text.replace(/[ .-]/g, "");

/** 12 digits. Only the length can be wrong; the rest is a warning. @type {import("../types").Identity} */
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

/** @type {import("../types").Line} */
const phone = {
  ...line,
  mode: "tel",
  readText(field, text) {
    const bare = text.replace(/[ .()-]/g, "");
    if (!/^\+?[0-9]+$/.test(bare)) return refused(field, "digits_only");
    const number = bare.replace(COUNTRY, "0");
    if (PHONE.test(number)) return parsed(number);
    if (!START.test(number)) return refused(field, "phone_start", null, { start: number.slice(0, 3) });
    return refused(field, "phone_length", null, { length: number.length, needed: number.startsWith("02") ? 11 : 10 });
  },
  say: (field, value) => `${value.slice(0, 4)} ${value.slice(4, 7)} ${value.slice(7)}`,
  fits: (field, value) => written(PHONE)(value),
};

/** 0 or more unless the field says otherwise; dots between thousands are taken. @type {import("../types").Numeric} */
const wholeNumber = {
  ...line,
  mode: "numeric",
  unreadable: "number_unreadable",
  readText(field, text) {
    const plain = GROUPED.test(text) ? text.replace(/[., ]/g, "") : text;
    return PLAIN.test(plain) ? parsed(Number(plain) + 0) : refused(field, this.unreadable);
  },
  judge({ id, min = 0, max = MOST }, value) {
    const [least, most] = [typeof min === "number" ? min : 0, typeof max === "number" ? max : MOST];
    if (value < least) return [problem({ id }, "number_too_small", null, { limit: least })];
    return value > most ? [problem({ id }, "number_too_large", null, { limit: most })] : [];
  },
  say: (field, value, lang) => String(value).replace(/\B(?=(?:[0-9]{3})+$)/g, lang === "en" ? "," : "."),
  fits: (field, value) => Number.isInteger(value) && value >= -MOST && value <= MOST,
};

/** An amount in đồng: `2000`, `2.000`, `2.000 đ`. @type {import("../types").Numeric} */
const money = {
  ...wholeNumber,
  unreadable: "money_unreadable",
  readText(field, text) {
    return wholeNumber.readText.call(this, field, text.replace(CURRENCY, ""));
  },
  say: (field, value, lang, lists) => `${wholeNumber.say(field, value, lang, lists)} ${word("dong", lang, lists)}`,
  ask(field, typed, lang, lists) {
    return { ...line.ask.call(this, field, typed, lang, lists), suffix: word("dong", lang, lists) };
  },
};

/** No longer an identity paper, but still on old papers. */
const oldId = { ...personalId, size: 9, lengthCode: "old_id_length", judge: line.judge };

export const DIGITS = { personal_id: personalId, old_id: oldId, phone, whole_number: wholeNumber, money };
