// @ts-check
/** Photos go one at a time, each only after the entry that names it was acked; and which may be let go of. */

import { waitAfter } from "./backoff.js";
import { isOut, isUnsent } from "./entries.js";
import { moment } from "./ids.js";
import { identity } from "./keyring.js";
import { isAhead, isFree } from "./lanes.js";
import { filesNamed } from "./named.js";
import { changePhoto, dropPhotos, photosHere } from "./photo_store.js";
import { upload } from "./uploading.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./photo_store.js").Photo} Photo */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {import("./upload_answers.js").End} End */
/** @typedef {{kept: number, refused: number, stopped: boolean, error: string, nextAt: number}} Outcome */

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** What nobody named for so long was given up: the page it was taken for was never sent (ms). */
const FORGOTTEN_MS = 7 * 24 * 60 * 60 * 1000;
/** So much of what the centre has may lie here for the day it loses something. */
const MOST_SPARE = 40 * 1024 * 1024;
/** What happened to one photo only; anything else would happen to the next as well. */
const OF_ONE = ["unknown_upload", "no_progress", "day_bytes"];

/** @param {Context} ctx @param {string} dossier @returns {Promise<Entry[]>} */
const entriesOf = ({ store }, dossier) => store.all("entries", dossier);

/** Return the photos that can go now, the oldest first. @param {Context} ctx @returns {Promise<Photo[]>} */
export const duePhotos = async (ctx) => {
  const waiting = (await photosHere(ctx)).filter(({ state, nextAt }) => state === "waiting" && !isAhead(nextAt, ctx.now()));
  /** @type {Photo[]} */
  const due = [];
  for (const dossier of new Set(waiting.map((photo) => photo.dossier))) {
    const row = await ctx.store.get("dossiers", dossier);
    if (!row || !isFree({ ...row.lane, nextAt: 0 }, ctx.now())) continue;
    const named = filesNamed(await entriesOf(ctx, dossier));
    due.push(...waiting.filter((photo) => photo.dossier === dossier && named.get(photo.id)?.ackedAt));
  }
  return due.sort((one, other) => (one.at < other.at ? -1 : 1));
};

/** @param {Context} ctx @param {Photo} photo @param {End} end */
const settle = (ctx, photo, end) => {
  const now = ctx.now();
  /** @type {(one: Photo) => Photo} */
  const change = (one) => {
    if (end.fate === "kept") return { ...one, state: "kept", offset: one.size, keptAt: moment(now), code: "", tries: 0, nextAt: 0 };
    if (end.fate === "refused") return { ...one, state: "refused", code: end.code, nextAt: 0 };
    if (end.fate !== "wait") return one;
    return { ...one, code: end.code, tries: one.tries + 1, nextAt: now + (end.ms || waitAfter(one.tries + 1)) };
  };
  return changePhoto(ctx, photo.id, change);
};

/**
 * Send what is due. `stop` is asked between pieces: a text that was written meanwhile goes first.
 * @param {Context} ctx @param {import("./uploading.js").Ask} ask @param {import("./uploading.js").How} how @returns {Promise<Outcome>}
 */
export const sendPhotos = async (ctx, ask, how) => {
  const me = await identity(ctx);
  const outcome = { kept: 0, refused: 0, stopped: false, error: "", nextAt: 0 };
  for (const photo of await duePhotos(ctx)) {
    const end = await upload(ctx, me, photo, ask, how);
    const now = await settle(ctx, photo, end);
    if (now) how.tell(now);
    if (end.fate === "kept" || end.fate === "refused") outcome[end.fate] += 1;
    if (end.fate === "stopped") return { ...outcome, stopped: true };
    if (end.fate === "wait" && !OF_ONE.includes(end.code)) outcome.error = end.code;
    if (outcome.error) break;
  }
  const waits = (await photosHere(ctx)).filter(({ state, nextAt }) => state === "waiting" && isAhead(nextAt, ctx.now()));
  return { ...outcome, nextAt: waits.length ? Math.min(...waits.map(({ nextAt }) => nextAt)) : 0 };
};

/** The person wants them to go now, whatever was waited for. @param {Context} ctx @param {string} dossier */
export const sendPhotosAgain = async (ctx, dossier) => {
  for (const { id } of (await photosHere(ctx, dossier)).filter(({ state }) => state === "waiting")) await changePhoto(ctx, id, (photo) => ({ ...photo, tries: 0, nextAt: 0 }));
};

/** The centre lost something: whatever of photos is still here is asked for again. @param {Context} ctx @param {string} dossier */
export const offerPhotosAgain = async (ctx, dossier) => {
  for (const { id } of (await photosHere(ctx, dossier)).filter(({ state }) => state === "kept")) {
    await changePhoto(ctx, id, (photo) => ({ ...photo, state: "waiting", offset: 0, keptAt: "", tries: 0, nextAt: 0 }));
  }
};

/** @param {Entry[]} entries */
const isHandedIn = (entries) => entries.some((entry) => entry.kind === "dossier.submit" && entry.ackedAt && !isOut(entry));

/** Return the photos that the centre has, of dossiers that are handed in, the oldest first: they lie here only for the day it loses something. @param {Context} ctx */
const spare = async (ctx) => {
  const kept = (await photosHere(ctx)).filter(({ state }) => state === "kept");
  /** @type {Photo[]} */
  const found = [];
  for (const dossier of new Set(kept.map((photo) => photo.dossier))) {
    if (isHandedIn(await entriesOf(ctx, dossier))) found.push(...kept.filter((photo) => photo.dossier === dossier));
  }
  return found.sort((one, other) => (one.keptAt < other.keptAt ? -1 : 1));
};

/** Let go of all that lies here only to be safe. @param {Context} ctx @returns {Promise<boolean>} was there any? */
export const makeRoom = async (ctx) => {
  const gone = await spare(ctx);
  await dropPhotos(ctx, gone);
  return gone.length > 0;
};

/** Was it taken away again, or for a page that was never sent? The first only once the centre knows. @param {Photo} photo @param {Entry[]} entries @param {string} before */
const isGivenUp = ({ id, at }, entries, before) =>
  !filesNamed(entries).has(id) && (entries.some(({ facts }) => facts.file === id) ? !entries.some(isUnsent) : at < before);

/** @param {Context} ctx @returns {Promise<Photo[]>} */
const givenUp = async (ctx) => {
  const [all, before] = [await photosHere(ctx), moment(ctx.now() - FORGOTTEN_MS)];
  /** @type {Photo[]} */
  const found = [];
  for (const dossier of new Set(all.map((photo) => photo.dossier))) {
    const [row, entries] = [await ctx.store.get("dossiers", dossier), await entriesOf(ctx, dossier)];
    // Its dossier was taken away with a vault.
    found.push(...all.filter((photo) => photo.dossier === dossier && (!row || isGivenUp(photo, entries, before))));
  }
  return found;
};

/** Let go of what is thirty days with the centre, of the oldest beyond a measure, and of what was given up. @param {Context} ctx @returns {Promise<number>} */
export const tidyPhotos = async (ctx) => {
  const before = moment(ctx.now() - KEPT_MS);
  const lying = await spare(ctx);
  const gone = lying.filter(({ keptAt }) => keptAt < before);
  let held = lying.reduce((sum, { size }) => sum + size, 0) - gone.reduce((sum, { size }) => sum + size, 0);
  for (const photo of lying) {
    if (held <= MOST_SPARE) break;
    if (gone.includes(photo)) continue;
    gone.push(photo);
    held -= photo.size;
  }
  const all = [...gone, ...(await givenUp(ctx))];
  await dropPhotos(ctx, all);
  return all.length;
};
