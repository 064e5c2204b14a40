// @ts-check
/** The kinds of answers, by name. A new kind is one object in a module here, its twin in `webapp/forms/kinds`, one vector file. */

import { bankAccount } from "./bank_account.js";
import { CHOICES } from "./choices.js";
import { DATES } from "./dates.js";
import { DIGITS } from "./digits.js";
import { LINES } from "./lines.js";
import { PAPERS } from "./papers.js";
import { PLACES } from "./places.js";

/** @type {Map<string, import("../types").Kind>} */
export const KINDS = new Map(
  Object.entries({ ...LINES, ...DIGITS, ...DATES, ...CHOICES, ...PLACES, ...PAPERS, bank_account: bankAccount }),
);

/** Return the kind of a field. Throws when there is none. @param {{kind: string}} field */
export const kindOf = (field) => {
  const found = KINDS.get(field.kind);
  if (!found) throw new TypeError("no kind " + field.kind);
  return found;
};
