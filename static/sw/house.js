// @ts-check
/** What the nearby server stands on: shell, catalogue, log, clock, and what is wrong with this phone. Made once per life of the worker. */

import { Catalogue } from "../core/catalogue.js";
import { localOf } from "../core/promises.js";
import { listDossiers } from "../core/dossiers.js";
import { forgetBodies } from "../core/entries.js";
import { forgetKeys, isShared } from "../core/keyring.js";
import { isOpenHere } from "../core/named.js";
import { dropPhotos, photosHere } from "../core/photo_store.js";
import { Pace } from "../core/uploading.js";
import { lockedUnsent } from "../core/vault_care.js";
import { openVault } from "../core/vaults.js";
import { makeReader } from "../core/views/context.js";
import { frame } from "../core/views/frame.js";
import { photos, store, whyNotKept } from "./idb.js";
import { Shell } from "./shell.js";

/** @typedef {any} Json */
/** @typedef {import("./shell.js").Config} Config */

/** A phone's clock that is wrong by more than this is told of: the day of filing would be wrong. */
const CLOCK_MS = 12 * 60 * 60 * 1000;
/** How long the sentence about an emptied storage stays. */
const WIPED_MS = 3 * 24 * 60 * 60 * 1000;

/** @template T @param {() => Promise<T>} make @returns {() => Promise<T>} made once; a failure is forgotten */
const once = (make) => {
  /** @type {Promise<T> | null} */
  let made = null;
  return () => (made ??= make().catch((fault) => ((made = null), Promise.reject(fault))));
};

/** How many bytes the browser says are free. Chromium says too much, others the truth: a gate, no promise. */
const room = async () => {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return quota - usage;
};

export class House {
  /** @param {Config} config */
  constructor(config) {
    this.config = config;
    this.shell = new Shell(config);
    this.store = store;
    /** Why this browser keeps nothing, or "". */
    this.barred = once(whyNotKept);
    this.catalogue = once(async () => new Catalogue(await this.shell.common(), await this.shell.index()));
    /** What the log works with. */
    this.log = once(async () => ({ store, photos, room, now: () => Date.now(), centre: (await this.shell.common()).centre, release: config.release }));
    /** Dossiers of which the centre knows more than this phone, because a form went there past this worker. @type {Set<string>} */
    this.stale = new Set();
    /** How much of a photo goes at once. */
    this.pace = new Pace();
    /** Was something written while a photo was on its way? */
    this.texts = false;
    /** The key of an open vault was asked back from the pages. @type {Promise<void> | null} */
    this.recalled = null;
  }

  /** Is a vault open, and whose? `state` is "" on one's own phone. @returns {Promise<{state: string, row: Json}>} */
  async vault() {
    if (!(await this.keeps()) || !(await isShared(await this.log()))) return { state: "", row: null };
    const row = await openVault(await this.log());
    return { state: row ? "open" : "locked", row };
  }

  async keeps() {
    return !(await this.barred());
  }

  /** What is kept under a name, or undefined; also where nothing can be kept. @param {string} name @returns {Promise<Json>} */
  async known(name) {
    return (await this.keeps()) ? store.get("meta", name) : undefined;
  }

  /** Now, by the centre's clock as far as it is known (ms). */
  async now() {
    return Date.now() + ((await this.known("skew"))?.value ?? 0);
  }

  async today() {
    return localOf(new Date(await this.now()).toISOString()).day;
  }

  /** @param {string} lang @param {string} [today] the day that rules see */
  async reader(lang, today = "") {
    return makeReader(await this.shell.common(), lang, today || (await this.today()));
  }

  /** What the person should know about this phone. @returns {Promise<string>} code of the frame's `trouble` */
  async trouble() {
    const barred = await this.barred();
    if (barred) return barred;
    const wiped = (await this.known("wiped"))?.value ?? 0;
    if (Date.now() - wiped < WIPED_MS) return "wiped";
    return Math.abs((await this.known("skew"))?.value ?? 0) > CLOCK_MS ? "clock" : "";
  }

  /** Take away everything readable, and who this phone was: the next person begins with an empty one. */
  async empties() {
    const stores = /** @type {[string, string | string[]][]} */ ([["dossiers", "id"], ["status", "dossier"], ["forms", "key"], ["keyring", "vault"]]);
    const rows = await Promise.all(stores.map(async ([name, key]) => (await store.all(name)).map((row) => ["delete", name, row[/** @type {string} */ (key)]])));
    const entries = (await store.all("entries")).map(({ dossier, n }) => ["delete", "entries", [dossier, n]]);
    await dropPhotos(await this.log(), await photosHere(await this.log()));
    await store.commit(/** @type {any} */ ([...rows.flat(), ...entries, ["delete", "meta", "identity"], ["delete", "meta", "phone"], ["delete", "meta", "camera"]]));
    forgetBodies();
    forgetKeys();
  }

  async look() {
    const jar = /** @type {any} */ (globalThis).cookieStore;
    const told = jar ? (await jar.get("look"))?.value : undefined;
    return told ?? (await this.known("look"))?.value ?? "";
  }

  /** The keys every page has. @param {URL} url @param {string} lang @param {{pageNo: string, trouble?: string, path?: string}} said */
  async frame(url, lang, { pageNo, trouble, path }) {
    const keeps = await this.keeps();
    const dossiers = keeps ? await listDossiers(await this.log()) : [];
    const { state, row } = await this.vault();
    const others = state ? await lockedUnsent(await this.log()) : 0;
    return frame(await this.shell.common(), {
      lang,
      path: path ?? url.pathname.slice(`/${lang}/`.length) + url.search,
      pageNo,
      look: await this.look(),
      said: url.searchParams.get("said") ?? "",
      today: await this.today(),
      waiting: dossiers.filter((one) => one.unsent > 0 || one.files.some(isOpenHere)).length + others,
      trouble: trouble ?? (await this.trouble()),
      vault: state,
      vaultLabel: row?.label ?? "",
    });
  }
}
