// @ts-check
/** What the phone lets go of: of dossiers that are with the centre, thirty days after the last of it was acked. Never anything that is only here. */

import { listDossiers } from "./dossiers.js";
import { isUnsent } from "./entries.js";
import { moment } from "./ids.js";

/** @typedef {import("./store.js").Context} Context */
/** @typedef {import("./store.js").Write} Write */
/** @typedef {import("./entries.js").Entry} Entry */

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** Slip and day of filing stay, and so does what was only prepared: its copy page is what it is for. */
const STAYS = ["dossier.start", "dossier.submit", "dossier.withdraw"];
const UNFINISHED = ["draft", "prepared"];

/** Return the entries of a dossier that go. @param {Entry[]} entries @param {string} before a moment */
const old = (entries, before) => {
  const submitted = entries.some(({ kind, ackedAt }) => kind === "dossier.submit" && ackedAt);
  if (!submitted || entries.some((entry) => isUnsent(entry) || (entry.ackedAt ?? "") > before)) return [];
  // The last number of each device stays, so that the next one is right.
  const last = new Map([...entries].sort((one, other) => one.seq - other.seq).map((entry) => [entry.device, entry.id]));
  return entries.filter(({ id, kind, device }) => !STAYS.includes(kind) && last.get(device) !== id);
};

/** Delete what is no longer needed; return how many entries went. @param {Context} ctx */
export const tidy = async (ctx) => {
  const { store, now } = ctx;
  const before = moment(now() - KEPT_MS);
  let gone = 0;
  for (const { row, state } of await listDossiers(ctx, { locked: true })) {
    await store.lock("dossier:" + row.id, async () => {
      const going = UNFINISHED.includes(state) ? [] : old(await store.all("entries", row.id), before);
      gone += going.length;
      if (going.length) await store.commit(going.map(({ dossier, n }) => ["delete", "entries", [dossier, n]]));
    });
  }
  const forms = (await store.all("forms")).filter(({ at }) => at < before);
  if (forms.length) await store.commit(forms.map(({ key }) => ["delete", "forms", key]));
  return gone;
};
