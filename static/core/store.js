// @ts-check
/** The port to what the phone keeps (`webapp/docs/offline.md` section 7): IndexedDB in the worker, memory in tests. */

/** @typedef {import("./types").Json} Json */
/** @typedef {["put", string, Json] | ["delete", string, Json]} Write */

/**
 * @typedef {object} Store
 * @property {(name: string, key: Json) => Promise<Json>} get the value, or undefined
 * @property {(name: string, first?: string) => Promise<Json[]>} all the values in the order of their keys; with `first` those whose key begins so (of entries: one dossier's)
 * @property {(writes: Write[]) => Promise<void>} commit all or nothing, on the disk before it resolves; rejects when nothing was written
 * @property {<T>(name: string, act: () => Promise<T>, how?: {ifFree?: boolean}) => Promise<T>} lock alone under this name in all tabs;
 *   with `ifFree` undefined at once when somebody else is at it
 */

/**
 * What the log works with. `photos` holds photos and their pieces, apart from everything else. `now` is the device's clock in ms, right or wrong.
 * `room`: how many bytes the browser says are free.
 * @typedef {{store: Store, photos: Store, now: () => number, centre: import("./sealing.js").Centre, release: string, room?: () => Promise<number>}} Context
 */

/** @param {Context} ctx @param {string} name @param {Json} [otherwise] @returns {Promise<Json>} what is kept under a name of `meta` */
export const known = async ({ store }, name, otherwise) => (await store.get("meta", name))?.value ?? otherwise;

/** @param {string} name @param {Json} value @returns {Write} */
export const meta = (name, value) => ["put", "meta", { name, value }];
