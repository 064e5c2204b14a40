// @ts-check
/** Leaving this phone, and going on here with what another machine held. */

import { record } from "../core/dossiers.js";
import { expect } from "../core/vault_care.js";
import { leavePage } from "../core/views/plain_pages.js";
import { lead, noSignal, page } from "./answers.js";
import { fieldsOf } from "./fields.js";
import { drawDossiers, held } from "./list_pages.js";
import { isLeftBehind } from "./outbox_photos.js";
import { askAsWorker, sendNow, sendWithin } from "./sending.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */

const PAGE = "0-09";
/** How long leaving waits for what is on its way (ms). */
const SENDING_MS = 6000;

/** @param {House} house @param {Visit} visit */
export const askLeave = async (house, { url, lang }) => {
  if ((await house.vault()).state) return lead(`/${lang}/lock`);
  const unsent = (await house.keeps()) ? (await held(house)).filter(isLeftBehind).length : 0;
  const frame = await house.frame(url, lang, { pageNo: PAGE, path: "leave" });
  return page(house, "citizen/leave.html", leavePage(frame, { code: "", done: false, unsent }));
};

/** Leave this phone to the next person: everything goes to the centre first, then nothing readable stays. @param {House} house @param {Visit} visit */
export const leave = async (house, visit) => {
  const { request } = visit;
  if (!(await house.keeps())) return null;
  if ((await house.vault()).state) return lead(`/${visit.lang}/lock`);
  const spare = request.clone();
  const log = await house.log();
  // What was not let go of before must reach the centre now, or nobody could go on with it elsewhere.
  for (const { row, unsent } of await held(house)) if (unsent) await record(log, row.id, [{ do: "consent", what: "stream", give: true, wording: "leave" }], {});
  await sendWithin(house, SENDING_MS);
  if ((await held(house)).some(isLeftBehind)) return askLeave(house, visit);
  const answer = await fetch(spare).catch(() => null);
  if (!answer?.ok) return noSignal(house, visit.url, visit.lang);
  await house.empties();
  return answer;
};

/** On a shared phone what another machine held comes to this worker alone, into the vault that is open. @param {House} house @param {string} vault @param {Record<string, string[]>} fields @param {URL} url @param {string} lang */
const resumeInto = async (house, vault, fields, url, lang) => {
  const answer = await askAsWorker(house, `/${lang}/resume`, [["resume", fields.resume?.[0] ?? ""], ["digits", fields.digits?.[0] ?? ""]]);
  if (!answer) return noSignal(house, url, lang);
  const ids = (answer.headers.get("Cam-Tay-Brought") ?? "").split(",").filter(Boolean);
  if (answer.status !== 204 || !ids.length) return drawDossiers(house, new URL(`/${lang}/dossiers/`, url), lang, [{ field: "resume", code: "resume_not_found" }]);
  await expect(await house.log(), vault, ids);
  await sendNow(house);
  return lead(`/${lang}/dossiers/?said=resumed`);
};

/** What another machine held comes with the next exchange. @param {House} house @param {Visit} visit */
export const resume = async (house, { request, url, lang }) => {
  const { state, row } = await house.vault();
  if (state === "locked") return lead(`/${lang}/unlock`);
  if (row) return resumeInto(house, row.vault, await fieldsOf(request), url, lang);
  const spare = request.clone();
  try {
    const answer = await fetch(spare);
    await sendNow(house);
    return answer;
  } catch {
    return noSignal(house, url, lang);
  }
};
