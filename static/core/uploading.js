// @ts-check
/**
 * One photo on its way: tus 1.0.0 (creation, HEAD, PATCH, checksum) as `webapp/docs/offline.md` section 10 says. It goes on where it was cut.
 * Only an answer with our mark counts; only `kept` with the photo's own hash ends it well.
 */

import { b64, utf8 } from "./ids.js";
import { changePhoto, readSlice } from "./photo_store.js";
import { readUpload, refused, wait } from "./upload_answers.js";

/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./photo_store.js").Photo} Photo */
/** @typedef {{id: string, secret: string}} Identity */
/** @typedef {{method: string, path: string, headers: Record<string, string>, body?: import("./ids.js").Bytes}} Asked */
/** @typedef {import("./upload_answers.js").Answer} Answer */
/** @typedef {import("./upload_answers.js").End} End */
/** @typedef {import("./upload_answers.js").Step} Step */
/** @typedef {(asked: Asked) => Promise<Answer>} Ask rejects when nothing answered */
/** @typedef {{stop: () => boolean, tell: (photo: Photo) => void, pace: Pace}} How */

const FIRST = 65536;
const LEAST = 32768;
const MOST = 262144;
/** A piece that takes less may be larger, one that takes more should be smaller (ms). */
const QUICK_MS = 4000;
const SLOW_MS = 8000;
/** So often in a row without a byte more, then it waits. */
const MOST_STALLS = 4;

/** How much goes at once: what the network bears. */
export class Pace {
  size = FIRST;

  /** @param {number} ms that a whole piece took */
  took(ms) {
    if (ms < QUICK_MS) this.size = Math.min(MOST, this.size * 2);
    if (ms > SLOW_MS) this.halve();
  }

  halve() {
    this.size = Math.max(LEAST, this.size / 2);
  }
}

class Trip {
  /** @param {Context} ctx @param {Identity} me @param {Photo} photo @param {Ask} ask @param {How} how */
  constructor(ctx, me, photo, ask, how) {
    this.ctx = ctx;
    this.me = me;
    this.photo = photo;
    this.ask = ask;
    this.how = how;
    /** What the centre said last that it has; null: not asked yet. @type {number | null} */
    this.offset = null;
  }

  /** @param {string} method @param {Record<string, string>} headers @param {import("./ids.js").Bytes} [body] @returns {Promise<Step>} */
  async says(method, headers, body) {
    const path = method === "POST" ? "/uploads/" : `/uploads/${this.photo.id}`;
    const own = { "Tus-Resumable": "1.0.0", "Cam-Tay-Sync": "1", "Cam-Tay-Device": this.me.id, "Cam-Tay-Secret": this.me.secret };
    try {
      return readUpload(this.photo, method, await this.ask({ method, path, headers: { ...own, ...headers }, body }));
    } catch {
      this.how.pace.halve();
      return wait("offline");
    }
  }

  /** @returns {Promise<Step>} */
  create() {
    const { dossier, id, hash, size } = this.photo;
    const told = Object.entries({ dossier, file: id, hash }).map(([name, value]) => `${name} ${b64(utf8(value))}`);
    return this.says("POST", { "Upload-Length": String(size), "Upload-Metadata": told.join(",") });
  }

  /** An empty piece at the end finishes what was cut while it was being finished. @param {number} offset @returns {Promise<Step>} */
  async piece(offset) {
    const bytes = await readSlice(this.ctx, this.photo, offset, Math.min(this.photo.size, offset + this.how.pace.size)).catch(() => null);
    if (!bytes) return refused("photo_spoiled");
    const sum = b64(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
    const before = this.ctx.now();
    const told = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset), "Upload-Checksum": `sha256 ${sum}` };
    const step = await this.says("PATCH", told, bytes);
    if ("offset" in step && bytes.length === this.how.pace.size) this.how.pace.took(this.ctx.now() - before);
    return step;
  }

  /** @returns {Promise<Step>} */
  next() {
    return this.offset === null ? this.says("HEAD", {}) : this.piece(this.offset);
  }

  /** @param {number} offset */
  async reached(offset) {
    this.offset = offset;
    const now = await changePhoto(this.ctx, this.photo.id, (photo) => ({ ...photo, offset }));
    if (now) this.how.tell(now);
    return !!now;
  }

  /** @returns {Promise<End>} */
  async run() {
    for (let stalls = 0; stalls < MOST_STALLS; ) {
      if (this.how.stop()) return { fate: "stopped" };
      let step = await this.next();
      if ("again" in step && step.again === "create") step = await this.create();
      if ("end" in step) return step.end;
      if ("offset" in step) {
        stalls = this.offset !== null && step.offset <= this.offset ? stalls + 1 : 0;
        if (!(await this.reached(step.offset))) return { fate: "gone" };
        continue;
      }
      stalls += 1;
      if (step.again === "head") this.offset = null;
      else this.how.pace.halve();
    }
    return { fate: "wait", code: "no_progress", ms: 0 };
  }
}

/** Bring one photo to the centre, as far as it goes. Never rejects because of the network. @param {Context} ctx @param {Identity} me @param {Photo} photo @param {Ask} ask @param {How} how */
export const upload = (ctx, me, photo, ask, how) => new Trip(ctx, me, photo, ask, how).run();
