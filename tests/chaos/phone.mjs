// One phone of the chaos test: the real `static/core/` over a store that can fail and be cut off, doing what people do.
import { readFileSync } from "node:fs";
import { record, startDossier, openDossier, listDossiers, sendAgain } from "../../static/core/dossiers.js";
import { keepPhoto, saidOf } from "../../static/core/photos.js";
import { photosHere } from "../../static/core/photo_store.js";
import { sendPhotosAgain } from "../../static/core/photo_sending.js";
import { sendAll } from "../../static/core/sending.js";
import { Pace } from "../../static/core/uploading.js";
import { answersToJson } from "../../static/core/answers.js";
import { forgetBodies } from "../../static/core/entries.js";
import { forgetKeys } from "../../static/core/keyring.js";
import { MemoryStore, newPhotoDisk } from "../js/memory_store.mjs";
import { randomOf } from "./random.mjs";

const TICKS = ["consent.given", "declaration.true"];
const YEAR_MS = 365 * 86400e3;
const STANDING = ["refused", "hand_over", "set_aside"];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Phone {
  /** @param {any} told as `phones.mjs` says @param {number} number @param {(line: any) => void} say */
  constructor(told, number, say) {
    Object.assign(this, { told, number, say, store: new MemoryStore(), photos: new MemoryStore(newPhotoDisk()), nextSync: 0, pace: new Pace() });
    this.random = randomOf(told.seed * 1000 + number);
    this.skew = Math.floor((this.random() - 0.5) * 2 * 3600e3);
    this.counts = { ops: 0, syncs: 0, crashes: 0, failedWrites: 0, submitted: 0, jumps: 0, photos: 0, failedPhotos: 0, drainMs: 0 };
  }

  get ctx() {
    return { store: this.store, photos: this.photos, now: () => Date.now() + this.skew, centre: this.told.centre, release: "chaos", random: this.random };
  }

  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  async send(body) {
    const stop = AbortSignal.timeout(4000);
    const response = await fetch(`${this.told.base}/sync`, {
      method: "POST", body: JSON.stringify(body), redirect: "manual", signal: stop,
      headers: { "Content-Type": "application/json", "Cam-Tay-Sync": "1" },
    });
    return { status: response.status, type: response.headers.get("content-type") ?? "", redirected: response.status >= 300 && response.status < 400, body: await response.text() };
  }

  /** One piece of a photo, or a question about it. */
  async ask({ method, path, headers, body }) {
    const stop = AbortSignal.timeout(8000);
    const response = await fetch(`${this.told.base}${path}`, { method, headers, body, redirect: "manual", signal: stop });
    await response.arrayBuffer();
    return { status: response.status, redirected: response.status >= 300 && response.status < 400, header: (name) => response.headers.get(name) ?? "" };
  }

  ticked(entry) {
    this.counts.ops += 1;
    const { id, hash, dossier, kind, seq } = entry;
    this.say({ ticked: { phone: this.number, id, hash, dossier, kind, seq } });
  }

  /** Write, and tell of it only when the store said that it is kept. */
  async write(id, changes) {
    const before = new Set((await this.store.all("entries", id)).map((entry) => entry.id));
    const done = await record(this.ctx, id, changes).catch(() => null);
    if (!done) this.counts.failedWrites += 1;
    if (!done || done.refused) return;
    const fresh = (await this.store.all("entries", id)).filter((entry) => !before.has(entry.id));
    const own = fresh.filter(({ serverSeq, ackedAt }) => serverSeq === null && ackedAt === null);
    if (own.length < done.written) this.say({ untrue: { phone: this.number, dossier: id, told: done.written, there: own.length } });
    for (const entry of own) this.ticked(entry);
  }

  /** One page: an answer, or as many as are told. */
  answers(about) {
    const many = 1 + Math.floor(this.random() * (this.told.many ?? 1));
    const fields = new Map(Array.from({ length: many }, () => this.pick(about.fields)));
    return [...fields].map(([field, values]) => ({ do: "set", field, row: null, value: this.pick(values) }));
  }

  /** A paper is photographed; the page names the photo only when the phone has it. */
  async photographs(id) {
    const bytes = Uint8Array.from(readFileSync(this.pick(this.told.photos))).buffer;
    const kept = await keepPhoto(this.ctx, { dossier: id, field: "paper.some_paper", bytes }).catch(() => ({ error: "photo_not_kept" }));
    if (kept.error) return void (this.counts.failedPhotos += 1);
    const photo = await saidOf(this.ctx, await this.photos.get("photos", kept.file));
    this.counts.photos += 1;
    await this.write(id, [{ do: "attach", paper: "some-paper", photo }]);
  }

  async acts() {
    const luck = this.random();
    if (this.random() < (this.told.jumps ?? 0)) this.jumps();
    const drafts = (await listDossiers(this.ctx)).filter((one) => one.state === "draft");
    if (!drafts.length || (luck < 0.06 && drafts.length < 4)) return this.begins();
    const { row } = this.pick(drafts);
    if (this.told.photos?.length && this.random() < 0.03) return this.photographs(row.id);
    const about = this.told.known.find((one) => one.digest === row.digest);
    if (luck < 0.7) return this.write(row.id, this.answers(about));
    if (luck < 0.76) return this.write(row.id, [{ do: "clear", field: this.pick(about.fields)[0], row: null }]);
    if (luck < 0.82) return this.write(row.id, [{ do: "later", step: `step-${Math.floor(this.random() * 9)}` }]);
    if (luck < 0.88) return this.write(row.id, [{ do: "paper", paper: "some-paper", choice: this.pick(["bring", "later"]), reason: "" }]);
    if (luck < 0.93) {
      this.counts.submitted += 1;
      return this.write(row.id, [{ do: "submit", ticks: TICKS, filingDay: new Date().toISOString().slice(0, 10), route: "desk" }]);
    }
    if (luck < 0.97) return this.crashes();
    this.store.refuses = 1;
  }

  async begins() {
    try {
      const id = await startDossier(this.ctx, this.pick(this.told.procedures));
      for (const entry of await this.store.all("entries", id)) this.ticked(entry);
      if (this.random() < 0.7) await this.write(id, [{ do: "consent", what: "stream", give: true, wording: "" }]);
    } catch {
      this.counts.failedWrites += 1;
    }
  }

  /** The battery is empty: what was not kept is gone. */
  async crashes() {
    this.counts.crashes += 1;
    this.store = this.store.reopened();
    this.photos = this.photos.reopened();
    forgetKeys();
    forgetBodies();
  }

  /** Somebody set the clock: some minutes off, or some years. */
  jumps() {
    this.counts.jumps += 1;
    this.skew = Math.floor((this.random() - 0.5) * this.pick([600e3, 86400e3, 20 * YEAR_MS]));
  }

  async syncs() {
    if (Date.now() < this.nextSync) return undefined;
    this.nextSync = Date.now() + (this.told.gap ?? 0) * (0.5 + this.random());
    this.counts.syncs += 1;
    const ways = { send: (body) => this.send(body), ask: (asked) => this.ask(asked) };
    return sendAll(this.ctx, ways, { stop: () => false, tell: () => undefined, pace: this.pace }).catch((fault) => ({ error: String(fault) }));
  }

  /** @param {() => boolean} over */
  async lives(over) {
    while (!over()) {
      await this.acts();
      if (this.random() < 0.3) await this.syncs();
      await pause(this.random() * 30);
    }
  }

  /** Dossiers whose photos are named, and not with the centre yet. */
  async photosUnderWay() {
    const named = new Set((await this.store.all("entries")).filter(({ fate }) => !fate).map(({ facts }) => facts.file));
    return new Set((await photosHere(this.ctx)).filter(({ id, state }) => state === "waiting" && named.has(id)).map(({ dossier }) => dossier));
  }

  async waiting() {
    const photos = await this.photosUnderWay();
    return (await listDossiers(this.ctx)).filter((one) => !STANDING.includes(one.row.lane.state) && (one.unsent || photos.has(one.row.id)));
  }

  /** Send everything that its person handed in or lets go; whatever waits for a later moment is asked at once. */
  async drains(until, again) {
    const begun = Date.now();
    for (const id of again) await sendAgain(this.ctx, id);
    for (const one of await listDossiers(this.ctx)) if (one.state === "draft") await this.write(one.row.id, [{ do: "consent", what: "stream", give: true, wording: "" }]);
    for (;;) {
      this.nextSync = 0;
      await this.syncs();
      const waiting = await this.waiting();
      if (!waiting.length || Date.now() > until) break;
      for (const { row } of waiting) await sendPhotosAgain(this.ctx, row.id);
      for (const { row } of waiting) await this.store.commit([["put", "dossiers", { ...(await this.store.get("dossiers", row.id)), lane: { ...row.lane, nextAt: 0 } }]]);
      await pause(100 + (this.told.gap ?? 0));
    }
    this.counts.drainMs = Date.now() - begun;
    this.nextSync = 0;
    await this.syncs();
  }

  async holds() {
    const found = [];
    for (const { row, unsent, state } of await listDossiers(this.ctx)) {
      const opened = await openDossier(this.ctx, row.id);
      const entries = await this.store.all("entries", row.id);
      const refused = entries.filter((entry) => entry.fate).map((entry) => entry.fate.code);
      const here = entries.filter((entry) => !entry.ackedAt).map(({ id }) => id);
      found.push({ dossier: row.id, unsent, state, lane: row.lane, refused, here, ...answersToJson(opened.picture.answers), later: [...opened.picture.later], broken: opened.picture.broken });
    }
    const photos = (await photosHere(this.ctx)).map(({ id, dossier, state, code, hash }) => ({ id, dossier, state, code, hash }));
    return { phone: this.number, counts: this.counts, dossiers: found, photos };
  }
}
