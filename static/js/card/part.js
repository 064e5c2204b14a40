// @ts-check
/**
 * "Scan the QR code on the ID card": fills the empty boxes of the page, asks about those that say something else, and offers
 * the rest of the card on the next pages about the same person. The facts live in this page's memory only, and only while its dossier is open.
 */
import { cardOf } from "./card.js";
import { factsOf, fill, isEmpty, isSame } from "./filling.js";
import { readCode } from "./reading.js";

/** @typedef {import("./card.js").Card} Card */
/** @typedef {import("./filling.js").Fact} Fact */
/** @typedef {import("./filling.js").Part} Part */

/** The last card, and whose. @type {{dossier: string, person: string, card: Card} | null} */
let last = null;

document.addEventListener("htmx:afterSettle", () => {
  if (last && !location.pathname.includes(last.dossier)) last = null;
});

/** @param {Element} box @param {string} name @returns {HTMLElement} */
const part = (box, name) => /** @type {HTMLElement} */ (box.querySelector(`[data-says="${name}"]`));

/** Show one sentence and hide the others. @param {HTMLElement} box @param {string} name @param {Fact[]} [facts] */
const say = (box, name, facts = []) => {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll("[data-says]"))) one.hidden = one.dataset.says !== name;
  const list = part(box, name).querySelector("ul");
  list?.replaceChildren(
    ...facts.map(({ called, shown }) => {
      const line = document.createElement("li");
      line.textContent = `${called}: ${shown}`;
      return line;
    }),
  );
  part(box, name).scrollIntoView({ block: "nearest" });
};

/** @param {HTMLElement} box @param {Fact[]} facts of this page */
const use = (box, facts) => {
  const [empty, other] = [facts.filter(isEmpty), facts.filter((fact) => !isEmpty(fact) && !isSame(fact))];
  empty.forEach(fill);
  if (!other.length) {
    say(box, facts.length ? (empty.length ? "filled" : "same") : "nothing", empty);
    return;
  }
  say(box, "differs", other);
  const settle = (/** @type {boolean} */ byCard) => {
    if (byCard) other.forEach(fill);
    const written = byCard ? [...empty, ...other] : empty;
    say(box, written.length ? "filled" : "kept", written);
  };
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll("[data-press=card], [data-press=typed]"))) {
    button.onclick = () => settle(button.dataset.press === "card");
  }
};

/** Takes the picture. Made here and put beside the form: whoever reads the page's form finds only its answers. */
const chooser = () => {
  const picture = document.createElement("input");
  Object.assign(picture, { type: "file", accept: "image/*", hidden: true, tabIndex: -1 });
  picture.setAttribute("aria-hidden", "true");
  return picture;
};

/** @param {HTMLTemplateElement} template */
export const start = (template) => {
  const { dossier = "", person = "" } = template.dataset;
  const markup = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const box = /** @type {HTMLElement} */ (markup.firstElementChild);
  const parts = [.../** @type {NodeListOf<HTMLElement>} */ (markup.querySelectorAll("[data-card]"))].map(({ dataset, textContent }) => ({
    part: /** @type {Part} */ (dataset.card), name: dataset.name ?? "", called: textContent ?? "",
  }));
  const [scan, again] = /** @type {HTMLElement[]} */ ([box.querySelector("[data-press=scan]"), box.querySelector("[data-press=again]")]);
  const picture = chooser();
  const form = template.closest("form") ?? document;
  const take = (/** @type {Card} */ card) => use(box, factsOf(form, parts, card));

  scan.onclick = () => picture.click();
  again.onclick = () => last && take(last.card);
  again.hidden = last?.dossier !== dossier || last.person !== person;
  picture.onchange = async () => {
    const file = picture.files?.[0];
    if (!file) return;
    say(box, "reading");
    const text = await readCode(file);
    picture.value = "";
    const card = text ? cardOf(text) : null;
    if (!card) {
      say(box, text ? "other" : "unread");
      return;
    }
    last = { dossier, person, card };
    take(card);
  };
  document.body.append(picture);
  template.after(box);
};
