// @ts-check
/** What this phone should hold before the signal goes: the packs of its dossiers, and of the page that is open. */

import { bring, definitionOf, factsOf } from "./packs.js";

/** @typedef {import("./house.js").House} House */

const PROCEDURE = /^\/(?:vi|en)\/procedures\/([^/]+)$/;

/** Fetch what is missing. Never throws: the next page asks again. @param {House} house @param {string} [path] of the page that is open */
export const bringNeeded = async (house, path = "") => {
  const { procedures } = await house.catalogue();
  const open = procedures.get(decodeURIComponent(PROCEDURE.exec(path)?.[1] ?? ""));
  const rows = (await house.keeps()) ? await house.store.all("dossiers") : [];
  await Promise.allSettled([
    ...(open ? [bring(open)] : []),
    ...rows.flatMap(({ procedure, digest }) => {
      const entry = procedures.get(procedure);
      return [definitionOf(procedure, digest), ...(entry ? [factsOf(entry)] : [])];
    }),
  ]);
};
