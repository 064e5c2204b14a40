// @ts-check
/** Lists: what is on this phone, what waits to be sent, looking up a slip. Of locked vaults only how much is unsent. */

import { closeRefusals, listDossiers, openDossier, record, setAside } from "../core/dossiers.js";
import { isOpenHere } from "../core/named.js";
import { lockedUnsent } from "../core/vault_care.js";
import { readSlipCode } from "../core/slip.js";
import { localised } from "../core/views/context.js";
import { dossierItem, dossiersPage, laneItem, outboxPage, trackPage } from "../core/views/plain_pages.js";
import { lead, noSignal, page } from "./answers.js";
import { fieldsOf } from "./fields.js";
import { photosOf, sendsAgain } from "./outbox_photos.js";
import { sendWithin } from "./sending.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */

const PAGES = { track: "0-07", dossiers: "0-08", outbox: "0-10" };
/** How long "send now" waits, so that the page that follows is true (ms). */
const SENDING_MS = 6000;

/** @param {House} house @param {string} lang @param {Json} one */
const nameOf = async (house, lang, { row }) => {
  const entry = (await house.catalogue()).procedures.get(row.procedure);
  return entry ? localised(entry.name, lang) : row.procedure;
};

/** @param {House} house */
export const held = async (house) => listDossiers(await house.log());

/** @param {House} house @param {URL} url @param {string} lang @param {{field: string, code: string}[]} problems */
export const drawDossiers = async (house, url, lang, problems) => {
  const reader = await house.reader(lang);
  const items = await Promise.all((await held(house)).map(async (one) => dossierItem(one, await nameOf(house, lang, one), reader)));
  const said = problems.map(({ field, code }) => ({ text: localised(reader.problems[code], lang), target: "f-" + field }));
  const frame = await house.frame(url, lang, { pageNo: PAGES.dossiers, path: "dossiers/" });
  return page(house, "citizen/dossiers.html", dossiersPage(frame, items, said), said.length ? 422 : 200);
};

/** @param {House} house @param {Visit} visit */
export const dossiers = async (house, { url, lang }) => ((await house.keeps()) ? drawDossiers(house, url, lang, []) : null);

/** Has this dossier something that its person should see here? @param {Json} one */
const isInOutbox = ({ row, unsent, files }) => unsent > 0 || !["idle", "waiting"].includes(row.lane.state) || files.some(isOpenHere);

/** @param {House} house @param {Visit} visit */
export const outbox = async (house, { url, lang }) => {
  if (!(await house.keeps())) return null;
  const reader = await house.reader(lang);
  const waiting = (await held(house)).filter(isInOutbox);
  const lanes = await Promise.all(waiting.map(async (one) => laneItem(one, await nameOf(house, lang, one), reader, await photosOf(one, reader))));
  const locked = await lockedUnsent(await house.log());
  return page(house, "citizen/outbox.html", outboxPage(await house.frame(url, lang, { pageNo: PAGES.outbox }), lanes, locked));
};

/** A button of the outbox. One that names nothing does nothing: an empty body must not act on everything.
 * @param {(house: House, one: Json) => Promise<any>} act @param {(one: Json, wanted: string) => boolean} meant @returns {(house: House, visit: Visit) => Promise<Response>} */
const onOutbox = (act, meant) => async (house, { request, lang }) => {
  const { dossier: [wanted] = [""] } = await fieldsOf(request);
  for (const one of (await held(house)).filter(isInOutbox)) if (meant(one, wanted)) await act(house, one);
  await sendWithin(house, SENDING_MS);
  return lead(`/${lang}/outbox`);
};

/** @param {Json} one @param {string} wanted */
const isThis = ({ row }, wanted) => row.id === wanted;

export const outboxSend = onOutbox(sendsAgain, (one, wanted) => wanted === "all" || isThis(one, wanted));
/** Set aside; what was refused as too late is closed, because its person has seen it. */
export const outboxAside = onOutbox(async (house, { row }) => (row.lane.state === "refused" ? closeRefusals : setAside)(await house.log(), row.id), isThis);
/** Take back what was handed in here and is still here. */
export const outboxCancel = onOutbox(
  async (house, { row }) => record(await house.log(), row.id, [{ do: "withdraw", reason: "" }], {}),
  (one, wanted) => isThis(one, wanted) && one.state !== "draft",
);

/** @param {House} house @param {URL} url @param {string} lang @param {{code: string, check: string}} typed @param {Json[]} problems @param {number} status */
const drawTrack = async (house, url, lang, typed, problems, status) =>
  page(house, "citizen/track.html", trackPage(await house.frame(url, lang, { pageNo: PAGES.track }), typed, problems), status);

/** @param {House} house @param {Visit} visit */
export const track = (house, { url, lang }) => drawTrack(house, url, lang, { code: "", check: "" }, [], 200);

/** The dossier of a slip on this very phone, or "". @param {House} house @param {string} code */
const ownSlip = async (house, code) => {
  for (const { row } of (await house.keeps()) ? await held(house) : []) {
    const opened = await openDossier(await house.log(), row.id);
    if (opened && [...(opened.picture.slips ?? []), ...(opened.status?.slips ?? [])].includes(code)) return row.id;
  }
  return "";
};

/** The centre looks a slip up; without a signal this phone knows its own. @param {House} house @param {Visit} visit */
export const trackPost = async (house, { request, url, lang }) => {
  const spare = request.clone();
  const fields = await fieldsOf(request);
  try {
    return await fetch(spare);
  } catch {
    const id = await ownSlip(house, readSlipCode(fields.code?.[0] ?? ""));
    return id ? lead(`/${lang}/dossiers/${id}/`) : noSignal(house, url, lang);
  }
};
