// @ts-check
/** Everything that goes to the centre, in its order: texts, then photos, and texts first again whenever there is a new one. */

import { sendPhotos } from "./photo_sending.js";
import { sum, syncAll } from "./sync.js";

/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./sync.js").Outcome} Outcome */
/** @typedef {import("./photo_sending.js").Outcome} Photos */
/** @typedef {{send: import("./sync.js").Send, ask: import("./uploading.js").Ask}} Ways to the centre: for texts, for pieces of photos */

/** @param {number[]} moments 0 is never */
const soonest = (...moments) => moments.filter(Boolean).reduce((least, at) => (least && least < at ? least : at), 0);

/** @param {Context} ctx @param {Ways} ways @param {import("./uploading.js").How} how @returns {Promise<Outcome & {photos: Photos | null}>} */
const inOrder = async (ctx, { send, ask }, how) => {
  let text = await syncAll(ctx, send);
  for (;;) {
    if (text.error) return { ...text, photos: null };
    const photos = await sendPhotos(ctx, ask, how);
    // What arrived changes what the centre says of its dossier.
    if (photos.kept || photos.stopped) text = sum(text, await syncAll(ctx, send));
    if (!photos.stopped) return { ...text, nextAt: soonest(text.nextAt, photos.nextAt), photos };
  }
};

/** Send all of it; undefined at once when somebody else is at it. @param {Context} ctx @param {Ways} ways @param {import("./uploading.js").How} how */
export const sendAll = (ctx, ways, how) => ctx.store.lock("sync", () => inOrder(ctx, ways, how), { ifFree: true });
