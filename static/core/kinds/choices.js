// @ts-check
/** Kinds that are chosen: from the options of the field, or from a reference list. What is stored is a code, never a label. */

import { unknownAnswer } from "../answers.js";
import { say, word } from "../lists.js";
import { BLANK, parsed, refused } from "../problems.js";
import { byCodePoint, clean } from "../text.js";
import { UNKNOWN, kind, written } from "./base.js";

/** @typedef {import("../types").Choice} Choice */
/** @typedef {import("../types").Lists} Lists */
/** @typedef {import("../types").Offer} Offer */

// More options than this are drawn as a select.
const MOST_RADIOS = 7;
const CODE = /^[a-z0-9]+(?:[_-][a-z0-9]+)*$/;

/** Return options for a template. @param {Offer[]} offers @param {string[]} chosen */
export const entries = (offers, chosen) => offers.map((each) => ({ ...each, chosen: chosen.includes(each.code) }));

/** Return items of a reference list as options. @param {Lists} lists @param {string} name @param {string} lang @param {string} [parent] @returns {Offer[]} */
export const listed = (lists, name, lang, parent) =>
  lists.entries(name, parent).map((item) => ({ code: item.code, label: say(item, lang), hint: "" }));

/** Return the options a field names itself. @param {import("../types").Field} field @param {string} lang @returns {Offer[]} */
export const ownOffers = (field, lang) =>
  (field.options ?? []).map((each) => ({ code: each.value, label: say(each.say, lang), hint: each.hint ? say(each.hint, lang) : "" }));

/** @type {Choice} */
const choice = {
  ...kind,
  control: "choices",
  missing: "missing_choice",
  source: "",
  offers(field, lang, lists) {
    const source = field.list || this.source;
    return field.options?.length || !source ? ownOffers(field, lang) : listed(lists, source, lang);
  },
  read(field, posted, lists) {
    const code = clean(posted.one(field.id));
    if (!code) return BLANK;
    if (this.offers(field, "vi", lists).some((offer) => offer.code === code)) return parsed(code);
    return code === UNKNOWN ? parsed(unknownAnswer()) : refused(field, "not_in_list");
  },
  say(field, value, lang, lists) {
    return this.offers(field, lang, lists).find((offer) => offer.code === value)?.label ?? String(value);
  },
  fill: (field, value) => ({ [field.id]: [String(value)] }),
  ask(field, typed, lang, lists) {
    const offers = this.offers(field, lang, lists);
    const unsure = typed.one(field.id) === UNKNOWN;
    return { entries: entries(offers, typed.all(field.id)), as_list: offers.length > MOST_RADIOS, unsure };
  },
  fits: (field, value) => (field.options?.length ? field.options.some((option) => option.value === value) : written(CODE)(value)),
};

/** @type {Choice} */
const country = {
  ...choice,
  source: "countries",
  offers(field, lang, lists) {
    const found = choice.offers.call(this, field, lang, lists);
    // The file is in Vietnamese order with Việt Nam first; English readers look under their own letters.
    return lang === "vi" ? found : [...found.slice(0, 1), ...found.slice(1).sort((left, right) => byCodePoint(left.label, right.label))];
  },
};

/** @param {any} value */
const yesOrNo = (value) => (value ? "yes" : "no");

/** Options with the values `yes` and `no` may give other words. @type {Choice} */
const yesNo = {
  ...choice,
  offers(field, lang, lists) {
    const found = choice.offers.call(this, field, lang, lists);
    return found.length ? found : ["yes", "no"].map((code) => ({ code, label: word(code, lang, lists), hint: "" }));
  },
  read(field, posted, lists) {
    const reading = choice.read.call(this, field, posted, lists);
    return reading.value === "yes" || reading.value === "no" ? parsed(reading.value === "yes") : reading;
  },
  say(field, value, lang, lists) {
    return choice.say.call(this, field, yesOrNo(value), lang, lists);
  },
  fill: (field, value) => ({ [field.id]: [yesOrNo(value)] }),
  fits: (field, value) => typeof value === "boolean",
};

/** Some of the options, kept in the order of the options. @type {Choice} */
const manyChoices = {
  ...choice,
  control: "ticks",
  read(field, posted, lists) {
    const chosen = posted.all(field.id).map(clean).filter(Boolean);
    if (!chosen.length) return BLANK;
    const codes = this.offers(field, "vi", lists).map((offer) => offer.code);
    return chosen.every((code) => codes.includes(code)) ? parsed(codes.filter((code) => chosen.includes(code))) : refused(field, "not_in_list");
  },
  say(field, value, lang, lists) {
    return value.map((/** @type {string} */ code) => choice.say.call(this, field, code, lang, lists)).join(", ");
  },
  fill: (field, value) => ({ [field.id]: [...value] }),
  fits(field, value) {
    return Array.isArray(value) && value.length > 0 && new Set(value).size === value.length && value.every((code) => choice.fits(field, code));
  },
};

/** A sentence to agree with by ticking it; nobody ticks "no". @type {import("../types").Kind} */
const statement = {
  ...kind,
  control: "statement",
  missing: "missing_statement",
  offersUnknown: false,
  read(field, posted) {
    const ticked = clean(posted.one(field.id));
    return !ticked ? BLANK : ticked === "yes" ? parsed(true) : refused(field, "not_in_list");
  },
  say: (field, value, lang, lists) => word("agreed", lang, lists),
  fill: (field) => ({ [field.id]: ["yes"] }),
  ask: (field, typed) => ({ ticked: typed.one(field.id) === "yes" }),
  fits: (field, value) => value === true,
};

export const CHOICES = {
  choice,
  many_choices: manyChoices,
  yes_no: yesNo,
  country,
  ethnicity: { ...choice, source: "ethnic_groups" },
  relation: { ...choice, source: "relations" },
  statement,
};
