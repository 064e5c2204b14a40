// @ts-check
/** Where: a unit and a full address. Only the communes of Quảng Ninh are a list; elsewhere the words are kept as typed. */

import { HOME_PROVINCE, say } from "../lists.js";
import { BLANK, parsed, refused, warning } from "../problems.js";
import { clean, length, printable } from "../text.js";
import { SINGLE_LINE, kind, shaped, written } from "./base.js";
import { entries, listed } from "./choices.js";

/** @typedef {import("../types").Field} Field */
/** @typedef {import("../types").Place} Place */

const HOME_ONLY = "quang_ninh";
const PROVINCE = written(/^[0-9]{2}$/);
const COMMUNE = written(/^[0-9]{5}$/);

/** @param {any} value */
const isWords = (value) => typeof value === "string" && value !== "" && length(value) <= SINGLE_LINE;

/** @type {Place} */
const place = {
  ...kind,
  missing: "missing_choice",
  typed(field, posted) {
    const sent = this.parts(field).map((part) => [part, clean(posted.one(`${field.id}.${part}`))]);
    const found = Object.fromEntries(sent.filter(([, text]) => text));
    // A commune chosen alone is one of Quảng Ninh.
    return found.commune ? { province: HOME_PROVINCE, ...found } : found;
  },
  say(field, value, lang, lists) {
    const [commune, province] = [lists.item("communes", value.commune ?? ""), lists.item("provinces", value.province)];
    return [value.detail, value.commune_text, commune && say(commune, lang), province && say(province, lang)].filter(Boolean).join(", ");
  },
  fill(field, value) {
    return Object.fromEntries(this.parts(field).map((part) => [`${field.id}.${part}`, [value[part] ?? ""]]));
  },
  ask(field, typed, lang, lists) {
    return {
      provinces: entries(listed(lists, "provinces", lang), typed.all(field.id + ".province")),
      communes: entries(listed(lists, "communes", lang, HOME_PROVINCE), typed.all(field.id + ".commune")),
    };
  },
};

/** Return why the two selects cannot be read, or null. @param {Field} field @param {Record<string, string>} typed @param {import("../types").Lists} lists */
const fault = (field, { province, commune }, lists) => {
  if (province && !lists.item("provinces", province)) return refused(field, "not_in_list", "province");
  if (commune && province !== HOME_PROVINCE) return refused(field, "commune_elsewhere", "commune");
  const atHome = !commune || lists.item("communes", commune)?.parent === HOME_PROVINCE;
  return atHome ? null : refused(field, "not_in_list", "commune");
};

/** Return what is too long or missing, or null. @param {Field} field @param {Record<string, string>} typed */
const gap = (field, typed) => {
  const long = ["commune_text", "detail"].find((part) => length(typed[part] ?? "") > SINGLE_LINE);
  if (long) return refused(field, "too_long", long, { limit: SINGLE_LINE, length: length(typed[long]) });
  if (!typed.province) return refused(field, "province_missing", "province");
  if (typed.commune || typed.commune_text) return null;
  return refused(field, "commune_missing", typed.province === HOME_PROVINCE ? "commune" : "commune_text");
};

/** A province, or a commune of Quảng Ninh; with `list: quang_ninh` only the commune is asked. @type {Place} */
const unit = {
  ...place,
  control: "unit",
  parts: (field) => (field.list === HOME_ONLY ? ["commune"] : ["province", "commune"]),
  read(field, posted, lists) {
    const typed = this.typed(field, posted);
    return Object.keys(typed).length ? fault(field, typed, lists) ?? parsed(typed) : BLANK;
  },
  ask(field, typed, lang, lists) {
    return { ...place.ask.call(this, field, typed, lang, lists), home_only: field.list === HOME_ONLY };
  },
  fits(field, value) {
    if (field.list !== HOME_ONLY) return shaped(value, { province: PROVINCE, commune: COMMUNE }, ["province"]);
    return shaped(value, { province: (code) => code === HOME_PROVINCE, commune: COMMUNE }, ["province", "commune"]);
  },
};

/** The commune is chosen in Quảng Ninh and typed elsewhere, or as an old paper has it. @type {Place} */
const address = {
  ...place,
  control: "address",
  missing: "missing_address",
  parts: () => ["province", "commune", "commune_text", "detail"],
  typed(field, posted) {
    const found = place.typed.call(this, field, posted);
    // Words win over a select that was left standing from another province.
    if (found.commune_text && found.province !== HOME_PROVINCE) delete found.commune;
    return found;
  },
  read(field, posted, lists) {
    const typed = this.typed(field, posted);
    return Object.keys(typed).length ? fault(field, typed, lists) ?? gap(field, typed) ?? parsed(typed) : BLANK;
  },
  judge: (field, value) =>
    value.province === HOME_PROVINCE && !value.commune ? [warning(field, "commune_not_chosen", "commune")] : [],
  ask(field, typed, lang, lists) {
    const [commune_text, detail] = ["commune_text", "detail"].map((part) => printable(typed.one(`${field.id}.${part}`)));
    return { ...place.ask.call(this, field, typed, lang, lists), commune_text, detail };
  },
  fits: (field, value) =>
    shaped(value, { province: PROVINCE, commune: COMMUNE, commune_text: isWords, detail: isWords }, ["province"]),
};

export const PLACES = { unit, address };
