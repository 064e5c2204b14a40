// @ts-check
/** What the centre says about single operations: acked, parked, refused. Nothing is let go of without its own hash. */

import { waitAfter } from "./backoff.js";
import { isOut, lastN, lastSeq, makeEntry } from "./entries.js";
import { fateOfCode } from "./fates.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {{me: string, sent: Set<string>, at: string}} Round who asked, which ids went, when (the centre's clock) */
/** @typedef {{acked: number, refused: number, parked: number, changed: boolean}} Merged */

const MOST_VOIDS = 200;

/** One dossier while it is changed. */
export class Work {
  /** @param {Context} ctx @param {Json} row @param {Entry[]} entries @param {Round} round */
  constructor(ctx, row, entries, round) {
    this.ctx = ctx;
    this.row = row;
    this.round = round;
    /** @type {Map<string, Entry>} */
    this.byId = new Map(entries.map((entry) => [entry.id, entry]));
    /** @type {Set<string>} */
    this.dirty = new Set();
    /** @type {Merged} */
    this.done = { acked: 0, refused: 0, parked: 0, changed: false };
  }

  get entries() {
    return [...this.byId.values()];
  }

  /** @param {Entry} entry */
  put(entry) {
    this.byId.set(entry.id, entry);
    this.dirty.add(entry.id);
  }

  /** Only what went in this round can be acked or refused. @param {Json} said */
  sent({ id }) {
    return this.round.sent.has(id) ? this.byId.get(id) : undefined;
  }

  /** @param {Entry} entry @param {string} code @param {"fix" | "drop" | "hand_over"} fate @param {Json[]} problems @param {boolean} [closed] */
  refuse(entry, code, fate, problems, closed = false) {
    this.put({ ...entry, fate: { code, fate, problems, at: this.round.at, closed } });
  }

  /** @param {Entry} entry @param {Json} hash @param {Json} serverSeq */
  settle(entry, hash, serverSeq) {
    if (hash !== entry.hash) return this.refuse(entry, "hash_differs", "hand_over", []);
    if (!(Number.isInteger(serverSeq) && serverSeq > 0)) return;
    if (!entry.ackedAt) this.done.acked += 1;
    this.put({ ...entry, serverSeq, ackedAt: entry.ackedAt ?? this.round.at, fate: null });
  }

  /** Wait: not at all after the first failure, then longer and longer. @param {string} code */
  wait(code) {
    const { lane } = this.row;
    if (lane.state === "set_aside") return;
    const now = this.ctx.now();
    this.row.lane = { state: "waiting", code, since: lane.since || this.round.at, tries: lane.tries + 1, nextAt: lane.tries ? now + waitAfter(lane.tries) : now };
  }

  /** Number anew what never arrived. @param {number} from */
  renumber(from) {
    const own = this.entries.filter((entry) => entry.serverSeq === null && !isOut(entry)).sort((one, other) => one.seq - other.seq);
    own.forEach((entry, place) => this.put({ ...entry, device: this.round.me, seq: from + place }));
  }

  /** @param {Json} said */
  refused(said) {
    const entry = this.sent(said);
    if (!entry) return;
    const [code, problems] = [String(said.code), Array.isArray(said.problems) ? said.problems : []];
    const fate = fateOfCode(code, said.fate);
    this.done.refused += 1;
    // What others wrote and the centre lost is only offered; nobody here can mend it.
    if (entry.device !== this.round.me) return this.refuse(entry, code, "hand_over", problems, true);
    if (fate !== "again") return this.refuse(entry, code, fate, problems);
    if (code === "key_missing") this.row.needsKey = true;
    else this.renumber(Number.isInteger(said.next) ? said.next : this.lastTaken() + 1);
    this.wait(code);
  }

  lastTaken() {
    return lastSeq(this.entries.filter(({ serverSeq }) => serverSeq !== null), this.round.me);
  }

  /** Something before it is missing there: it goes again, and where this phone has lost it too, that is said (by an open vault). @param {CryptoKey | null} key @param {Json} said */
  async parked(key, said) {
    const entry = this.sent(said);
    if (!entry || !Number.isInteger(said.next) || said.next < 1) return;
    this.done.parked += 1;
    for (let seq = said.next; seq < Math.min(entry.seq, said.next + MOST_VOIDS); seq += 1) {
      const there = this.entries.filter((one) => one.device === entry.device && one.seq === seq);
      const good = there.find((one) => !isOut(one));
      if (good?.ackedAt) this.put({ ...good, ackedAt: null });
      if (good || !key || entry.device !== this.round.me) continue;
      const place = { dossier: this.row.id, n: lastN(this.entries) + 1, device: entry.device, seq };
      this.put(await makeEntry(this.ctx, key, place, { kind: "op.void", facts: { void: there[0]?.id ?? entry.id } }));
    }
    this.wait("parked");
  }
}
