// @ts-check
/** "Xong. Khóa lại cho người sau.": at once where a secret opens it again; where nothing does, everything goes to the centre first. */

import { listDossiers, record } from "../core/dossiers.js";
import { mayGo } from "../core/choosing.js";
import { lockPage } from "../core/views/locks.js";
import { lead, page } from "./answers.js";
import { fieldsOf } from "./fields.js";
import { lockNow } from "./locks.js";
import { askAsWorker, sendSoon, sendWithin } from "./sending.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */

const PAGE = "0-17";
/** How long "lock" waits for what is on its way (ms). */
const SENDING_MS = 6000;
const WORDING = "leave";

/** What of the open vault would want a code, and what has not arrived. @param {House} house */
const left = async (house) => {
  const held = await listDossiers(await house.log());
  return { held, drafts: held.filter(({ state }) => state === "draft"), unsent: held.filter((one) => one.unsent > 0).length };
};

/** @param {House} house @param {URL} url @param {string} lang @param {{by: string, drafts: number, unsent: number, code?: string, done?: boolean, typed?: string}} said @param {string} [fault] */
const draw = async (house, url, lang, said, fault = "") => {
  const frame = await house.frame(url, lang, { pageNo: PAGE });
  const faults = fault ? [{ field: "digits", code: fault }] : [];
  const view = lockPage(frame, { code: "", done: false, typed: "", ...said }, faults, await house.reader(lang));
  return page(house, "citizen/lock.html", view, fault ? 422 : 200);
};

/** @param {House} house @param {Visit} visit */
export const askLock = async (house, { url, lang }) => {
  const { state, row } = await house.vault();
  if (!state) return lead(`/${lang}/leave`);
  if (!row) return lead(`/${lang}/unlock`);
  const { drafts, unsent } = await left(house);
  return draw(house, url, lang, { by: row.by, drafts: drafts.length, unsent });
};

/** Let everything go to the centre, and wait for it a while. @param {House} house */
const release = async (house) => {
  const log = await house.log();
  for (const { row, unsent } of (await left(house)).held) {
    if (unsent && !mayGo({ row, entries: await house.store.all("entries", row.id) })) await record(log, row.id, [{ do: "consent", what: "stream", give: true, wording: WORDING }]);
  }
  await sendWithin(house, SENDING_MS);
};

/** A code for what is not handed in yet; "" while any of it has not arrived. @param {House} house @param {string} lang @param {string} digits */
const codeFor = async (house, lang, digits) => {
  const { drafts } = await left(house);
  if (drafts.some(({ unsent }) => unsent)) return "";
  const fields = drafts.map(({ row }) => /** @type {[string, string]} */ (["dossier", row.id]));
  const answer = await askAsWorker(house, `/${lang}/leave`, [["digits", digits], ...fields]);
  return answer?.status === 204 ? (answer.headers.get("Cam-Tay-Code") ?? "") : "";
};

/** @param {House} house @param {Visit} visit */
export const takeLock = async (house, { request, url, lang }) => {
  const { asked: [asked] = [""], how: [how] = [""], digits: [digits] = [""] } = await fieldsOf(request);
  const { state, row } = await house.vault();
  if (!state) return lead(`/${lang}/leave`);
  if (!row) return lead(`/${lang}/unlock`);
  const again = row.by !== "once";
  const before = await left(house);
  if (!again && !asked && before.drafts.length + before.unsent) return draw(house, url, lang, { by: row.by, drafts: before.drafts.length, unsent: before.unsent });
  let code = "";
  if (!again || how === "code") await release(house);
  if (how === "code") code = await codeFor(house, lang, digits.trim().slice(0, 10));
  const { drafts, unsent } = await left(house);
  if (how === "code" && !code && drafts.length) return draw(house, url, lang, { by: row.by, drafts: drafts.length, unsent, typed: digits.slice(0, 10) }, "code_no_signal");
  await lockNow(house);
  sendSoon(house);
  if (again && !asked) return lead(`/${lang}/unlock?said=locked`);
  return draw(house, url, lang, { by: row.by, drafts: 0, unsent, code, done: true });
};
