// @ts-check
/** Pages of a dossier that this phone holds. A handler returns null when it holds none: then the centre answers. */

import { endingOf, endingView } from "../core/endings.js";
import { rowIsThere } from "../core/pages.js";
import { stopOf } from "../core/path.js";
import { grouped } from "../core/slip.js";
import { checkAll } from "../core/validation.js";
import { head } from "../core/views/context.js";
import { copyPage, formNames, sheetPage } from "../core/views/copying.js";
import { progressPage } from "../core/views/progress.js";
import { receiptPage } from "../core/views/receipt.js";
import { reviewPage } from "../core/views/review.js";
import { stepPage } from "../core/views/steps.js";
import { encodeQR } from "../vendor/qr-0.7.0.js";
import { fromCentre, lead, page } from "./answers.js";
import { open } from "./opened.js";
import { newFormId } from "./stamps.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */
/** @typedef {import("./opened.js").Opened} Opened */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */

const FILES = ["paper", "photo"];

/** @param {House} house @param {Opened} opened */
export const ending = async (house, opened) =>
  endingOf(await house.catalogue(), opened.facts, opened.way.answers, opened.reader.today);

/** @param {House} house @param {Opened} opened */
const endingShown = async (house, opened) =>
  endingView(await house.catalogue(), opened.facts, opened.reader.wording, await ending(house, opened), opened.lang, opened.reader.today);

/** A page with a photo comes from the centre while it can: this phone keeps no photos yet. @param {Opened} opened @param {Json} stop */
const wantsCentre = (opened, stop) => !opened.found.unsent && stop.fields.some((/** @type {Json} */ field) => FILES.includes(field.kind));

/**
 * Draw a step. @param {House} house @param {URL} url @param {Opened} opened @param {Json} stop @param {string | null} row
 * @param {{posted?: Json, problems?: Json[], status?: number, trouble?: string}} [sent]
 */
export const drawStep = async (house, url, opened, stop, row, { posted = null, problems = [], status = 200, trouble } = {}) => {
  const common = await house.shell.common();
  const view = {
    ...(await opened.frame(url, stop.id, trouble)),
    controller: common.controller,
    ...stepPage(opened.folder, opened.way, stop, opened.reader, {
      formId: newFormId(opened.found.count),
      change: url.searchParams.get("change") === "1",
      row,
      posted,
      problems,
      attach: false,
      stream: opened.found.picture.stream,
    }),
  };
  return page(house, "citizen/step.html", view, status);
};

/** @param {House} house @param {Visit} visit */
export const step = async (house, { request, url, lang, id = "", step: name = "", row = null }) => {
  const opened = await open(house, lang, id);
  if (!opened) return null;
  if (!opened.isDraft) return lead(`/${lang}/${opened.base}/receipt`);
  const stop = stopOf(opened.way, name);
  if (!stop || !rowIsThere(opened.folder, stop, row)) return isStep(opened, name) ? lead(`/${lang}/${opened.entryAddress}`) : null;
  if (wantsCentre(opened, stop)) {
    const theirs = await fromCentre(house, request);
    if (theirs && (theirs.ok || theirs.type === "opaqueredirect")) return theirs;
  }
  return drawStep(house, url, opened, stop, row);
};

/** @param {Opened} opened @param {string} name */
const isStep = (opened, name) =>
  opened.definition.steps.some((/** @type {Json} */ one) => one.id === name) ||
  (opened.definition.papers ?? []).some((/** @type {Json} */ one) => "paper-" + one.id === name);

/** @param {House} house @param {URL} url @param {Opened} opened @param {Json[]} unticked @param {string} [trouble] */
export const drawReview = async (house, url, opened, unticked, trouble) => {
  const { definition, folder, reader, way } = opened;
  const view = {
    ...(await opened.frame(url, "review", trouble)),
    path: `${opened.base}/review`,
    ...reviewPage(folder, way, reader, {
      formId: newFormId(opened.found.count),
      problems: checkAll(definition, folder.answers, reader),
      tickProblems: unticked,
      ending: await endingShown(house, opened),
    }),
  };
  return page(house, "citizen/review.html", view, trouble ? 507 : unticked.length ? 422 : 200);
};

