// @ts-check
/**
 * The nearby server: listeners and nothing else. `/sw.js` is one import of this module and one call of `start`.
 * `respondWith` never rejects: a rejected answer is the browser's own error page, and what was typed is gone with it.
 */

import { tidyPhotos } from "../core/photo_sending.js";
import { tidy } from "../core/tidying.js";
import { Locked } from "../core/keyring.js";
import { House } from "./house.js";
import { noSignal } from "./answers.js";
import { hearLock, lockedAnswer, recall } from "./locks.js";
import { bringNeeded } from "./needs.js";
import { prune } from "./packs.js";
import { noteCamera, takePhoto } from "./photos.js";
import { routeOf } from "./routes.js";
import { sendNow, sendSoon } from "./sending.js";
import { completes, forgetOld, install } from "./shell.js";
import { keptCodes } from "./catalogue_pages.js";
import { askPages } from "./windows.js";

/** @typedef {import("./shell.js").Config} Config */

const worker = /** @type {any} */ (self);

/** A form with files never passes through a worker: iOS may send an empty body (Enketo PR 1584). @param {Request} request */
const carriesFiles = (request) => (request.headers.get("Content-Type") ?? "").startsWith("multipart/");

/** @param {House} house @param {any} event */
const answer = (house, event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== worker.location.origin) return;
  const route = routeOf(request.method, url.pathname);
  if (carriesFiles(request)) {
    if (route?.parts.id) house.stale.add(route.parts.id);
    return;
  }
  if (!route) return;
  event.respondWith(handled(house, event, url, route));
};

/** @param {House} house @param {any} event @param {URL} url @param {any} route */
const handled = async (house, event, url, { handler, parts }) => {
  const { request } = event;
  const spare = request.clone();
  const lang = parts.lang ?? "vi";
  try {
    if (parts.lang) await recall(house);
    if (house.stale.has(parts.id)) await sendNow(house);
    const late = (/** @type {Promise<any>} */ work) => event.waitUntil(work);
    const ours = await handler(house, { request, url, ...parts, lang, late });
    if (ours) return ours;
  } catch (fault) {
    if (fault instanceof Locked) return lockedAnswer(house, spare, url, lang, fault.vault);
    console.error(url.pathname, fault);
  }
  try {
    return await fetch(spare);
  } catch {
    // A form that htmx sent stays on its page with what was typed in it, and the page says so.
    if (request.method === "POST" && request.headers.has("HX-Request")) return Response.error();
    return noSignal(house, url, lang).catch(() => new Response(null, { status: 503 }));
  }
};

/** How long a page may think about whether somebody is typing in it; one that says nothing is not typed in (ms). */
const ANSWERS_MS = 500;

/** Take over only when no page holds a half-typed answer: it belongs to the release that drew it. */
const takeOver = async () => {
  const touched = await Promise.all(await askPages("touched", ANSWERS_MS));
  if (!touched.includes(true)) await worker.skipWaiting();
};

/** Send, and fetch what is missing: first what the open page needs, then what came with an answer, last the other language. @param {House} house @param {string} path */
const exchange = async (house, path) => {
  await Promise.all([sendNow(house), bringNeeded(house, path)]);
  await bringNeeded(house);
  await completes(house.config).catch(() => undefined);
};

/** @param {House} house @param {any} event what a page says */
const hear = async (house, { data, ports }) => {
  await hearLock(house, data, ports);
  const [port] = ports;
  if (data?.type === "photo") await takePhoto(house, data, port);
  if (data?.type === "camera") await noteCamera(house, data, port);
  if (data?.type === "sync") await exchange(house, data.path);
  if (data?.type === "take_over") await takeOver();
  if (typeof data?.look === "string" && (await house.keeps())) await house.store.commit([["put", "meta", { name: "look", value: data.look }]]);
};

/** Pages wait until this is over: nothing here may wait for the network. @param {House} house @param {Config} config */
const settle = async (house, config) => {
  await forgetOld(config);
  await worker.clients.claim();
  const unfinished = (await house.keeps()) ? await house.store.all("dossiers") : [];
  if (await house.keeps()) {
    await tidy(await house.log());
    await tidyPhotos(await house.log()).catch((fault) => console.warn("photos not tidied", fault));
  }
  await prune(new Set([...(await keptCodes(house)), ...unfinished.map((/** @type {any} */ row) => row.procedure)]));
  sendSoon(house);
};

/** @param {Config} config written by the centre into `/sw.js` */
export const start = (config) => {
  const house = new House(config);
  worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install(config)));
  worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(settle(house, config)));
  worker.addEventListener("fetch", (/** @type {any} */ event) => answer(house, event));
  worker.addEventListener("message", (/** @type {any} */ event) => event.waitUntil(hear(house, event)));
  worker.addEventListener("sync", (/** @type {any} */ event) => event.waitUntil(sendNow(house)));
};
