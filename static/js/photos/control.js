// @ts-check
/**
 * What happens when a picture is chosen: made small, judged, and the person asked when an officer may not be able to read it.
 *
 *     const pictures = await choosePictures(input, template);
 *
 * `template` is the `<template data-part="photo">` after the input (templates/kinds/picture.html): it has all the words. Nothing is
 * refused for its looks: "use it all the same" is always there, and the codes go along as `poor`. Whoever calls keeps the pictures:
 * the plain page puts them back into its form (`parts/photo.js`), a phone with a worker gives them to it.
 */
import { judge } from "./quality.js";
import { shrink } from "./shrink.js";

/** @typedef {{bytes: ArrayBuffer, type: string, width: number, height: number, name: string, poor: string[]}} Picture `name`: of the file */
/** @typedef {{pictures: Picture[], code: string} | null} Chosen `code`: why a file was left out, or ""; null: take it again, or something newer was chosen */
/** @typedef {"busy" | "ready" | "kept" | "poor" | "fault"} Says */

/** The box that speaks beside an input, made once. @type {WeakMap<HTMLInputElement, Box>} */
const boxes = new WeakMap();

class Box {
  /** @param {HTMLInputElement} input @param {HTMLTemplateElement} template */
  constructor(input, template) {
    const markup = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    this.words = new Map([...markup.querySelectorAll("[data-code]")].map((word) => [word.getAttribute("data-code") ?? "", word.textContent ?? ""]));
    this.element = /** @type {HTMLElement} */ (markup.firstElementChild);
    this.input = input;
    this.turn = 0;
    /** Answers the question that is open. @type {(pressed: string) => void} */
    this.answer = () => undefined;
    this.hide();
    template.after(this.element);
  }

  hide() {
    this.element.hidden = true;
  }

  /** Show one thing and hide the others. @param {Says} what @returns {HTMLElement} */
  say(what) {
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll("[data-says]"))) part.hidden = part.dataset.says !== what;
    this.element.hidden = false;
    return /** @type {HTMLElement} */ (this.element.querySelector(`[data-says="${what}"]`));
  }

  /** @param {string} code */
  sayFault(code) {
    this.say("fault").textContent = this.words.get(code) ?? "";
  }

  /** Show a poor picture and ask. @param {Picture} picture @returns {Promise<boolean>} use it all the same? */
  async ask({ bytes, type, poor }) {
    const part = this.say("poor");
    const [shown, said] = [/** @type {HTMLImageElement} */ (part.querySelector("img")), /** @type {HTMLElement} */ (part.querySelector("p"))];
    said.textContent = poor.map((code) => this.words.get(`photo_${code}`) ?? "").join(" ");
    shown.src = URL.createObjectURL(new Blob([bytes], { type }));
    this.element.focus();
    this.element.scrollIntoView({ block: "nearest" });
    const pressed = await new Promise((settle) => {
      this.answer = settle;
      for (const button of /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll("button"))) button.onclick = () => settle(button.dataset.press);
    });
    URL.revokeObjectURL(shown.src);
    shown.removeAttribute("src");
    return pressed === "keep";
  }
}

/** @param {File} file @param {boolean} paper @returns {Promise<Picture | {code: string}>} */
const pictureOf = async (file, paper) => {
  const found = await shrink(file);
  if ("code" in found) return found;
  const { sample, ...kept } = found;
  return { ...kept, name: file.name, poor: sample ? judge(sample, { paper }) : [] };
};

/**
 * Take what was just chosen in an input. Never rejects. The input itself is emptied only when the person wants to take a picture again.
 * @param {HTMLInputElement} input @param {HTMLTemplateElement} template @returns {Promise<Chosen>}
 */
export const choosePictures = async (input, template) => {
  const box = boxes.get(input) ?? new Box(input, template);
  boxes.set(input, box);
  const turn = ++box.turn;
  /** @type {Picture[]} */
  const pictures = [];
  let fault = "";
  for (const file of input.files ?? []) {
    box.say("busy");
    const found = await pictureOf(file, template.dataset.sort === "paper");
    if (turn !== box.turn) return null;
    if ("code" in found) {
      fault = found.code;
    } else if (!found.poor.length || (await box.ask(found))) {
      pictures.push(found);
    } else {
      input.value = "";
      box.hide();
      input.click();
      return null;
    }
    if (turn !== box.turn) return null;
  }
  if (fault) box.sayFault(fault);
  else if (pictures.length) box.say(pictures.some(({ poor }) => poor.length) ? "kept" : "ready");
  else box.hide();
  return { pictures, code: fault };
};

/** Somebody goes on without answering: the picture is used all the same. @param {HTMLInputElement} input */
export const useAllTheSame = (input) => boxes.get(input)?.answer("keep");

/** Say by its code why a picture was not kept. @param {HTMLInputElement} input @param {string} code */
export const sayFault = (input, code) => boxes.get(input)?.sayFault(code);
