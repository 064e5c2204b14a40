// A phone for the node tests: a memory store, a clock that is set by hand, the public key of a centre.
import { MemoryStore, newPhotoDisk } from "../memory_store.mjs";
import { openDossier, record, startDossier } from "../../../static/core/dossiers.js";
import { b64 } from "../../../static/core/ids.js";

const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
export const centreKey = pair.privateKey;
export const centre = { kid: 1, key: b64(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey))) };
export const PENSION = { procedure: "1.014027", digest: "d".repeat(64), revision: 1 };
export const START = Date.UTC(2026, 10, 27, 1, 5);

export class Phone {
  constructor(store = new MemoryStore(), photos = new MemoryStore(newPhotoDisk())) {
    this.store = store;
    this.photos = photos;
    this.at = START;
    this.ctx = { store, photos, now: () => this.at, centre, release: "r1" };
  }

  /** Killed and started again: only what was committed is there. */
  reopened() {
    const again = new Phone(this.store.reopened(), this.photos.reopened());
    again.at = this.at;
    return again;
  }

  start(what = PENSION) {
    return startDossier(this.ctx, what);
  }

  async does(id, ...changes) {
    this.at += 1000;
    return record(this.ctx, id, changes);
  }

  sets(id, field, value, row = null) {
    return this.does(id, { do: "set", field, row, value });
  }

  opens(id) {
    return openDossier(this.ctx, id);
  }

  async value(id, field, row = null) {
    return (await this.opens(id)).picture.answers.value(field, row);
  }

  entries(id) {
    return this.store.all("entries", id);
  }
}
