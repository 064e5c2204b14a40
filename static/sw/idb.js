// @ts-check
/**
 * IndexedDB behind the port of the store (`webapp/docs/offline.md` section 7). Each write is one transaction that is on the disk before
 * anybody is told so: Chromium's default became "relaxed" in 121, which may lose the last commits with the power. Photos lie in a database of
 * their own, so that nothing that happens to them ever stops a text.
 */

import { withBallast } from "../core/ballast.js";

/** @typedef {any} Json */
/** @typedef {["put", string, Json] | ["delete", string, Json]} Write */

/** @typedef {Record<string, string | string[]>} Keys of each store, by its name */

export const NAME = "camtay";
/** A number is never used again for other stores, and a new one only adds. */
const VERSION = 1;
/** @type {Keys} */
const STORES = { meta: "name", keyring: "vault", dossiers: "id", entries: ["dossier", "n"], forms: "key", status: "dossier" };
const PHOTOS_NAME = "camtay-photos";
const PHOTOS_VERSION = 1;
/** @type {Keys} */
const PHOTO_STORES = { photos: "id", pieces: ["id", "n"] };
const PATIENCE_MS = 5000;

/** @param {IDBDatabase} db @param {Keys} stores */
const upgrade = (db, stores) => {
  for (const [name, keyPath] of Object.entries(stores)) {
    if (db.objectStoreNames.contains(name)) continue;
    const made = db.createObjectStore(name, { keyPath });
    if (name === "entries") made.createIndex("id", "id", { unique: true });
  }
};

/** Open, or say after five seconds that an old tab holds it: a promise that never settles is a page that never comes.
 * @param {IDBOpenDBRequest} asked @param {Keys} stores @param {() => void} forget @returns {Promise<IDBDatabase>} */
const opened = (asked, stores, forget) =>
  new Promise((resolve, reject) => {
    const slow = setTimeout(() => reject(new Error("blocked")), PATIENCE_MS);
    asked.onupgradeneeded = () => upgrade(asked.result, stores);
    asked.onerror = () => (clearTimeout(slow), reject(asked.error));
    asked.onsuccess = () => {
      clearTimeout(slow);
      const db = asked.result;
      db.onversionchange = () => (db.close(), forget());
      db.onclose = forget;
      resolve(db);
    };
  });

/** @param {IDBRequest} asked @returns {Promise<any>} */
const answer = (asked) =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

/** @param {IDBDatabase} db @param {Write[]} writes @returns {Promise<void>} */
const written = (db, writes) =>
  new Promise((resolve, reject) => {
    const names = [...new Set(writes.map(([, name]) => name))];
    if (!names.length) return resolve(undefined);
    const doing = db.transaction(names, "readwrite", { durability: "strict" });
    doing.oncomplete = () => resolve(undefined);
    doing.onabort = () => reject(doing.error ?? new Error("aborted"));
    for (const [what, name, value] of writes) doing.objectStore(name)[what](value);
  });

/**
 * Run alone under this name, in all tabs and workers. With `ifFree`, return undefined at once when somebody else is at it.
 * @template T @param {string} name @param {() => Promise<T>} act @param {{ifFree?: boolean}} [how] @returns {Promise<T>}
 */
const lock = (name, act, { ifFree = false } = {}) =>
  /** @type {Promise<any>} */ (
    navigator.locks.request(`camtay-${name}`, { ifAvailable: ifFree }, (held) => (held ? act() : undefined))
  );

/** @param {() => IDBOpenDBRequest} ask @param {Keys} stores @returns {import("../core/store.js").Store} */
const storeOf = (ask, stores) => {
  /** @type {Promise<IDBDatabase> | null} */
  let opening = null;
  const forget = () => void (opening = null);
  const database = () => (opening ??= (async () => opened(ask(), stores, forget))().catch((fault) => (forget(), Promise.reject(fault))));
  /** Run once more on a new connection: phones cut that of a page in the background ("Connection to Indexed Database server lost"). */
  const twice = async (/** @type {(db: IDBDatabase) => Promise<any>} */ act) => {
    try {
      return await act(await database());
    } catch (fault) {
      const name = /** @type {Error} */ (fault).name;
      if (name !== "InvalidStateError" && name !== "UnknownError" && name !== "AbortError") throw fault;
      forget();
      return act(await database());
    }
  };
  return {
    get: (name, key) => twice((db) => answer(db.transaction(name).objectStore(name).get(key))),
    all: (name, first) =>
      twice((db) => {
        const range = first === undefined ? null : Array.isArray(stores[name]) ? IDBKeyRange.bound([first], [first, []]) : IDBKeyRange.only(first);
        return answer(db.transaction(name).objectStore(name).getAll(range));
      }),
    commit: (writes) => twice((db) => written(db, writes)),
    lock,
  };
};

/** Photos and their pieces. */
export const photos = storeOf(() => indexedDB.open(PHOTOS_NAME, PHOTOS_VERSION), PHOTO_STORES);

/** Everything else. What it writes may take the room that is kept free beside the photos. */
export const store = withBallast(storeOf(() => indexedDB.open(NAME, VERSION), STORES), photos);

/** Is this a private window? Those of Firefox and Safari have no folder of their own and say so; Chromium's and WebKitGTK's do not tell. */
const isPrivate = async () => {
  try {
    await navigator.storage?.getDirectory?.();
    return false;
  } catch {
    return true;
  }
};

/**
 * Tell why nothing may be kept here, or "". A private window keeps what is written only until it is closed, and a dossier would go with it;
 * what was begun in it all the same stays in use.
 * @returns {Promise<"" | "no_storage" | "private">}
 */
export const whyNotKept = async () => {
  try {
    await store.commit([["put", "meta", { name: "probe", value: 1 }]]);
    const there = await store.get("meta", "probe");
    await store.commit([["delete", "meta", "probe"]]);
    if (there?.value !== 1) return "no_storage";
    return (await isPrivate()) && !(await store.all("dossiers")).length ? "private" : "";
  } catch {
    return "no_storage";
  }
};
