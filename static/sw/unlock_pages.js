// @ts-check
/** The page of a locked phone, and what happens when it is opened: what was posted meanwhile is taken first. */

import { dropPending, openPendings } from "../core/pending.js";
import { secretVaults } from "../core/keyring.js";
import { lockedUnsent } from "../core/vault_care.js";
import { unlock } from "../core/vaults.js";
import { unlockPage } from "../core/views/locks.js";
import { lead, page } from "./answers.js";
import { fieldsOf } from "./fields.js";
import { lockNow, placeOf, triedFault } from "./locks.js";
import { officialCode, submit, takeStep } from "./dossier_posts.js";
import { sendSoon } from "./sending.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */
/** @typedef {import("../core/views/locks.js").Fault} Fault */

const PAGE = "0-15";
const POSTED = /^\/(?<lang>vi|en)\/dossiers\/(?<id>[0-9a-f-]{36})\/(?:(?<end>submit|official-code)|steps\/(?<step>[a-z0-9_-]+)(?:\/(?<row>[0-9a-f-]{36}))?)$/;
const ENDS = /** @type {Record<string, (house: House, visit: Visit) => Promise<Response | null>>} */ ({ submit, "official-code": officialCode });

/** @param {House} house @param {URL} url @param {string} lang @param {{chosen: string, next: string, kept: boolean}} said @param {Fault[]} faults */
const draw = async (house, url, lang, said, faults) => {
  const log = await house.log();
  const [rows, unsent] = [await secretVaults(log), await lockedUnsent(log)];
  const frame = await house.frame(url, lang, { pageNo: PAGE });
  return page(house, "citizen/unlock.html", unlockPage(frame, rows, { ...said, unsent }, faults, await house.reader(lang)), faults.length ? 422 : 200);
};

/** Does an address belong to somebody else's vault? @param {House} house @param {string} place @param {string} vault */
const isForeign = async (house, place, vault) => {
  const id = /\/dossiers\/([0-9a-f-]{36})/.exec(place)?.[1];
  const row = id && (await house.store.get("dossiers", id));
  return !!id && row?.vault !== vault;
};

/** @param {House} house @param {Visit} visit */
export const locked = async (house, { url, lang }) => {
  if (!(await house.keeps())) return null;
  const next = placeOf(lang, url.searchParams.get("next") ?? "");
  const { state, row } = await house.vault();
  if (!state || (row && !(await isForeign(house, next, row.vault)))) return lead(next);
  if (row) await lockNow(house);
  return draw(house, url, lang, { chosen: "", next, kept: url.searchParams.get("kept") === "1" }, []);
};

/** Take what was posted while the vault was locked. @param {House} house @param {string} vault @returns {Promise<Response | null>} where it leads, or a page that asks for more */
const takePendings = async (house, vault) => {
  /** @type {Response | null} */
  let last = null;
  for (const { name, posted } of await openPendings(await house.log(), vault)) {
    const url = new URL(posted.path, self.location.origin);
    const { lang = "vi", end = "", ...parts } = POSTED.exec(url.pathname)?.groups ?? {};
    const body = new URLSearchParams(Object.entries(posted.fields).flatMap(([field, sent]) => sent.map((one) => [field, one])));
    const visit = { request: new Request(url, { method: "POST", body }), url, lang, late: () => undefined, ...parts };
    const answer = parts.id ? await (ENDS[end] ?? takeStep)(house, visit) : null;
    if (answer?.status === 507) return answer;
    await dropPending(await house.log(), name);
    last = answer ?? last;
    if (answer && answer.status !== 303) return answer;
  }
  return last;
};

/** @param {House} house @param {Visit} visit */
export const takeSecret = async (house, { request, url, lang }) => {
  const { vault: [vault] = [""], secret: [typed] = [""], next: [asked] = [""] } = await fieldsOf(request);
  if (!(await house.keeps())) return lead(`/${lang}/dossiers/`);
  const next = placeOf(lang, asked);
  const refused = (/** @type {Fault} */ fault) => draw(house, url, lang, { chosen: vault, next, kept: false }, [fault]);
  if (!vault) return refused({ field: "vault", code: "vault_untold" });
  if ((await house.vault()).row) await lockNow(house);
  const said = await unlock(await house.log(), vault, typed);
  if (said.fate === "gone") return lead(`/${lang}/unlock`);
  if (said.fate !== "open") return refused(triedFault("secret", said));
  const taken = await takePendings(house, vault);
  sendSoon(house);
  return taken ?? lead((await isForeign(house, next, vault)) ? `/${lang}/dossiers/` : next);
};
