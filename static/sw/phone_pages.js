// @ts-check
/** Taking, changing and forgetting the secret of a vault. */

import { secretVaults } from "../core/keyring.js";
import { changeSecret, newVault } from "../core/vaults.js";
import { lossOf, moveOwn, removeVault } from "../core/vault_care.js";
import { changeSecretPage, forgottenPage, newSecretPage } from "../core/views/locks.js";
import { lead, page } from "./answers.js";
import { fieldsOf } from "./fields.js";
import { lockNow, triedFault } from "./locks.js";
import { sendSoon } from "./sending.js";
import { codeOf, hasOwn, onwards } from "./whose.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */
/** @typedef {import("../core/views/locks.js").Fault} Fault */

const PAGES = { secret: "0-14", forgotten: "0-16", change: "0-18" };

/** @param {House} house @param {URL} url @param {string} lang @param {{by: string, label: string, procedure: string}} said @param {Fault[]} faults */
const drawNew = async (house, url, lang, said, faults) => {
  const moving = !(await house.vault()).state && (await hasOwn(house));
  const frame = await house.frame(url, lang, { pageNo: PAGES.secret });
  return page(house, "citizen/new_secret.html", newSecretPage(frame, { ...said, moving }, faults, await house.reader(lang)), faults.length ? 422 : 200);
};

/** @param {string | null | undefined} by */
const byOf = (by) => (by === "phrase" ? "phrase" : "pin");

/** @param {House} house @param {Visit} visit */
export const newSecret = async (house, { url, lang }) => {
  if (!(await house.keeps())) return null;
  if ((await house.vault()).state === "open") return lead(`/${lang}/lock`);
  const { searchParams: asked } = url;
  return drawNew(house, url, lang, { by: byOf(asked.get("by")), label: "", procedure: codeOf(asked.get("procedure")) }, []);
};

/** @param {House} house @param {Visit} visit */
export const takeNewSecret = async (house, { request, url, lang }) => {
  const { by: [way] = [""], label: [label] = [""], secret: [typed] = [""], again: [repeated] = [""], procedure: [code] = [""] } = await fieldsOf(request);
  if (!(await house.keeps())) return lead(`/${lang}/dossiers/`);
  const said = { by: /** @type {"pin" | "phrase"} */ (byOf(way)), label: label.trim().slice(0, 20), procedure: codeOf(code) };
  const refused = (/** @type {string} */ field, /** @type {string} */ fault) => drawNew(house, url, lang, said, [{ field, code: fault }]);
  if (!said.label) return refused("label", "label_missing");
  if (typed !== repeated) return refused("secret", "secrets_differ");
  const { state } = await house.vault();
  if (state === "open") return lead(`/${lang}/lock`);
  const { vault, fault } = await newVault(await house.log(), { by: said.by, label: said.label, typed });
  if (fault) return refused("secret", fault);
  if (!state) await moveOwn(await house.log(), vault);
  return onwards(house, url, lang, said.procedure);
};

/** @param {House} house @param {URL} url @param {string} lang @param {Fault[]} faults */
const drawChange = async (house, url, lang, faults) => {
  const { row } = await house.vault();
  if (!row?.wrapped) return lead(`/${lang}/phone`);
  const frame = await house.frame(url, lang, { pageNo: PAGES.change });
  return page(house, "citizen/change_secret.html", changeSecretPage(frame, row.by, faults, await house.reader(lang)), faults.length ? 422 : 200);
};

/** @param {House} house @param {Visit} visit */
export const changing = (house, { url, lang }) => drawChange(house, url, lang, []);

/** @param {House} house @param {Visit} visit */
export const takeChange = async (house, { request, url, lang }) => {
  const { old: [old] = [""], secret: [typed] = [""], again: [repeated] = [""] } = await fieldsOf(request);
  const { row } = await house.vault();
  if (!row?.wrapped) return lead(`/${lang}/phone`);
  if (typed !== repeated) return drawChange(house, url, lang, [{ field: "secret", code: "secrets_differ" }]);
  const said = await changeSecret(await house.log(), row.vault, old, typed);
  if (said.fault) return drawChange(house, url, lang, [{ field: "secret", code: said.fault }]);
  return said.fate === "open" ? lead(`/${lang}/phone?said=changed`) : drawChange(house, url, lang, [triedFault("old", said)]);
};

/** @param {House} house @param {URL} url @param {string} lang @param {Fault[]} faults */
const drawForgotten = async (house, url, lang, faults) => {
  const log = await house.log();
  const lost = await Promise.all((await secretVaults(log)).map(async (row) => ({ row, loss: await lossOf(log, row.vault) })));
  if (!lost.length) return lead(`/${lang}/phone`);
  const frame = await house.frame(url, lang, { pageNo: PAGES.forgotten });
  return page(house, "citizen/forgotten.html", forgottenPage(frame, lost, faults, await house.reader(lang)), faults.length ? 422 : 200);
};

/** @param {House} house @param {Visit} visit */
export const forgotten = async (house, { url, lang }) => ((await house.keeps()) ? drawForgotten(house, url, lang, []) : null);

/** @param {House} house @param {Visit} visit */
export const forget = async (house, { request, url, lang }) => {
  const { vault: [vault] = [""], understood: [read] = [""] } = await fieldsOf(request);
  if (!(await house.keeps())) return lead(`/${lang}/dossiers/`);
  if (!vault || read !== vault) return drawForgotten(house, url, lang, [{ field: "understood-1", code: "forget_unticked" }]);
  const wasOpen = (await house.vault()).row?.vault === vault;
  await removeVault(await house.log(), vault);
  if (wasOpen) await lockNow(house);
  sendSoon(house);
  return lead(`/${lang}/unlock?said=removed`);
};
