// @ts-check
/**
 * The page's side of the lock on a shared phone: it keeps the key for a worker that is stopped, and lets go of it when nobody is here.
 * The key is in this variable and nowhere else.
 */

import { isTouched } from "./worker.js";

const IDLE_MS = 7 * 60_000;
/** A camera and a chooser of photos hide the page; so does a call. */
const HIDDEN_MS = 3 * 60_000;
const CAPTURE_MS = 15 * 60_000;
const LOOK_MS = 15_000;
/** A page that is on its way elsewhere, or waits for the answer to "lock", is not led away from that for so long (ms). */
const GOING_MS = 20_000;

/** @type {any} */
let held = null;
let lastUse = Date.now();
let hiddenSince = 0;
let capturingSince = 0;
let goingSince = 0;

const worker = () => navigator.serviceWorker?.controller;

/** Does this page show what is in an open vault? */
const isShowing = () => !!document.querySelector('[data-part="lock"]');

const isCapturing = () => capturingSince > 0 && Date.now() - capturingSince < CAPTURE_MS;

const isLeft = () => !isCapturing() && (hiddenSince > 0 ? Date.now() - hiddenSince >= HIDDEN_MS : Date.now() - lastUse >= IDLE_MS);

/** Leave what is shown. Half-typed words go along: the worker seals them, and they stand there again after the lock is opened. */
const leave = () => {
  held = null;
  if (!isShowing()) return;
  if (Date.now() - goingSince < GOING_MS) {
    document.body.hidden = true;
    setTimeout(leave, GOING_MS);
    return;
  }
  goingSince = Date.now();
  const form = document.querySelector("form[data-step]");
  if (form instanceof HTMLFormElement && isTouched() && form.enctype !== "multipart/form-data") {
    const stay = document.createElement("input");
    Object.assign(stay, { type: "hidden", name: "_stay", value: "1" });
    form.append(stay);
    HTMLFormElement.prototype.submit.call(form);
    return;
  }
  const place = encodeURIComponent(location.pathname + location.search);
  location.replace(`/${document.documentElement.lang}/unlock?next=${place}`);
};

/** Take the key of the vault that is open; without one, a page that shows something leaves. `idle`: nobody was here, so it may be locked first. @param {"vault" | "idle"} type */
const askFor = (type) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    held = data;
    document.body.hidden = !data && isShowing();
    if (!data) leave();
  };
  if (worker()) worker()?.postMessage({ type }, [port2]);
  else document.body.hidden = false;
};

const ask = () => askFor("vault");

const look = () => {
  if (held && isLeft()) askFor("idle");
};

/** @param {MessageEvent} event */
const hear = ({ data, ports }) => {
  if (data?.type === "vault") ports[0]?.postMessage(held);
  if (data?.type === "busy") ports[0]?.postMessage(!!held && !isLeft());
  if (data?.type === "lock") leave();
};

/** @param {Event} event */
const choosing = ({ target }) => {
  if (target instanceof HTMLInputElement && target.type === "file") capturingSince = Date.now();
};

const seen = () => {
  const left = hiddenSince > 0 && isLeft();
  hiddenSince = document.visibilityState === "hidden" ? Date.now() : 0;
  if (hiddenSince || !held) return;
  lastUse = left ? 0 : Date.now();
  if (!left) return;
  // Timers sleep in a hidden page: only now it is known how long nobody looked.
  document.body.hidden = true;
  askFor("idle");
};

/** @param {Event} event */
const going = ({ target }) => {
  if (target instanceof HTMLFormElement && target.getAttribute("action")?.endsWith("/lock")) goingSince = Date.now();
};

/** Begin: once a page load. */
export const keepLocked = () => {
  if (document.documentElement.dataset.worker === "off" || !navigator.serviceWorker) return;
  navigator.serviceWorker.addEventListener("message", hear);
  document.addEventListener("submit", going, true);
  addEventListener("beforeunload", () => (goingSince = Date.now()));
  for (const use of ["pointerdown", "keydown", "scroll"]) addEventListener(use, () => (lastUse = Date.now()), { passive: true, capture: true });
  document.addEventListener("click", choosing, true);
  for (const end of ["change", "cancel"]) document.addEventListener(end, () => (capturingSince = 0), true);
  document.addEventListener("visibilitychange", seen);
  document.addEventListener("htmx:afterSettle", ask);
  // A page that comes back from memory must not be read before it is known whether its vault is still open.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    held = null;
    document.body.hidden = isShowing();
    ask();
  });
  setInterval(look, LOOK_MS);
  ask();
};
