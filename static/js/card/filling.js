// @ts-check
/** The boxes of a page beside the facts of a card: what is empty is filled, what was typed is never overwritten unasked. */
import { placeOf, surnameAndGiven } from "./card.js";

/** @typedef {import("./card.js").Card} Card */
/** @typedef {"number" | "name" | "surname" | "given" | "birth" | "sex" | "issued" | "home"} Part */
/** @typedef {HTMLInputElement | HTMLSelectElement} Control */
/**
 * @typedef {object} Fact what the card says for one field of the page
 * @property {string} called
 * @property {string} shown as people read it
 * @property {Map<Control, string>} boxes what belongs into each; of a radio button whether it is the one
 */

/** @param {ParentNode} form @param {string} name @returns {Control[]} */
const controls = (form, name) => [.../** @type {NodeListOf<Control>} */ (form.querySelectorAll(`[name="${CSS.escape(name)}"]`))];

/** @param {ParentNode} form @param {string} name @param {Record<string, string>} said by part @returns {Map<Control, string>} */
const boxesOf = (form, name, said) =>
  new Map(Object.entries(said).flatMap(([part, text]) => controls(form, part ? `${name}.${part}` : name).map((control) => /** @type {const} */ ([control, text]))));

/** @param {ParentNode} form @param {string} name */
const provincesOf = (form, name) => {
  const select = controls(form, `${name}.province`)[0];
  const options = select instanceof HTMLSelectElement ? [...select.options] : [];
  return new Map(options.filter(({ value }) => value).map(({ value, text }) => [text.trim().toLowerCase(), value]));
};

/** @param {Card} card @param {Part} part @returns {string} */
const lineOf = ({ number, name }, part) =>
  ({ number, name, surname: surnameAndGiven(name)[0], given: surnameAndGiven(name)[1] })[/** @type {"number"} */ (part)] ?? "";

/** @param {ParentNode} form @param {Part} part @param {string} name @param {Card} card @returns {Omit<Fact, "called"> | null} */
const factOf = (form, part, name, card) => {
  if (part === "birth" || part === "issued") {
    const date = part === "birth" ? card.birth : card.issued;
    if (!date) return null;
    const [day, month, year] = date;
    return { shown: date.filter(Boolean).join("/"), boxes: boxesOf(form, name, { day, month, year }) };
  }
  if (part === "sex") {
    const radio = controls(form, name).find(({ value }) => value === card.sex);
    return card.sex && radio ? { shown: radio.closest("label")?.innerText.trim() ?? "", boxes: new Map([[radio, card.sex]]) } : null;
  }
  if (part === "home") return card.home ? { shown: card.home, boxes: boxesOf(form, name, placeOf(card.home, provincesOf(form, name))) } : null;
  const line = lineOf(card, part);
  return line ? { shown: line, boxes: boxesOf(form, name, { "": line }) } : null;
};

/** Return what the card says for the fields of a page. @param {ParentNode} form @param {{part: Part, name: string, called: string}[]} parts @param {Card} card @returns {Fact[]} */
export const factsOf = (form, parts, card) =>
  parts.flatMap(({ part, name, called }) => {
    const fact = factOf(form, part, name, card);
    return fact?.boxes.size ? [{ called, ...fact }] : [];
  });

/** @param {Control} control @returns {string} what stands in it; of radio buttons what is chosen among them */
const valueOf = (control) => {
  if (control.type !== "radio") return control.value.trim();
  return controls(control.form ?? document, control.name).map((one) => /** @type {HTMLInputElement} */ (one)).find(({ checked }) => checked)?.value ?? "";
};

/** @param {string} text how the same is written in two ways: small or large letters, 5 or 05 */
const folded = (text) => text.normalize("NFC").toLowerCase().replace(/\s+/g, " ").replace(/^0+(?=\d{1,2}$)/, "");

/** Has nobody answered here? @param {Fact} fact */
export const isEmpty = ({ boxes }) => [...boxes.keys()].every((control) => !valueOf(control));

/** @param {Fact} fact */
export const isSame = ({ boxes }) => [...boxes].every(([control, text]) => folded(valueOf(control)) === folded(text));

/** Write it into its boxes, as if it had been typed. @param {Fact} fact */
export const fill = ({ boxes }) => {
  for (const [control, text] of boxes) {
    if (control instanceof HTMLInputElement && control.type === "radio") control.checked = true;
    else control.value = text;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
};
