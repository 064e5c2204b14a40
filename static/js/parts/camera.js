// @ts-check
/**
 * The file control of a page that the phone keeps: what is photographed is made small here, given to the worker, and stands in the form by its id
 * alone. Before the camera opens the worker notes what was typed, because a small phone may close the browser meanwhile (FM 9).
 */
import { choosePictures, sayFault, useAllTheSame } from "../photos/control.js";

/** @typedef {import("../photos/control.js").Picture} Picture */

/** How long the worker may write (ms). */
const PATIENCE_MS = 30_000;
const ROW = /\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const NOT_TYPED = ["_form", "_photo"];

/** Ask the worker. @param {any} said @param {Transferable[]} [along] @returns {Promise<any>} */
const ask = async (said, along = []) => {
  const worker = navigator.serviceWorker.controller ?? (await navigator.serviceWorker.ready).active;
  return new Promise((settle) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => settle(data);
    setTimeout(() => settle({ error: "photo_not_kept" }), PATIENCE_MS);
    worker?.postMessage(said, [port2, ...along]);
  });
};

class Camera {
  /** @param {HTMLTemplateElement} words @param {HTMLInputElement} input @param {HTMLFormElement} form */
  constructor(words, input, form) {
    this.words = words;
    this.input = input;
    this.form = form;
    /** What is being kept now. @type {Promise<void> | null} */
    this.work = null;
    this.failed = false;
  }

  /** Where the photo belongs. */
  get place() {
    const { dossier = "", field = "" } = this.words.dataset;
    return { dossier, field, row: ROW.exec(location.pathname)?.[1] ?? null };
  }

  /** @param {string} name @returns {HTMLElement | null} */
  piece(name) {
    return this.form.querySelector(`[${name}="${CSS.escape(this.place.field)}"]`);
  }

  /** The camera is about to open. */
  note() {
    const typed = [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !NOT_TYPED.includes(name));
    ask({ type: "camera", dossier: this.place.dossier, path: location.pathname + location.search, typed });
  }

  /** Show a photo that is kept. @param {string} file @param {string} sort */
  add(file, sort) {
    const list = this.piece("data-shots");
    const line = /** @type {HTMLTemplateElement | null} */ (this.piece("data-shot"))?.content.firstElementChild?.cloneNode(true);
    if (!list || !(line instanceof HTMLElement)) return;
    // Of a face there is one photo: the one before makes way, and its number still goes along so that the phone lets go of it.
    for (const old of this.input.multiple ? [] : /** @type {HTMLElement[]} */ ([...list.children])) old.hidden = true;
    const address = `/${document.documentElement.lang}/dossiers/${this.place.dossier}/files/${file}`;
    line.dataset.photo = file;
    for (const control of line.querySelectorAll("input")) control.value = file;
    const [picture, link] = [/** @type {HTMLImageElement} */ (line.querySelector("img")), /** @type {HTMLAnchorElement} */ (line.querySelector("a"))];
    picture.src = link.href = address;
    (sort === "pdf" ? picture : link).remove();
    list.append(line);
    const name = this.input.name.replace(/\.file$/, "");
    const attached = this.form.querySelector(`input[type=radio][name="${CSS.escape(name)}"][value=attached]`);
    if (attached instanceof HTMLInputElement) attached.checked = true;
  }

  /** @param {Picture} picture */
  async keep({ bytes, poor }) {
    const done = await ask({ type: "photo", ...this.place, bytes, poor }, [bytes]);
    if (done.file) return this.add(done.file, done.sort);
    this.failed = true;
    sayFault(this.input, done.error);
  }

  async take() {
    this.failed = false;
    const chosen = await choosePictures(this.input, this.words);
    if (!chosen) return;
    this.failed = chosen.code !== "";
    // Nothing of it goes with the form, and the camera's picture is let go of.
    this.input.value = "";
    for (const picture of chosen.pictures) await this.keep(picture);
  }

  /** Something was chosen. */
  start() {
    if (!this.input.files?.length) return;
    const work = this.take().catch(() => void (this.failed = true));
    this.work = work;
    work.then(() => this.work === work && (this.work = null));
  }

  /** Who presses on meanwhile is led on when everything is kept; a question that is open is answered by it. @param {SubmitEvent} event */
  async hold(event) {
    if (!this.work) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    useAllTheSame(this.input);
    while (this.work) await this.work;
    if (!this.failed && this.form.isConnected) this.form.requestSubmit(submitter);
  }
}

/** @param {HTMLTemplateElement} words stands behind its input and has all the words */
export const start = (words) => {
  const [input, form] = [words.previousElementSibling, words.closest("form")];
  if (!(input instanceof HTMLInputElement) || !form || !navigator.serviceWorker) return;
  const camera = new Camera(words, input, form);
  input.addEventListener("click", () => camera.note());
  input.addEventListener("cancel", () => ask({ type: "camera" }));
  input.addEventListener("change", () => camera.start());
  form.addEventListener("submit", (event) => camera.hold(event), { capture: true });
  camera.start(); // chosen before this was awake
};
