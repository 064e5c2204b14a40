// @ts-check
/** Entries of the log on the phone: made and sealed, on the wire, in their order, opened. */

import { newId, moment } from "./ids.js";
import { hashOf, openBody, sealBody } from "./sealing.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./store.js").Context} Context */

/**
 * Why an entry is not taken by the centre. `closed`: the person has seen it and is done with it.
 * @typedef {{code: string, fate: "fix" | "drop" | "hand_over", problems: Json[], at: string, closed?: boolean}} Fate
 */
/**
 * @typedef {object} Entry
 * @property {string} dossier
 * @property {number} n counts the entries of this dossier on this phone
 * @property {string} id
 * @property {string} kind
 * @property {string | null} field
 * @property {string | null} row
 * @property {Record<string, Json>} facts
 * @property {string[]} base heads of that field and row which the person had seen
 * @property {string} device
 * @property {number} seq gapless per device and dossier
 * @property {string} at the device's clock
 * @property {number} schema
 * @property {string} box
 * @property {string} hash
 * @property {number | null} serverSeq
 * @property {string | null} ackedAt when its ack came; null: only here, as far as this phone knows
 * @property {Fate | null} fate
 */
/** @typedef {{kind: string, field?: string | null, row?: string | null, facts?: Record<string, Json>, base?: string[], body?: Record<string, Json>}} Said */
/** @typedef {{entry: Entry, body: Json}} OpenEntry `body` is null when it does not open */

const SCHEMA = 1;
const WIRE = /** @type {const} */ (["id", "dossier", "kind", "field", "row", "facts", "base", "device", "seq", "at", "schema", "box"]);
const TEXTS = /** @type {const} */ (["id", "dossier", "kind", "device", "at", "box"]);
const MOST_OPEN = 4000;

/** Bodies that were opened in this life of the worker, by hash (of id and box) and place. @type {Map<string, Json>} */
const bodies = new Map();

/** Drop every opened body from memory. */
export const forgetBodies = () => bodies.clear();

/** @param {Context} ctx @param {CryptoKey} key @param {{dossier: string, n: number, device: string, seq: number}} place @param {Said} said @returns {Promise<Entry>} */
export const makeEntry = async ({ now }, key, place, said) => {
  const { kind, field = null, row = null, facts = {}, base = [], body = {} } = said;
  const op = { id: newId(now()), kind, field, row, ...place };
  const box = await sealBody(key, op, body);
  const hash = await hashOf(op.id, box);
  return { ...op, facts, base, at: moment(now()), schema: SCHEMA, box, hash, serverSeq: null, ackedAt: null, fate: null };
};

/** @param {Entry} entry @returns {Json} */
export const toWire = (entry) => Object.fromEntries(WIRE.map((name) => [name, entry[name]]));

/** Return what came from the centre as an entry, or null when it has not the shape of one or not the hash it names. @param {Json} op @param {number} n @param {string} ackedAt @returns {Promise<Entry | null>} */
export const fromWire = async (op, n, ackedAt) => {
  const shaped = TEXTS.every((name) => typeof op?.[name] === "string") && Array.isArray(op.base) && Number.isInteger(op.server_seq);
  if (!shaped || (await hashOf(op.id, op.box).catch(() => "")) !== op.hash) return null;
  const wire = Object.fromEntries(WIRE.map((name) => [name, op[name] ?? null]));
  return /** @type {Json} */ ({ ...wire, facts: op.facts ?? {}, seq: op.seq ?? 0, n, hash: op.hash, serverSeq: op.server_seq, ackedAt, fate: null });
};

/** Return entries as they are folded: by the centre's number, then those it has not. @param {Entry[]} entries */
export const inOrder = (entries) =>
  [...entries].sort((one, other) => (one.serverSeq ?? Infinity) - (other.serverSeq ?? Infinity) || one.n - other.n);

/** Was this refused so that it changes nothing any more? @param {Entry} entry */
export const isOut = ({ fate }) => fate?.fate === "drop" || fate?.fate === "fix";

/** Is this only here? @param {Entry} entry */
export const isUnsent = (entry) => !entry.ackedAt && !isOut(entry);

/** @param {Entry[]} entries */
export const lastN = (entries) => entries.reduce((most, { n }) => Math.max(most, n), 0);

/** @param {Entry[]} entries @param {string} device */
export const lastSeq = (entries, device) => entries.reduce((most, entry) => (entry.device === device ? Math.max(most, entry.seq) : most), 0);

/** @param {CryptoKey} key @param {Entry} entry @returns {Promise<OpenEntry>} */
const opened = async (key, entry) => {
  const name = [entry.hash, entry.kind, entry.field, entry.row].join("|");
  if (!bodies.has(name)) {
    const body = await openBody(key, entry).catch(() => null);
    if (bodies.size >= MOST_OPEN) bodies.clear();
    if (body) bodies.set(name, body);
    return { entry, body };
  }
  return { entry, body: bodies.get(name) };
};

/** Return entries in their order with what they say. Never throws: one bad box hides nothing else. @param {CryptoKey} key @param {Entry[]} entries */
export const openAll = (key, entries) => Promise.all(inOrder(entries).map((entry) => opened(key, entry)));
