// @ts-check
/** Beginning a dossier on the phone. What is needed comes with it, so that it goes on without a signal. */

import { startDossier } from "../core/dossiers.js";
import { lead, noSignal } from "./answers.js";
import { fieldsOf } from "./fields.js";
import { bring, isHere } from "./packs.js";

/** @typedef {import("./house.js").House} House */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */

/** The most that a first page waits for its pack; then the centre begins the dossier and the phone takes it over later (ms). */
const PACK_MS = 6000;

/** @param {House} house @param {Visit} visit */
export const start = async (house, { request, url, lang }) => {
  const again = request.clone();
  const fields = await fieldsOf(request);
  const entry = (await house.catalogue()).procedures.get(fields.procedure?.[0] ?? "");
  if (!entry || !(await house.keeps())) return fetch(again);
  const late = new Promise((done) => setTimeout(done, PACK_MS));
  if (!(await isHere(entry))) await Promise.race([bring(entry).catch(() => undefined), late]);
  if (!(await isHere(entry))) return fetch(again).catch(() => noSignal(house, new URL(`/${lang}/procedures/${entry.code}`, url), lang));
  const [{ digest, json }] = await bring(entry);
  const id = await startDossier(await house.log(), { procedure: entry.code, digest, revision: json.revision });
  return lead(`/${lang}/dossiers/${id}/steps/notice`);
};
