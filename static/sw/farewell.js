// @ts-check
/** The kill switch: a worker that takes itself away, with its caches and nothing else. What people wrote stays in IndexedDB. */

const worker = /** @type {any} */ (self);

const leave = async () => {
  const ours = (await caches.keys()).filter((name) => name.startsWith("camtay-"));
  await Promise.all(ours.map((name) => caches.delete(name)));
  await worker.registration.unregister();
};

export const farewell = () => {
  worker.addEventListener("install", () => worker.skipWaiting());
  worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(leave()));
};
