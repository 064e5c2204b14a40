// @ts-check
/** A bank account to be paid into: holder, number, bank; all three or none. Whether it exists only the bank knows. */

import { say } from "../lists.js";
import { BLANK, failed, parsed, problem } from "../problems.js";
import { clean, length, printable } from "../text.js";
import { kind, shaped, written } from "./base.js";
import { entries, listed } from "./choices.js";
import { bareDigits } from "./digits.js";

const PARTS = ["holder", "number", "bank"];
const NUMBER = written(/^[0-9]{4,19}$/);
const LONGEST_HOLDER = 100;

/** @type {import("../types").Kind} */
export const bankAccount = {
  ...kind,
  control: "bank_account",
  parts: () => PARTS,
  read(field, posted, lists) {
    const typed = Object.fromEntries(PARTS.map((part) => [part, clean(posted.one(`${field.id}.${part}`))]));
    if (!typed.holder && !typed.number && !typed.bank) return BLANK;
    typed.number = bareDigits(typed.number);
    const found = PARTS.filter((part) => !typed[part]).map((part) => problem(field, `bank_${part}_missing`, part));
    const long = length(typed.holder);
    if (long > LONGEST_HOLDER) found.push(problem(field, "too_long", "holder", { limit: LONGEST_HOLDER, length: long }));
    if (typed.number && !NUMBER(typed.number)) found.push(problem(field, "bank_number_unreadable", "number"));
    if (typed.bank && !lists.item("banks", typed.bank)) found.push(problem(field, "not_in_list", "bank"));
    return found.length ? failed(found) : parsed(typed);
  },
  say(field, { holder, number, bank }, lang, lists) {
    const item = lists.item("banks", bank);
    return [holder, number, item ? say(item, lang) : bank].join(", ");
  },
  fill: (field, value) => Object.fromEntries(PARTS.map((part) => [`${field.id}.${part}`, [value[part]]])),
  ask(field, typed, lang, lists) {
    const [holder, number] = PARTS.map((part) => printable(typed.one(`${field.id}.${part}`)));
    return { holder, number, banks: entries(listed(lists, "banks", lang), typed.all(field.id + ".bank")) };
  },
  fits(field, value) {
    const known = {
      holder: (/** @type {any} */ text) => typeof text === "string" && text !== "" && length(text) <= LONGEST_HOLDER,
      number: NUMBER,
      bank: written(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
    };
    return shaped(value, known, PARTS);
  },
};
