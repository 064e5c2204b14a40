// @ts-check
/** Where a dossier stands, as far as this phone knows: what the centre said last, and what was done here since. */

import { isOut, isUnsent } from "./entries.js";
import { isAwaited } from "./named.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {"here" | "sending" | "arrived" | "accepted"} Safety */

/** States in which a person may still take it back; twin of `states.MOVES`. */
const OPEN = ["draft", "prepared", "submitted"];

/** @param {Entry[]} entries @param {string} kind */
const last = (entries, kind) => entries.filter((entry) => entry.kind === kind && !isOut(entry)).at(-1);

/**
 * Return draft, prepared, submitted, … What is not known to be only prepared counts as submitted, so that nobody hands in twice.
 * @param {{route?: string}} row @param {Entry[]} entries @param {Json} status what the centre said last, or null @returns {string}
 */
export const stateOf = (row, entries, status) => {
  const [submit, withdrawn] = [last(entries, "dossier.submit"), last(entries, "dossier.withdraw")];
  const said = status?.state ?? "draft";
  if (withdrawn && OPEN.includes(said)) return "withdrawn";
  if (!submit || said !== "draft") return said;
  const route = submit.facts.route ?? row.route;
  return route === "portal" || route === "counter" ? "prepared" : "submitted";
};

/**
 * Return where its entries are and since when (an ISO moment). A photo that is still to come counts, also after an officer accepted the rest.
 * @param {Entry[]} entries @param {Json} status @param {import("./named.js").NamedFile[]} files @returns {{safety: Safety, at: string}}
 */
export const safetyOf = (entries, status, files) => {
  const coming = files.filter(isAwaited);
  if (status?.accepted_at && !coming.length) return { safety: "accepted", at: status.accepted_at };
  const unsent = entries.filter(isUnsent);
  if (unsent.length) return { safety: "here", at: unsent.reduce((most, { at }) => (at > most ? at : most), "") };
  if (coming.length) return { safety: "sending", at: coming.reduce((most, { at }) => (at > most ? at : most), "") };
  const acked = entries.reduce((most, { ackedAt }) => ((ackedAt ?? "") > most ? (ackedAt ?? "") : most), "");
  return { safety: "arrived", at: status?.arrived_at || acked };
};

/**
 * Return why a change is not taken in this state: "" when it is, "again" for a second handing in; twin of `states.KINDS`.
 * @param {{do: string}} change @param {string} state @param {Json} status
 */
export const refusalOf = (change, state, status) => {
  const { do: what } = change;
  if (what === "consent") return "";
  if (what === "code") return state === "prepared" ? "" : "wrong_state";
  if (what === "withdraw") return OPEN.includes(state) && (status?.step ?? 0) <= 1 ? "" : "wrong_state";
  if (state === "draft") return "";
  if (state === "withdrawn") return "wrong_state";
  return what === "submit" ? "again" : "already_submitted";
};
