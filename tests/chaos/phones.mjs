// Phones of the chaos test: the real `static/core/` over a store that can fail and be cut off, each doing what people do.
// argv: JSON {base, seed, phones, seconds, procedures: [{procedure, digest, revision, fields: [[field, values]]}], centre}.
// Lines on stdout, JSON: {"ticked": {...}} for every operation that was told of as saved, {"heal": true} when the time is over,
// or "drain" came on stdin, and after that {"end": [...]} with what each phone holds.
import { createInterface } from "node:readline";
import { record, startDossier, openDossier, listDossiers } from "../../static/core/dossiers.js";
import { sync } from "../../static/core/sync.js";
import { answersToJson } from "../../static/core/answers.js";
import { forgetBodies } from "../../static/core/entries.js";
import { forgetKeys } from "../../static/core/keyring.js";
import { MemoryStore, newPhotoDisk } from "../js/memory_store.mjs";

const told = JSON.parse(process.argv[2]);

/** A small seeded generator (mulberry32): the same seed does the same things. @param {number} seed */
const randomOf = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
};

const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const TICKS = ["consent.given", "declaration.true"];

class Phone {
  constructor(number) {
    this.number = number;
    this.random = randomOf(told.seed * 1000 + number);
    this.store = new MemoryStore();
    this.photos = new MemoryStore(newPhotoDisk());
    this.skew = Math.floor((this.random() - 0.5) * 2 * 3600e3);
    this.counts = { ops: 0, syncs: 0, crashes: 0, failedWrites: 0, submitted: 0 };
    this.pending = null;
  }

  get ctx() {
    return { store: this.store, photos: this.photos, now: () => Date.now() + this.skew, centre: told.centre, release: "chaos", random: this.random };
  }

  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  async send(body) {
    const stop = AbortSignal.timeout(4000);
    const response = await fetch(`${told.base}/sync`, {
      method: "POST", body: JSON.stringify(body), redirect: "manual", signal: stop,
      headers: { "Content-Type": "application/json", "Cam-Tay-Sync": "1" },
    });
    return { status: response.status, type: response.headers.get("content-type") ?? "", redirected: response.status >= 300 && response.status < 400, body: await response.text() };
  }

  /** Write, and tell of it only when the store said that it is kept. */
  async write(id, changes) {
    const before = new Set((await this.store.all("entries", id)).map((entry) => entry.id));
    try {
      const done = await record(this.ctx, id, changes);
      if (done.refused) return;
    } catch {
      this.counts.failedWrites++;
      return;
    }
    for (const entry of await this.store.all("entries", id)) {
      if (before.has(entry.id)) continue;
      this.counts.ops++;
      say({ ticked: { phone: this.number, id: entry.id, hash: entry.hash, dossier: id, kind: entry.kind } });
    }
  }

  async acts() {
    const luck = this.random();
    const drafts = (await listDossiers(this.ctx)).filter((one) => one.state === "draft");
    if (!drafts.length || (luck < 0.06 && drafts.length < 4)) return this.begins();
    const { row } = this.pick(drafts);
    const about = told.procedures.find((one) => one.procedure === row.procedure);
    const [field, values] = this.pick(about.fields);
    if (luck < 0.7) return this.write(row.id, [{ do: "set", field, row: null, value: this.pick(values) }]);
    if (luck < 0.76) return this.write(row.id, [{ do: "clear", field, row: null }]);
    if (luck < 0.82) return this.write(row.id, [{ do: "later", step: `step-${Math.floor(this.random() * 9)}` }]);
    if (luck < 0.88) return this.write(row.id, [{ do: "paper", paper: "some-paper", choice: this.pick(["bring", "later"]), reason: "" }]);
    if (luck < 0.93) {
      this.counts.submitted++;
      return this.write(row.id, [{ do: "submit", ticks: TICKS, filingDay: new Date().toISOString().slice(0, 10), route: "desk" }]);
    }
    if (luck < 0.97) return this.crashes();
    this.store.refuses = 1;
  }

  async begins() {
    try {
      const id = await startDossier(this.ctx, this.pick(told.procedures));
      for (const entry of await this.store.all("entries", id)) say({ ticked: { phone: this.number, id: entry.id, hash: entry.hash, dossier: id, kind: entry.kind } });
      if (this.random() < 0.7) await this.write(id, [{ do: "consent", what: "stream", give: true, wording: "" }]);
    } catch {
      this.counts.failedWrites++;
    }
  }

  /** The battery is empty: what was not kept is gone. */
  async crashes() {
    this.counts.crashes++;
    this.store = new MemoryStore(this.store.disk);
    forgetKeys();
    forgetBodies();
  }

  async syncs() {
    this.counts.syncs++;
    return sync(this.ctx, (body) => this.send(body)).catch((fault) => ({ error: String(fault) }));
  }

  async lives(until) {
    while (Date.now() < until && !called) {
      await this.acts();
      if (this.random() < 0.3) await this.syncs();
      await pause(this.random() * 30);
    }
  }

  /** Send everything that its person handed in or lets go; whatever waits for a later moment is asked at once. */
  async drains(until) {
    for (const one of await listDossiers(this.ctx)) if (one.state === "draft") await this.write(one.row.id, [{ do: "consent", what: "stream", give: true, wording: "" }]);
    await this.syncs();
    while (Date.now() < until) {
      const waiting = (await listDossiers(this.ctx)).filter((one) => one.unsent && !["refused", "hand_over", "set_aside"].includes(one.row.lane.state));
      if (!waiting.length) break;
      for (const { row } of waiting) await this.store.commit([["put", "dossiers", { ...(await this.store.get("dossiers", row.id)), lane: { ...row.lane, nextAt: 0 } }]]);
      await this.syncs();
      await pause(100);
    }
    await this.syncs();
  }

  async holds() {
    const found = [];
    for (const { row, unsent, state } of await listDossiers(this.ctx)) {
      const opened = await openDossier(this.ctx, row.id);
      const refused = (await this.store.all("entries", row.id)).filter((entry) => entry.fate).map((entry) => entry.fate.code);
      found.push({ dossier: row.id, unsent, state, lane: row.lane, refused, ...answersToJson(opened.picture.answers), later: [...opened.picture.later], broken: opened.picture.broken });
    }
    return { phone: this.number, counts: this.counts, dossiers: found };
  }
}

const phones = Array.from({ length: told.phones }, (_, number) => new Phone(number));
const commands = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let called = false;
const drain = commands.next().then(() => (called = true));
await Promise.all(phones.map((phone) => phone.lives(Date.now() + told.seconds * 1000)));
say({ heal: true });
await drain;
await Promise.all(phones.map((phone) => phone.drains(Date.now() + 60_000)));
const end = JSON.stringify({ end: await Promise.all(phones.map((phone) => phone.holds())) }) + "\n";
process.stdout.write(end, () => process.exit(0));
