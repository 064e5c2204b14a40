// @ts-check
/** The page's side of the phone's own server: it is registered, asked to send, and takes over at a moment when nothing typed is at stake. */

const EVERY_MS = 30_000;
const UPDATE_MS = 60 * 60 * 1000;

const container = () => (document.documentElement.dataset.worker === "off" ? undefined : navigator.serviceWorker);

/** Ask the worker to send what is due. */
export const askToSend = () => container()?.controller?.postMessage({ type: "sync", path: location.pathname });

/** Has somebody typed into the page's question and not yet sent it? */
let touched = false;

export const isTouched = () => touched;

/** A new worker takes over only where no half-typed answer could meet another release. @param {ServiceWorkerRegistration} registration */
const offerTurn = (registration) => {
  if (registration.waiting && !touched) registration.waiting.postMessage({ type: "take_over" });
};

/** @param {ServiceWorkerRegistration} registration */
const watch = (registration) => {
  offerTurn(registration);
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => offerTurn(registration));
  });
  document.addEventListener("htmx:afterSettle", () => {
    touched = false;
    offerTurn(registration);
  });
  setInterval(() => registration.update().catch(() => undefined), UPDATE_MS);
};

/** A page that comes after the first answer of a dossier was kept. */
const KEPT = /\/dossiers\/[0-9a-f-]{36}\/(?!steps\/notice$)/;

/** What people wrote should outlive a full disk. Some browsers ask the person, so not before there is something to keep. */
const persist = () => {
  if (KEPT.test(location.pathname)) navigator.storage?.persist?.().catch(() => undefined);
};

const WHERE = /** @type {RegistrationOptions} */ ({ scope: "/", updateViaCache: "imports" });
const PLAIN = "/sw.js?plain";

/**
 * Register the worker: as a module, or as a plain script where modules are refused (Firefox before 147, Chrome before 91).
 * Who has the plain one keeps it: each try with the other would be a worker that fails. @param {ServiceWorkerContainer} workers
 */
const register = async (workers) => {
  const held = await workers.getRegistration();
  if (held?.active?.scriptURL.endsWith(PLAIN)) return workers.register(PLAIN, WHERE);
  return workers.register("/sw.js", { ...WHERE, type: "module" }).catch(() => workers.register(PLAIN, WHERE));
};

/** Begin: once a page load. */
export const wakeWorker = () => {
  document.addEventListener("input", (event) => {
    if (/** @type {Element} */ (event.target).closest("form[data-step]")) touched = true;
  });
  const workers = container();
  if (!workers) return;
  register(workers)
    .then(watch)
    .catch(() => undefined); // an old browser, or a private window: everything goes on with the centre
  workers.addEventListener("controllerchange", askToSend);
  // A worker that would take over asks every page first.
  workers.addEventListener("message", ({ data, ports }) => data?.type === "touched" && ports[0]?.postMessage(touched));
  addEventListener("online", askToSend);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && askToSend());
  document.addEventListener("htmx:afterSettle", persist);
  setInterval(() => document.visibilityState === "visible" && askToSend(), EVERY_MS);
  askToSend();
  persist();
};