/** @param {House} house @param {Visit} visit */
export const review = async (house, { url, lang, id = "" }) => {
  const opened = await open(house, lang, id);
  if (!opened) return null;
  return opened.isDraft ? drawReview(house, url, opened, []) : lead(`/${lang}/${opened.base}/receipt`);
};

/** @param {Opened} opened */
const slipOf = (opened) => {
  const { slips, secret } = opened.found.picture;
  return { digits: grouped(opened.found.status?.slips?.[0] ?? slips[0] ?? ""), secret: opened.found.status?.secret ?? secret };
};

/** @param {House} house @param {URL} url @param {Opened} opened @param {string} [typed] @param {Json[]} [problems] */
export const drawReceipt = async (house, url, opened, typed = "", problems = []) => {
  const view = {
    ...(await opened.frame(url, "receipt")),
    path: `${opened.base}/receipt`,
    ...receiptPage({
      folder: opened.folder,
      way: opened.way,
      reader: opened.reader,
      ending: await endingShown(house, opened),
      digits: slipOf(opened).digits,
      sheet: opened.facts.sheet,
      papers: opened.found.picture.papers,
      officialCode: opened.found.picture.officialCode || opened.found.status?.official_code || "",
      status: opened.found.status,
      typed,
      problems,
    }),
  };
  return page(house, "citizen/receipt.html", view, problems.length ? 422 : 200);
};

/** @param {House} house @param {Visit} visit */
export const receipt = async (house, { url, lang, id = "" }) => {
  const opened = await open(house, lang, id);
  if (!opened) return null;
  return opened.isDraft ? lead(`/${lang}/${opened.entryAddress}`) : drawReceipt(house, url, opened);
};

/** @param {House} house @param {Visit} visit */
export const progress = async (house, { url, lang, id = "" }) => {
  const opened = await open(house, lang, id);
  if (!opened) return null;
  if (opened.isDraft) return lead(`/${lang}/${opened.entryAddress}`);
  const { status, statusAt } = opened.found;
  if (opened.folder.state === "prepared" || !status) return lead(`/${lang}/${opened.base}/receipt`);
  const view = {
    ...(await opened.frame(url, "progress")),
    ...progressPage({ folder: opened.folder, status, reader: opened.reader, catalogue: await house.catalogue(), own: true, knownAt: statusAt }),
  };
  return page(house, "citizen/progress.html", view);
};

/** @param {House} house @param {Visit} visit */
export const form = async (house, { url, lang, id = "" }) => {
  const opened = await open(house, lang, id);
  if (!opened || !opened.facts.sheet) return null;
  // The paper is read by officers and signed, so it is Vietnamese whatever language the screen has.
  const lines = sheetPage(opened.facts.sheet, opened.folder, { ...opened.reader, lang: "vi" });
  const view = { ...(await opened.frame(url, "form")), dossier: head(opened.folder), form_name: formNames(lines), lines };
  return page(house, "citizen/sheet.html", view);
};

/** @param {House} house @param {Visit} visit */
export const copy = async (house, { url, lang, id = "" }) => {
  const opened = await open(house, lang, id);
  if (!opened) return null;
  const order = opened.facts.copy_order ?? opened.facts.sheet;
  const view = { ...(await opened.frame(url, "copy")), dossier: head(opened.folder), parts: copyPage(order, opened.folder, opened.way, opened.reader) };
  return page(house, "citizen/copy.html", view);
};

/** The QR of the slip: what it opens stands behind the #, which reaches no server (D9). @param {House} house @param {Visit} visit */
export const slipPicture = async (house, { lang, id = "" }) => {
  const opened = await open(house, lang, id);
  if (!opened) return null;
  const { digits, secret } = slipOf(opened);
  const { public_url: site } = await house.shell.common();
  const svg = encodeQR(`${site}/${lang}/track#${digits.replaceAll(" ", "")}.${secret}`, "svg", { ecc: "medium", border: 4, scale: 4 });
  return new Response(svg, { headers: { "Content-Type": "image/svg+xml", "Cache-Control": "no-store" } });
};
