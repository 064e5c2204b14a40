// @ts-check
/** Beginning a dossier on the phone. What is needed comes with it, so that it goes on without a signal. */

import { record, startDossier } from "../core/dossiers.js";
import { isShared, secretVaults } from "../core/keyring.js";
import { lead, noSignal } from "./answers.js";
import { fieldsOf } from "./fields.js";
import { bring, isHere } from "./packs.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */

/** The most that a first page waits for its pack; then the centre begins the dossier and the phone takes it over later (ms). */
const PACK_MS = 6000;
/** Names the sentence that was agreed to by borrowing the phone for once. */
const ONCE_WORDING = "keep.once.v1";

/** Begin a dossier of a procedure whose pack is here. @param {House} house @param {string} lang @param {Json} entry @returns {Promise<Response>} */
const begin = async (house, lang, entry) => {
  const [{ digest, json }] = await bring(entry);
  const log = await house.log();
  const id = await startDossier(log, { procedure: entry.code, digest, revision: json.revision });
  // Who borrows the phone for once agreed to this by choosing so: what is not at the centre cannot be opened again here.
  const { row } = await house.vault();
  if (row?.by === "once") await record(log, id, [{ do: "consent", what: "stream", give: true, wording: ONCE_WORDING }]);
  return lead(`/${lang}/dossiers/${id}/steps/notice`);
};

/** Where whoever wants to begin has to open a lock first, or make one; "" when nothing is in the way. @param {House} house @param {string} lang @param {string} code */
const asksFirst = async (house, lang, code) => {
  const { state } = await house.vault();
  if (state !== "locked") return "";
  const openable = (await secretVaults(await house.log())).some(({ wrapped }) => wrapped);
  return openable ? `/${lang}/unlock?next=/${lang}/procedures/${code}` : `/${lang}/phone?procedure=${code}`;
};

/** Begin what somebody chose before they said whose phone it is. @param {House} house @param {URL} url @param {string} lang @param {string} code @returns {Promise<Response>} */
export const startOf = async (house, url, lang, code) => {
  const entry = (await house.catalogue()).procedures.get(code);
  if (!entry) return lead(`/${lang}/dossiers/`);
  const late = new Promise((done) => setTimeout(done, PACK_MS));
  if (!(await isHere(entry))) await Promise.race([bring(entry).catch(() => undefined), late]);
  return (await isHere(entry)) ? begin(house, lang, entry) : noSignal(house, new URL(`/${lang}/procedures/${code}`, url), lang);
};

/** @param {House} house @param {Visit} visit */
export const start = async (house, { request, url, lang }) => {
  const again = request.clone();
  const fields = await fieldsOf(request);
  const entry = (await house.catalogue()).procedures.get(fields.procedure?.[0] ?? "");
  if (!entry || !(await house.keeps())) return fetch(again);
  const first = await asksFirst(house, lang, entry.code);
  if (first) return lead(first);
  // The centre must not begin what belongs in a vault: the cookie would open it for the next person.
  if (await isShared(await house.log())) return startOf(house, url, lang, entry.code);
  const late = new Promise((done) => setTimeout(done, PACK_MS));
  if (!(await isHere(entry))) await Promise.race([bring(entry).catch(() => undefined), late]);
  if (!(await isHere(entry))) return fetch(again).catch(() => noSignal(house, new URL(`/${lang}/procedures/${entry.code}`, url), lang));
  return begin(house, lang, entry);
};
