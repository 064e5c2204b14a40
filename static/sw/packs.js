// @ts-check
/** Packs: the definition and the facts of a procedure, by digest. Public; kept in Cache Storage, checked by hash when they come. */

import { hex } from "../core/ids.js";
import { fetchOurs } from "./shell.js";

/** @typedef {any} Json */

const CACHE = "camtay-packs";
/** So many procedures that nobody saved and no unfinished dossier needs stay here. */
const MOST = 30;
/** @type {Map<string, {digest: string, json: any}>} */
const memory = new Map();

/** So many digits of a digest name a pack in the cache: those that the catalogue gives. */
const SHORT = 8;

/** @param {string} code @param {string} digest */
const definitionAddress = (code, digest) => `/packs/vi/${code}/${digest.slice(0, SHORT)}`;
/** @param {string} code @param {string} digest */
const factsAddress = (code, digest) => `/packs/facts/${code}/${digest.slice(0, SHORT)}`;

/** @param {string} text */
const digestOf = async (text) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));

/** @typedef {{digest: string, json: Json}} Pack the whole digest, and what it names */

/** @param {string} address @param {string} digest @param {string} body */
const take = async (address, digest, body) => {
  const whole = await digestOf(body);
  if (!whole.startsWith(digest)) throw new Error(`${address}: not what it says`);
  const headers = { "Content-Type": "application/json", Digest: whole };
  await (await caches.open(CACHE)).put(address, new Response(body, { headers }));
  memory.set(address, { digest: whole, json: JSON.parse(body) });
};

/** @param {string} address @returns {Promise<Pack | undefined>} */
const kept = async (address) => {
  const found = memory.has(address) ? undefined : await (await caches.open(CACHE)).match(address);
  if (found) memory.set(address, { digest: found.headers.get("Digest") ?? "", json: await found.json() });
  return memory.get(address);
};

/** @param {string} address @param {string} digest @param {string} [from] where the centre has it @returns {Promise<Pack>} */
const keptOrFetched = async (address, digest, from = address) => {
  const here = await kept(address);
  if (here) return here;
  await take(address, digest, await (await fetchOurs(from)).text());
  return /** @type {Pack} */ (memory.get(address));
};

/** The definition of that digest, or of one that begins so. Throws when it is neither here nor to be had. @param {string} code @param {string} digest */
export const definitionOf = (code, digest) => keptOrFetched(definitionAddress(code, digest), digest, `/packs/vi/${code}/${digest}`);

/** The facts of today's catalogue; without a signal those of an earlier one do. @param {Json} entry of the catalogue @returns {Promise<Json>} */
export const factsOf = async (entry) => {
  try {
    return (await keptOrFetched(factsAddress(entry.code, entry.factsDigest), entry.factsDigest)).json;
  } catch (fault) {
    const cache = await caches.open(CACHE);
    const older = (await cache.keys()).findLast((key) => key.url.includes(`/packs/facts/${entry.code}/`));
    const found = older && (await cache.match(older));
    if (!found) throw fault;
    return found.json();
  }
};

/** Codes of procedures whose facts and newest definition are here. @param {Map<string, Json>} procedures @returns {Promise<Set<string>>} */
export const codesHere = async (procedures) => {
  const addresses = new Set((await (await caches.open(CACHE)).keys()).map((key) => new URL(key.url).pathname));
  const whole = [...procedures.values()].filter(
    (entry) => addresses.has(definitionAddress(entry.code, entry.digest)) && addresses.has(factsAddress(entry.code, entry.factsDigest)),
  );
  return new Set(whole.map((entry) => entry.code));
};

/** Is everything here that a dossier of this procedure needs? @param {Json} entry */
export const isHere = async (entry) =>
  !!(await kept(definitionAddress(entry.code, entry.digest))) && !!(await kept(factsAddress(entry.code, entry.factsDigest)));

/** Fetch what a dossier of this procedure needs. @param {Json} entry */
export const bring = (entry) => Promise.all([definitionOf(entry.code, entry.digest), factsOf(entry)]);

/** Take every procedure of a pack of many. @param {string} address @returns {Promise<string[]>} the codes */
export const bringMany = async (address) => {
  const { packs } = await (await fetchOurs(address)).json();
  for (const { code, digest, definition, facts_digest, facts } of packs) {
    await take(definitionAddress(code, digest), digest, JSON.stringify(definition));
    await take(factsAddress(code, facts_digest), facts_digest, JSON.stringify(facts));
  }
  memory.clear(); // three megabytes of them would sit in the memory of a small phone
  return packs.map((/** @type {Json} */ pack) => pack.code);
};

/** Let the oldest go that nothing needs. @param {Set<string>} needed codes */
export const prune = async (needed) => {
  const cache = await caches.open(CACHE);
  const spare = (await cache.keys()).filter((key) => !needed.has(new URL(key.url).pathname.split("/").at(-2) ?? ""));
  for (const key of spare.slice(0, Math.max(0, spare.length - 2 * MOST))) await cache.delete(key);
};
