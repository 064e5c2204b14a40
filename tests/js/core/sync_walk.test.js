// Random lives of two phones, a bad way and a centre that goes back to its backup; each from a seed, so that a failure can be had again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hashOf } from "../../../static/core/sealing.js";
import { sync } from "../../../static/core/sync.js";
import { Centre } from "./centre.js";
import { centre as publicKey, Phone } from "./phones.js";

const WALKS = Number(process.env.CAMTAY_WALKS ?? 40);
const FAULTS = ["cut", "portal", "swallowed", "truncated", "twice", "", "", ""];
const ROWS = ["01a20000-0000-7000-8000-000000000001", "01a20000-0000-7000-8000-000000000002"];

/** A generator of numbers from 0 to 1 (mulberry32). */
const chanceOf = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
};

class Walk {
  constructor(seed) {
    this.chance = chanceOf(seed);
    this.centre = new Centre(publicKey, { refusedCounts: this.chance() < 0.5 });
    this.phones = [new Phone(), new Phone()];
    this.said = new Set();
  }

  one(list) {
    return list[Math.floor(this.chance() * list.length)];
  }

  async begin() {
    const [first, second] = this.phones;
    this.id = await first.start();
    await first.does(this.id, { do: "consent", what: "stream", give: true, wording: "…" });
    await sync(first.ctx, this.centre.send());
    await sync(second.ctx, this.centre.send());
    this.centre.share(this.id, this.centre.requests.at(-1).device);
    await sync(second.ctx, this.centre.send());
    this.backup = this.centre.backup();
  }

  change() {
    const row = this.one([null, null, ...ROWS]);
    return this.one([
      { do: "set", field: this.one(["owner.name", "owner.note"]), row, value: this.one(["An", "Bình", 3, { unknown: true }]) },
      { do: "set", field: "owner.name", row: null, value: String(this.chance()) },
      { do: "clear", field: "owner.name", row },
      { do: "add_row", field: "children", row: this.one(ROWS) },
      { do: "remove_row", field: "children", row: this.one(ROWS) },
      { do: "paper", paper: "birth-note", choice: this.one(["bring", "cannot"]), reason: "" },
      { do: "later", step: this.one(["name", "address"]) },
    ]);
  }

  async step() {
    const at = Math.floor(this.chance() * 2);
    const phone = this.phones[at];
    phone.at += Math.floor(this.chance() * 600000) - 100000;
    this.centre.clock += 60000;
    const what = this.chance();
    if (what < 0.55) {
      const { written } = await phone.does(this.id, this.change());
      for (const entry of written ? (await phone.entries(this.id)).slice(-written) : []) this.said.add(entry.id);
    } else if (what < 0.85) await sync(phone.ctx, this.centre.send(() => this.one(FAULTS)));
    else if (what < 0.93) {
      phone.store.diesAfter = phone.store.commits + Math.floor(this.chance() * 4);
      await sync(phone.ctx, this.centre.send(() => this.one(FAULTS))).catch(() => undefined);
      this.phones[at] = phone.reopened();
    } else if (what < 0.96) this.backup = this.centre.backup();
    else this.centre.restore(this.backup);
  }

  /** The way is good again: after a while nothing may be left. */
  async heal() {
    for (let round = 0; round < 12; round += 1) {
      for (const phone of this.phones) {
        phone.at += 400000;
        await sync(phone.ctx, this.centre.send());
      }
    }
  }
}

const plain = ({ picture }) => ({
  answers: [...picture.answers.values].map(([row, page]) => [row, [...page].sort()]).sort(),
  rows: [...picture.answers.rows].map(([field, rows]) => [field, [...rows].sort()]),
  heads: [...picture.heads].map(([key, heads]) => [key, [...heads].sort()]).sort(),
  papers: [...picture.papers],
  later: [...picture.later].sort(),
});

for (let seed = 1; seed <= WALKS; seed += 1) {
  test(`walk ${seed}: everything arrives once, unchanged, and both phones see the same`, async () => {
    const walk = new Walk(seed);
    await walk.begin();
    for (let step = 0; step < 60; step += 1) await walk.step();
    await walk.heal();
    const kept = new Map(walk.centre.log.map((op) => [op.id, op]));
    assert.equal(kept.size, walk.centre.log.length);
    assert.ok(walk.said.size > 5);
    for (const id of walk.said) assert.ok(kept.has(id), `${id} never arrived`);
    for (const op of kept.values()) assert.equal(await hashOf(op.id, op.box), op.hash);
    const opened = await Promise.all(walk.phones.map((phone) => phone.opens(walk.id)));
    for (const one of opened) assert.deepEqual([one.unsent, one.safety, one.row.lane.state, one.picture.broken], [0, "arrived", "idle", []]);
    assert.deepEqual(plain(opened[0]), plain(opened[1]));
    for (const device of new Set(walk.centre.log.map((op) => op.device))) {
      const seqs = walk.centre.log.filter((op) => op.device === device).map((op) => op.seq);
      assert.deepEqual(seqs.sort((one, other) => one - other), seqs.map((_, at) => at + 1));
    }
  });
}
