// @ts-check
/**
 * IndexedDB behind the port of the store (`webapp/docs/offline.md` section 7). Each write is one transaction that is on the disk before
 * anybody is told so: Chromium's default became "relaxed" in 121, which may lose the last commits with the power.
 */

/** @typedef {any} Json */
/** @typedef {["put", string, Json] | ["delete", string, Json]} Write */

export const NAME = "camtay";
/** A number is never used again for other stores, and a new one only adds. */
const VERSION = 1;
/** @type {Record<string, string | string[]>} */
const STORES = { meta: "name", keyring: "vault", dossiers: "id", entries: ["dossier", "n"], forms: "key", status: "dossier" };
const PATIENCE_MS = 5000;

/** @type {Promise<IDBDatabase> | null} */
let opening = null;

/** @param {IDBDatabase} db */
const upgrade = (db) => {
  for (const [name, keyPath] of Object.entries(STORES)) {
    if (db.objectStoreNames.contains(name)) continue;
    const made = db.createObjectStore(name, { keyPath });
    if (name === "entries") made.createIndex("id", "id", { unique: true });
  }
};

/** Open, or say after five seconds that an old tab holds it: a promise that never settles is a page that never comes. */
const open = () =>
  new Promise((/** @type {(db: IDBDatabase) => void} */ resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    const slow = setTimeout(() => reject(new Error("blocked")), PATIENCE_MS);
    asked.onupgradeneeded = () => upgrade(asked.result);
    asked.onerror = () => (clearTimeout(slow), reject(asked.error));
    asked.onsuccess = () => {
      clearTimeout(slow);
      const db = asked.result;
      const forget = () => (opening = null);
      db.onversionchange = () => (db.close(), forget());
      db.onclose = forget;
      resolve(db);
    };
  });

const database = () => (opening ??= open().catch((fault) => ((opening = null), Promise.reject(fault))));

/** Run once more on a new connection: phones cut that of a page in the background ("Connection to Indexed Database server lost"). */
const twice = async (/** @type {(db: IDBDatabase) => Promise<any>} */ act) => {
  try {
    return await act(await database());
  } catch (fault) {
    const name = /** @type {Error} */ (fault).name;
    if (name !== "InvalidStateError" && name !== "UnknownError" && name !== "AbortError") throw fault;
    opening = null;
    return act(await database());
  }
};

/** @param {IDBRequest} asked @returns {Promise<any>} */
const answer = (asked) =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

export const store = {
  /** @param {string} name @param {Json} key @returns {Promise<Json>} the value, or undefined */
  get: (name, key) => twice((db) => answer(db.transaction(name).objectStore(name).get(key))),

  /** Return all values of a store; of one dossier, in their order. @param {string} name @param {string} [dossier] @returns {Promise<Json[]>} */
  all: (name, dossier) =>
    twice((db) => {
      const range = dossier === undefined ? null : Array.isArray(STORES[name]) ? IDBKeyRange.bound([dossier], [dossier, []]) : IDBKeyRange.only(dossier);
      return answer(db.transaction(name).objectStore(name).getAll(range));
    }),

  /** Write all of it or nothing. Rejects when nothing was written (quota, a lost disk). @param {Write[]} writes @returns {Promise<void>} */
  commit: (writes) =>
    twice(
      (db) =>
        new Promise((resolve, reject) => {
          const names = [...new Set(writes.map(([, name]) => name))];
          if (!names.length) return resolve(undefined);
          const doing = db.transaction(names, "readwrite", { durability: "strict" });
          doing.oncomplete = () => resolve(undefined);
          doing.onabort = () => reject(doing.error ?? new Error("aborted"));
          for (const [what, name, value] of writes) doing.objectStore(name)[what](value);
        }),
    ),

  /**
   * Run alone under this name, in all tabs and workers. With `ifFree`, return undefined at once when somebody else is at it.
   * @template T @param {string} name @param {() => Promise<T>} act @param {{ifFree?: boolean}} [how] @returns {Promise<T>}
   */
  lock: (name, act, { ifFree = false } = {}) =>
    /** @type {Promise<any>} */ (
      navigator.locks.request(`camtay-${name}`, { ifAvailable: ifFree }, (held) => (held ? act() : undefined))
    ),
};

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
