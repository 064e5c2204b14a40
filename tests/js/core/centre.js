// A small centre for the node tests: it keeps `webapp/docs/offline.md` sections 3 to 6, opens every box, and can lose what it knows.
import { b64, joined, newId, unb64, utf8 } from "../../../static/core/ids.js";
import { hashOf, openBody, useKey } from "../../../static/core/sealing.js";
import { centreKey, START } from "./phones.js";

const LATE = ["answer.", "row.", "paper.", "question.", "warning."];

const openKey = async ({ epk, box }, dossier, centre) => {
  const [point, bytes] = [unb64(epk), unb64(box)];
  const theirs = await crypto.subtle.importKey("raw", point, { name: "ECDH", namedCurve: "P-256" }, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, centreKey, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: joined(point, unb64(centre.key)), info: utf8("camtay|dossier-key|v1|" + dossier) };
  const key = await crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const opening = { name: "AES-GCM", iv: bytes.slice(0, 12), additionalData: utf8("dossier-key|" + dossier) };
  return new Uint8Array(await crypto.subtle.decrypt(opening, key, bytes.slice(12)));
};

export class Centre {
  constructor(publicKey, { refusedCounts = true, portion = Infinity } = {}) {
    Object.assign(this, { publicKey, refusedCounts, portion, log: [], keys: new Map(), secrets: new Map(), rights: new Map(), setAside: new Map() });
    this.incarnation = newId(START);
    this.clock = START;
    this.requests = [];
    this.refuses = () => null;
    this.awaits = () => [];
    this.states = new Map();
  }

  /** What a backup of now holds. */
  backup() {
    return { log: structuredClone(this.log), keys: new Map(this.keys), rights: new Map(this.rights), states: new Map(this.states), setAside: new Map() };
  }

  restore(backup) {
    Object.assign(this, structuredClone(backup), { incarnation: newId(START) });
  }

  share(dossier, device) {
    this.rights.set(device + dossier, true);
  }

  of(dossier) {
    return this.log.filter((op) => op.dossier === dossier);
  }

  #next(device, dossier) {
    const taken = [...this.of(dossier), ...[...this.setAside.values()].filter((op) => this.refusedCounts && op.dossier === dossier)];
    return Math.max(0, ...taken.filter((op) => op.device === device).map((op) => op.seq)) + 1;
  }

  async #take(op, request) {
    const there = this.log.find((one) => one.id === op.id);
    if (there) return { ack: there };
    if (this.of(op.dossier).length && !this.rights.get(request.device + op.dossier)) return { code: "not_yours" };
    if (!this.keys.has(op.dossier)) {
      if (!request.keys[op.dossier]) return { code: "key_missing" };
      this.keys.set(op.dossier, await openKey(request.keys[op.dossier], op.dossier, this.publicKey));
    }
    const next = this.#next(op.device, op.dossier);
    if (op.seq > next) return { parked: next };
    if (op.seq < next) return { code: "seq_taken", next };
    const body = await openBody(await useKey(this.keys.get(op.dossier)), op).catch(() => null);
    if (!body) return { code: "unopenable" };
    const submitted = this.of(op.dossier).some(({ kind }) => kind === "dossier.submit");
    const code = this.refuses(op, body) || (submitted && LATE.some((kind) => op.kind.startsWith(kind)) ? "already_submitted" : null);
    if (code) return { code };
    const kept = { ...op, server_seq: (this.log.at(-1)?.server_seq ?? 0) + 1, hash: await hashOf(op.id, op.box) };
    this.log.push(kept);
    this.share(op.dossier, request.device);
    return { ack: kept };
  }

  #changes({ device, have }) {
    return [...this.keys.keys()].filter((dossier) => this.rights.get(device + dossier)).flatMap((dossier) => {
      const [entries, known] = [this.of(dossier), have[dossier] ?? 0];
      const last = entries.at(-1)?.server_seq ?? 0;
      if (last <= known) return [];
      const status = { state: entries.some(({ kind }) => kind === "dossier.submit") ? "submitted" : "draft", photos_awaited: this.awaits(dossier), ...this.states.get(dossier) };
      const key = known ? {} : { key: b64(this.keys.get(dossier)) };
      const fresh = entries.filter((op) => op.server_seq > known).slice(0, this.portion);
      return [{ dossier, last_seq: fresh.at(-1).server_seq, ...key, entries: fresh, status }];
    });
  }

  async answer(request) {
    this.requests.push(structuredClone(request));
    if (!this.secrets.has(request.device)) this.secrets.set(request.device, request.secret);
    if (this.secrets.get(request.device) !== request.secret) return { status: 403, said: { proto: "cam-tay-sync", error: "unknown_device" } };
    const said = { proto: "cam-tay-sync", incarnation: this.incarnation, acks: [], parked: [], refused: [], more: false, wiped: false, release: "r1" };
    for (const op of request.ops) {
      const { ack, parked, code, next } = await this.#take(op, request);
      if (ack) said.acks.push({ id: op.id, hash: ack.hash, server_seq: ack.server_seq });
      else if (parked) said.parked.push({ id: op.id, dossier: op.dossier, next: parked });
      else {
        said.refused.push({ id: op.id, code, fate: "hand_over", problems: [], ...(next && { next }) });
        if (code !== "key_missing" && code !== "seq_taken") this.setAside.set(op.id, op);
      }
    }
    said.changes = this.#changes(request);
    said.more = said.changes.some(({ dossier, last_seq }) => last_seq < this.of(dossier).at(-1).server_seq);
    return { status: 200, said: { ...said, head: this.log.at(-1)?.server_seq ?? 0, clock: new Date(this.clock).toISOString() } };
  }

  /** The way to it; `fault(request)` may say what becomes of a request. */
  send(fault = () => "") {
    return async (request) => {
      const sent = JSON.parse(JSON.stringify(request));
      const what = fault(sent);
      if (what === "cut") throw new TypeError("Failed to fetch");
      if (what === "portal") return { status: 200, type: "text/html; charset=utf-8", redirected: false, body: "<h1>Wi-Fi</h1>" };
      const { status, said } = await this.answer(sent);
      if (what === "twice") await this.answer(sent);
      if (what === "swallowed") throw new TypeError("Failed to fetch");
      const body = JSON.stringify(said);
      return { status, type: "application/json", redirected: false, body: what === "truncated" ? body.slice(0, body.length / 2) : body };
    };
  }
}
