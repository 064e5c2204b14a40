// @ts-check
/** The table of the nearby server: read from top to bottom, the last line is explicit. `null` leaves a request to the network, untouched. */

import { fields, help, home, keepProcedure, list, missing, procedure, takeAll } from "./catalogue_pages.js";
import { review, step } from "./dossier_pages.js";
import { officialCode, submit, takeStep } from "./dossier_posts.js";
import { copy, form, progress, receipt, slipPicture } from "./ending_pages.js";
import { lead } from "./answers.js";
import { askLeave, leave, resume } from "./leaving_pages.js";
import { dossiers, outbox, outboxAside, outboxCancel, outboxSend, track, trackPost } from "./list_pages.js";
import { askLock, takeLock } from "./lock_posts.js";
import { changing, forget, forgotten, newSecret, takeChange, takeNewSecret } from "./phone_pages.js";
import { ownFile } from "./photos.js";
import { codePicture, codes, saveFile } from "./rescue_pages.js";
import { staticFile } from "./shell.js";
import { start } from "./starting.js";
import { sayWhose, whose } from "./whose.js";
import { locked, takeSecret } from "./unlock_pages.js";

/** @typedef {import("./house.js").House} House */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */
/** @typedef {(house: House, visit: Visit) => Promise<Response | null> | Response | null} Handler */

const L = "^/(?<lang>vi|en)";
const ID = "(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";
const D = `${L}/dossiers/${ID}`;
const O = `${L}/outbox/${ID}`;
const S = `${D}/steps/(?<step>[a-z0-9_-]+)(?:/(?<row>[0-9a-f-]{36}))?$`;

/** @type {[string, string, Handler | null][]} method, pattern of the path, handler */
const TABLE = [
  ["GET", "^/static/", (house, { request }) => staticFile(request)],
  ["*", "^/(?:sync|uploads|shell|packs|api|metrics|healthz|sw[.]js)(?:/|$)", null],
  ["*", `${L}/(?:desk|admin|assist|account|board|sign-in|sign-out)(?:/|$)`, null],
  ["GET", "^/$", () => lead("/vi/")],
  ["GET", `${L}/$`, home],
  ["GET", `${L}/procedures$`, list],
  ["GET", `${L}/procedures/(?<code>[^/]+)$`, procedure],
  ["POST", `${L}/procedures/(?<code>[^/]+)/keep$`, keepProcedure],
  ["POST", `${L}/take$`, takeAll],
  ["GET", `${L}/fields$`, fields],
  ["GET", `${L}/help$`, help],
  ["GET", `${L}/missing$`, missing],
  ["GET", `${L}/outbox$`, outbox],
  ["POST", `${L}/outbox/send$`, outboxSend],
  ["POST", `${L}/outbox/aside$`, outboxAside],
  ["POST", `${L}/outbox/cancel$`, outboxCancel],
  ["GET", `${L}/outbox/file$`, saveFile],
  ["GET", `${O}/file$`, saveFile],
  ["GET", `${O}/codes$`, codes],
  ["GET", `${O}/codes/(?<n>[0-9]{1,2})[.]svg$`, codePicture],
  ["*", `${L}/rescue$`, null],
  ["GET", `${L}/track$`, track],
  ["POST", `${L}/track$`, trackPost],
  ["GET", `${L}/phone$`, whose],
  ["POST", `${L}/phone$`, sayWhose],
  ["GET", `${L}/phone/new$`, newSecret],
  ["POST", `${L}/phone/new$`, takeNewSecret],
  ["GET", `${L}/phone/change$`, changing],
  ["POST", `${L}/phone/change$`, takeChange],
  ["GET", `${L}/phone/forgotten$`, forgotten],
  ["POST", `${L}/phone/forgotten$`, forget],
  ["GET", `${L}/unlock$`, locked],
  ["POST", `${L}/unlock$`, takeSecret],
  ["GET", `${L}/lock$`, askLock],
  ["POST", `${L}/lock$`, takeLock],
  ["GET", `${L}/leave$`, askLeave],
  ["POST", `${L}/leave$`, leave],
  ["POST", `${L}/resume$`, resume],
  ["POST", `${L}/dossiers$`, start],
  ["GET", `${L}/dossiers/$`, dossiers],
  ["GET", `${D}/$`, progress],
  ["GET", S, step],
  ["POST", S, takeStep],
  ["GET", `${D}/review$`, review],
  ["POST", `${D}/submit$`, submit],
  ["GET", `${D}/files/(?<file>[0-9a-f-]{36})$`, ownFile],
  ["GET", `${D}/receipt$`, receipt],
  ["POST", `${D}/official-code$`, officialCode],
  ["GET", `${D}/form$`, form],
  ["GET", `${D}/copy$`, copy],
  ["GET", `${D}/slip[.]svg$`, slipPicture],
  ["*", "", null],
];

export const ROUTES = TABLE.map(([method, pattern, handler]) => /** @type {const} */ ([method, new RegExp(pattern), handler]));

/**
 * Return who answers a request and the parts of its address, or null for the network.
 * @param {string} method @param {string} path @returns {{handler: Handler, parts: Record<string, string>} | null}
 */
export const routeOf = (method, path) => {
  for (const [wanted, pattern, handler] of ROUTES) {
    const found = (wanted === "*" || wanted === method) && pattern.exec(path);
    if (found) return handler && { handler, parts: { ...found.groups } };
  }
  return null;
};
