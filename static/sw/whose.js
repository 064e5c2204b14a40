// @ts-check
/** Whose phone it is: asked on the notice of the first dossier, and on a page of its own. */

import { newVault } from "../core/vaults.js";
import { forgetBegun } from "../core/vault_care.js";
import { whosePage } from "../core/views/locks.js";
import { lead, page } from "./answers.js";
import { fieldsOf } from "./fields.js";
import { startOf } from "./starting.js";

/** @typedef {import("./house.js").House} House */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */

const PAGE = "0-13";
const CODE = /^[A-Za-z0-9.-]{0,40}$/;

/** @param {string | null | undefined} code */
export const codeOf = (code) => (code && CODE.test(code) ? code : "");

/** @param {House} house */
export const hasOwn = async (house) => (await house.store.all("dossiers")).some(({ vault }) => vault === "own");

/** @param {House} house @param {Visit} visit */
export const whose = async (house, { url, lang }) => {
  if (!(await house.keeps())) return null;
  const { state, row } = await house.vault();
  const sort = state || ((await house.known("phone")) ? "own" : "ask");
  const said = { sort, by: row?.by ?? "", procedure: codeOf(url.searchParams.get("procedure")), lend: sort === "locked" || !(await hasOwn(house)) };
  return page(house, "citizen/whose.html", whosePage(await house.frame(url, lang, { pageNo: PAGE }), said));
};

/** Lead on to what was to be begun. @param {House} house @param {URL} url @param {string} lang @param {string} code */
export const onwards = async (house, url, lang, code) => (code ? startOf(house, url, lang, code) : lead(`/${lang}/dossiers/`));

/** @param {House} house @param {Visit} visit */
export const sayWhose = async (house, { request, url, lang }) => {
  const { whose: [said] = [""], procedure: [typed] = [""] } = await fieldsOf(request);
  if (!(await house.keeps())) return lead(`/${lang}/dossiers/`);
  const [code, { state }] = [codeOf(typed), await house.vault()];
  if (state === "open") return lead(`/${lang}/lock`);
  if (said === "mine" && !state) {
    await house.store.commit([["put", "meta", { name: "phone", value: "own" }]]);
    return onwards(house, url, lang, code);
  }
  if (said === "once" && (state === "locked" || !(await hasOwn(house)))) {
    await newVault(await house.log(), { by: "once", label: "", typed: "" });
    return onwards(house, url, lang, code);
  }
  return lead(secretAddress(lang, said, code));
};

/** Where a secret is taken, and what is to be begun behind it. @param {string} lang @param {string} said @param {string} code */
const secretAddress = (lang, said, code) => `/${lang}/phone/new?by=${said === "helper" ? "phrase" : "pin"}&procedure=${code}`;

/**
 * What was answered on the notice of the first dossier. Where a lock is wanted, the empty dossier goes and is begun anew behind it.
 * @param {House} house @param {Visit} visit @param {string} code @param {string} said @returns {Promise<Response | null>} null: go on as asked
 */
export const answersWhose = async (house, { url, lang, id = "" }, code, said) => {
  if (said === "mine") await house.store.commit([["put", "meta", { name: "phone", value: "own" }]]);
  if (!["family", "once", "helper"].includes(said)) return null;
  await forgetBegun(await house.log(), id);
  if (said !== "once") return lead(secretAddress(lang, said, code));
  if (await hasOwn(house)) return lead(`/${lang}/phone?procedure=${code}`);
  await newVault(await house.log(), { by: "once", label: "", typed: "" });
  return startOf(house, url, lang, code);
};
