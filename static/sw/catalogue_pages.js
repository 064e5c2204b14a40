// @ts-check
/** Pages before a dossier exists. A handler returns null to leave the page to the centre. */

import { fieldsView, helpView, homeView, listView, missingView } from "../core/views/catalogue.js";
import { procedureView } from "../core/views/procedure.js";
import { waitingPage } from "../core/camera.js";
import { clean } from "../core/text.js";
import { lead, noSignal, page } from "./answers.js";
import { bring, bringMany, codesHere, factsOf, isHere } from "./packs.js";

/** @typedef {import("./house.js").House} House */
/** @typedef {{request: Request, url: URL, lang: string, code?: string, id?: string, step?: string, row?: string, n?: string, late: (work: Promise<any>) => void}} Visit */

const PAGES = { home: "0-01", list: "0-02", missing: "0-03", fields: "0-05", help: "0-06" };
/** When this page has everything it asks for (ms). */
const SOON_MS = 1500;
const PAGE_NUMBER = /^[0-9A-Z]{1,4}-[0-9]{1,4}$/;

/** @param {House} house */
export const keptCodes = async (house) => new Set((await house.known("kept"))?.codes ?? []);

/** @param {House} house @param {Iterable<string>} codes */
const remember = async (house, codes) =>
  house.store.commit([["put", "meta", { name: "kept", codes: [...new Set([...(await keptCodes(house)), ...codes])] }]]);

/** @param {House} house @param {Visit} visit */
export const home = async (house, { url, lang, late }) => {
  // The camera made the phone close the browser, and its person came back by the icon: the page that waits for the photo.
  const waits = url.searchParams.get("from") === "icon" && (await house.keeps()) ? await waitingPage(await house.log()) : "";
  if (waits) return lead(waits);
  const { commune_pack: pack } = await house.shell.common();
  const catalogue = await house.catalogue();
  const taken = (await house.known("taken"))?.address === pack?.address;
  const view = homeView(await house.frame(url, lang, { pageNo: PAGES.home }), catalogue, {
    take: !pack || !(await house.keeps()) ? "no" : taken ? "kept" : "offer",
    bytes: pack?.bytes ?? 0,
  });
  // Half a second on a weak phone, while somebody types what they are looking for.
  late(new Promise((done) => setTimeout(() => done(catalogue.search), SOON_MS)));
  return page(house, "catalogue/home.html", view);
};

/** @param {House} house @param {Visit} visit */
export const list = async (house, { url, lang }) => {
  const asked = (/** @type {string} */ name) => [...clean(url.searchParams.get(name) ?? "")].slice(0, 200).join("");
  const catalogue = await house.catalogue();
  const frame = await house.frame(url, lang, { pageNo: PAGES.list });
  const here = await codesHere(catalogue.procedures);
  return page(house, "catalogue/procedures.html", listView(frame, catalogue, { q: asked("q"), event: asked("event"), field: asked("field") }, here));
};

/** @param {House} house @param {Visit} visit */
export const procedure = async (house, { url, lang, code = "", late }) => {
  const catalogue = await house.catalogue();
  const entry = catalogue.procedures.get(decodeURIComponent(code));
  if (!entry) return null;
  const facts = await factsOf(entry).catch(() => null);
  if (!facts) return noSignal(house, url, lang);
  // What somebody opened, they may want on the boat.
  late(bring(entry).catch(() => undefined));
  const keep = !(await house.keeps()) ? "no" : (await keptCodes(house)).has(entry.code) && (await isHere(entry)) ? "kept" : "offer";
  const frame = await house.frame(url, lang, { pageNo: `${entry.number}-00` });
  const now = new Date(await house.now()).toISOString();
  const { wording } = await house.reader(lang);
  return page(house, "catalogue/procedure.html", procedureView(frame, catalogue, facts, url.searchParams.get("unit") ?? "", now, wording, keep));
};

/** @param {House} house @param {Visit} visit */
export const fields = async (house, { url, lang }) =>
  page(house, "catalogue/fields.html", fieldsView(await house.frame(url, lang, { pageNo: PAGES.fields }), await house.catalogue()));

/** @param {House} house @param {Visit} visit */
export const help = async (house, { url, lang }) => {
  const asked = url.searchParams.get("page") ?? "";
  const frame = await house.frame(url, lang, { pageNo: PAGES.help });
  return page(house, "catalogue/help.html", helpView(frame, await house.catalogue(), PAGE_NUMBER.test(asked) ? asked : ""));
};

/** @param {House} house @param {Visit} visit */
export const missing = async (house, { url, lang }) =>
  page(house, "catalogue/missing.html", missingView(await house.frame(url, lang, { pageNo: PAGES.missing }), "", false));

/** Save one procedure for the boat. @param {House} house @param {Visit} visit */
export const keepProcedure = async (house, { url, lang, code = "" }) => {
  const entry = (await house.catalogue()).procedures.get(decodeURIComponent(code));
  if (!entry) return null;
  try {
    await bring(entry);
    await remember(house, [entry.code]);
  } catch {
    return noSignal(house, new URL(`/${lang}/procedures/${entry.code}`, url), lang);
  }
  return lead(`/${lang}/procedures/${entry.code}?said=done`);
};

/** Take everything of the commune. @param {House} house @param {Visit} visit */
export const takeAll = async (house, { url, lang }) => {
  const { commune_pack: pack } = await house.shell.common();
  try {
    const codes = await bringMany(pack.address);
    await remember(house, codes);
    await house.store.commit([["put", "meta", { name: "taken", address: pack.address }]]);
  } catch {
    return noSignal(house, new URL(`/${lang}/`, url), lang);
  }
  return lead(`/${lang}/?said=done`);
};
