// @ts-check
/** Which boxes of a page an ID card can fill; twin of `webapp/forms/views/cards.py`. */

import { own } from "../answers.js";
import { fieldOf } from "./context.js";

/** Last word of the id and kind -> part of the card. @type {Record<string, string>} */
const PARTS = {
  "personal_id personal_id": "number", "name person_name": "name", "surname person_name": "surname", "given_name person_name": "given",
  "birth_date date": "birth", "birth_date partial_date": "birth", "sex choice": "sex", "id_date date": "issued", "permanent_address address": "home",
};

/**
 * Return whose card fills boxes of this page, and which; `person` is "" when none does, or when two persons are asked about.
 * @param {import("../types").Definition} definition @param {import("../types").Field[]} fields
 */
export const cardView = (definition, fields) => {
  const found = fields.flatMap(({ id, kind }) => {
    const cut = id.lastIndexOf(".");
    const [person, last] = [id.slice(0, Math.max(0, cut)), id.slice(cut + 1)];
    const part = own(PARTS, `${last} ${kind}`);
    return part && fieldOf(definition, `${person}.personal_id`)?.kind === "personal_id" ? [{ person, part, name: id }] : [];
  });
  const persons = new Set(found.map(({ person }) => person));
  if (persons.size !== 1) return { person: "", parts: [] };
  return { person: found[0].person, parts: found.map(({ part, name }) => ({ part, name })) };
};
