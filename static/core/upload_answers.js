// @ts-check
/** What an answer of `/uploads/` means. Much else answers on the way, also with 200: only our mark counts, and only `kept` with the photo's own hash. */

import { waitAsked } from "./backoff.js";

/** @typedef {import("./photo_store.js").Photo} Photo */
/** @typedef {{status: number, redirected: boolean, header: (name: string) => string}} Answer */
/** @typedef {{fate: "kept"} | {fate: "refused", code: string} | {fate: "wait", code: string, ms: number} | {fate: "stopped"} | {fate: "gone"}} End */
/** @typedef {{offset: number} | {end: End} | {again: "head" | "create" | "smaller"}} Step */

const AN_HOUR_MS = 3600000;
/** Of a whole day's bytes, which come back; all others stay so. */
const TOMORROW = "day_bytes";

/** @param {string} code @param {number} [ms] 0: as after any failure @returns {{end: End}} */
export const wait = (code, ms = 0) => ({ end: { fate: "wait", code, ms } });
/** @param {string} code @returns {{end: End}} */
export const refused = (code) => ({ end: { fate: "refused", code } });

/** @param {Answer} answer */
const retryAfter = (answer) => (Number(answer.header("Retry-After")) > 0 ? waitAsked(Number(answer.header("Retry-After"))) : 0);

/** @param {string} method @param {number} status @param {string} code @param {Answer} answer @returns {Step} what a refusal means */
const onRefusal = (method, status, code, answer) => {
  if (status === 404) return method === "POST" ? wait("unknown_upload") : { again: "create" };
  if (status === 409) return method === "POST" ? refused("photo_differs") : { again: "head" };
  if (status === 460) return { again: "smaller" };
  if (status === 413 && method === "PATCH") return { again: "smaller" };
  if (status === 413) return code === TOMORROW ? wait(code, AN_HOUR_MS) : refused(code || "file_bytes");
  if (status === 422) return refused(code || "file_unreadable");
  if (status === 401 || status === 403) return wait("sign_in");
  if (status === 429 || status === 503) return wait("slow_down", retryAfter(answer));
  return wait(status < 500 ? "other_answer" : "centre_fault");
};

/** What an answer means. @param {Photo} photo @param {string} method @param {Answer} answer @returns {Step} */
export const readUpload = ({ hash, size }, method, answer) => {
  const { status, redirected, header } = answer;
  if (redirected || header("Cam-Tay-Sync") !== "1") return wait("other_answer");
  const [file, theirs, code] = [header("Cam-Tay-File"), header("Cam-Tay-Hash"), header("Cam-Tay-Code")];
  if (file === "kept") return theirs === hash ? { end: { fate: "kept" } } : refused("photo_differs");
  if (file === "refused" || status === 422) return theirs && theirs !== hash ? refused("photo_differs") : refused(code || "file_unreadable");
  if (status < 200 || status >= 300) return onRefusal(method, status, code, answer);
  const said = header("Upload-Offset");
  const offset = /^\d+$/.test(said) ? Number(said) : method === "POST" && !said ? 0 : NaN;
  return offset <= size ? { offset } : wait("other_answer");
};
