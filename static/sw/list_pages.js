// @ts-check
/** Lists and doors: what is on this phone, what waits to be sent, looking up a slip, leaving, beginning. */

import { listDossiers, openDossier, record, setAside, startDossier } from "../core/dossiers.js";
import { readSlipCode } from "../core/slip.js";
import { dossiersPage } from "../core/views/lists.js";
import { outboxPage } from "../core/views/outbox.js";
import { leavePage, trackPage } from "../core/views/plain_pages.js";
import { fromCentre, lead, noSignal, page } from "./answers.js";
import { fieldsOf } from "./dossier_posts.js";
import { bring, isHere } from "./packs.js";
import { sendNow, sendSoon, sendWithin } from "./sending.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */

const PAGES = { track: "0-07", dossiers: "0-08", leave: "0-09", outbox: "0-10" };
/** How long "send now" waits, so that the page that follows is true (ms). */
const SENDING_MS = 6000;
const PACK_MS = 5000;
