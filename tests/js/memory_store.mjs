// The port of the store in memory. It can be told to refuse a commit, or to die after some; what was committed can be opened again.
/** @typedef {import("../../static/core/store.js").Store} Store */

const KEYS = { meta: "name", keyring: "vault", dossiers: "id", entries: ["dossier", "n"], forms: "key", status: "dossier" };
const PHOTO_KEYS = { photos: "id", pieces: ["id", "n"] };
const ALL_KEYS = { ...KEYS, ...PHOTO_KEYS };

const keyIn = (name, value) => (Array.isArray(ALL_KEYS[name]) ? ALL_KEYS[name].map((part) => value[part]) : value[ALL_KEYS[name]]);
const text = (key) => JSON.stringify(key);

const byKey = (name) => (one, other) => {
  const [left, right] = [keyIn(name, one), keyIn(name, other)].map((key) => (Array.isArray(key) ? key : [key]));
  const at = left.findIndex((part, place) => part !== right[place]);
  return at < 0 ? 0 : left[at] < right[at] ? -1 : 1;
};

/** What survives a crash. */
export const newDisk = (keys = KEYS) => Object.fromEntries(Object.keys(keys).map((name) => [name, new Map()]));
export const newPhotoDisk = () => newDisk(PHOTO_KEYS);
export const isFull = () => Object.assign(new Error("full"), { name: "QuotaExceededError" });

export class MemoryStore {
  constructor(disk = newDisk()) {
    this.disk = disk;
    this.commits = 0;
    this.refuses = 0;
    this.diesAfter = Infinity;
    this.waiting = new Map();
  }

  #alive() {
    if (this.commits >= this.diesAfter) throw new Error("dead");
  }

  async get(name, key) {
    this.#alive();
    return structuredClone(this.disk[name].get(text(key)));
  }

  async all(name, dossier) {
    this.#alive();
    const own = (value) => dossier === undefined || [keyIn(name, value)].flat()[0] === dossier;
    return structuredClone([...this.disk[name].values()].filter(own).sort(byKey(name)));
  }

  async commit(writes) {
    await null;
    this.#alive();
    if (this.refuses > 0) {
      this.refuses -= 1;
      throw isFull();
    }
    const after = Object.fromEntries(Object.entries(this.disk).map(([name, values]) => [name, new Map(values)]));
    for (const [what, name, value] of writes) {
      if (what === "put") after[name].set(text(keyIn(name, value)), structuredClone(value));
      else after[name].delete(text(value));
    }
    const ids = [...(after.entries ?? new Map()).values()].map(({ id }) => id);
    if (new Set(ids).size !== ids.length) throw new Error("ConstraintError: two entries of one id");
    Object.assign(this.disk, after);
    this.commits += 1;
  }

  async lock(name, act, { ifFree = false } = {}) {
    const before = this.waiting.get(name);
    if (ifFree && before) return undefined;
    const turn = (async () => {
      await before?.catch(() => undefined);
      return act();
    })();
    this.waiting.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.waiting.get(name) === turn) this.waiting.delete(name);
    }
  }

  /** What the phone holds after it was killed and started again. */
  reopened() {
    return new MemoryStore(this.disk);
  }
}
