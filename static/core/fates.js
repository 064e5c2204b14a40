// @ts-check
/** What an answer of `/sync` means (`webapp/docs/offline.md` section 6). Only JSON with our mark counts: much else answers on the way. */

import { isObject } from "./answers.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {"answered" | "retry" | "sign_in" | "too_large" | "slow_down"} AnswerFate */
/** @typedef {"fix" | "drop" | "hand_over" | "again"} OpFate */
/** @typedef {{status: number, type: string, redirected?: boolean, body: string, retryAfter?: number}} Sent what `send` brought back */

const PROTO = "cam-tay-sync";
const LISTS = ["acks", "parked", "refused", "changes"];
const TEXTS = ["incarnation", "clock"];

/** @type {Map<string, OpFate>} */
const FATES = new Map([
  ["already_submitted", "drop"], ["withdrawn", "drop"], ["wrong_state", "drop"], ["unreadable_value", "fix"],
  ["file_bytes", "fix"], ["dossier_files", "fix"], ["dossier_bytes", "fix"], ["key_missing", "again"], ["seq_taken", "again"],
  ["not_yours", "hand_over"], ["unknown_definition", "hand_over"], ["unopenable", "hand_over"], ["hash_differs", "hand_over"],
  ["bad_operation", "hand_over"], ["too_large", "hand_over"], ["unsafe_value", "hand_over"], ["forged_kind", "hand_over"],
]);
const NAMED = ["fix", "drop", "hand_over"];

/** Return the fate of a refused operation. A code of a later release has the fate it names, else a person looks. @param {string} code @param {Json} [named] @returns {OpFate} */
export const fateOfCode = (code, named) => FATES.get(code) ?? (NAMED.includes(named) ? named : "hand_over");

/** @param {string} type @param {string} body @returns {Json} the answer, or null when something else answered */
const ours = (type, body) => {
  if (!/^application\/json\s*(;|$)/i.test(type)) return null;
  try {
    const said = JSON.parse(body);
    return isObject(said) && said.proto === PROTO ? said : null;
  } catch {
    return null;
  }
};

/** @param {Json} said */
const isWhole = (said) =>
  LISTS.every((name) => Array.isArray(said[name]) && said[name].every(isObject)) && TEXTS.every((name) => typeof said[name] === "string") && Number.isInteger(said.head);

/** @param {number} status @param {Json} said @returns {AnswerFate} */
const fateOfStatus = (status, said) => {
  if (status === 200) return said && !said.error && isWhole(said) ? "answered" : "retry";
  if (status === 413) return "too_large";
  if (status === 429) return "slow_down";
  if (!said) return "retry";
  if (status === 401 || (status === 403 && said.error === "unknown_device")) return "sign_in";
  if (status === 400) return "too_large";
  return status === 503 ? "slow_down" : "retry";
};

/** Return what an answer means, and what it says when it is ours. @param {Sent} sent @returns {{fate: AnswerFate, said: Json, retryAfter: number}} */
export const readAnswer = ({ status, type, redirected = false, body, retryAfter = 0 }) => {
  const said = redirected ? null : ours(type, body);
  const asked = Number(said?.retry_after ?? retryAfter);
  return { fate: redirected ? "retry" : fateOfStatus(status, said), said, retryAfter: asked > 0 ? asked : 0 };
};

/** @param {number} status @param {string} type @param {string} body @param {boolean} [redirected] */
export const fateOf = (status, type, body, redirected = false) => readAnswer({ status, type, body, redirected }).fate;
