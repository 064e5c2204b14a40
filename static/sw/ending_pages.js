// @ts-check
/** Pages of a dossier that has ended on this phone: slip, where it stands, the printed form. A handler returns null for the centre to answer. */

import { endingOf, endingView } from "../core/endings.js";
import { grouped } from "../core/slip.js";
import { head } from "../core/views/context.js";
import { copyPage, formNames, sheetPage } from "../core/views/copying.js";
import { progressPage } from "../core/views/progress.js";
import { receiptPage } from "../core/views/receipt.js";
import { encodeQR } from "../vendor/qr-0.7.0/index.js";
import { lead, page } from "./answers.js";
import { open } from "./opened.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */
/** @typedef {import("./opened.js").Opened} Opened */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */

/** @param {House} house @param {Opened} opened */
export const ending = async (house, opened) =>
  endingOf(await house.catalogue(), opened.facts, opened.way.answers, opened.reader.today);

/** @param {House} house @param {Opened} opened */
export const endingShown = async (house, opened) =>
  endingView(await house.catalogue(), opened.facts, opened.reader.wording, await ending(house, opened), opened.lang, opened.reader.today);

/** @param {Opened} opened */
const slipOf = (opened) => {
  const { slips, secret } = opened.found.picture;
  return { digits: grouped(opened.found.status?.slips?.[0] ?? slips[0] ?? ""), secret: opened.found.status?.secret ?? secret };
};

/** @param {House} house @param {URL} url @param {Opened} opened @param {string} [typed] @param {Json[]} [problems] @param {string} [trouble] */
export const drawReceipt = async (house, url, opened, typed = "", problems = [], trouble) => {
  const view = {
    ...(await opened.frame(url, "receipt", trouble)),
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
      due: opened.found.status?.due_on ? opened.reader.wording.day(opened.found.status.due_on, opened.lang) : "",
      typed,
      problems,
    }),
  };
  return page(house, "citizen/receipt.html", view, trouble ? 507 : problems.length ? 422 : 200);
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
  const { refusal_reasons: reasons } = await house.shell.common();
  const said = { folder: opened.folder, status, reader: opened.reader, catalogue: await house.catalogue(), reasons, own: true, knownAt: statusAt };
  const view = { ...(await opened.frame(url, "progress")), ...progressPage(said) };
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
