// @ts-check
/** What is posted for a dossier of this phone. It is in the log, strictly written, before the person is led on. */

import { newId } from "../core/ids.js";
import { record } from "../core/dossiers.js";
import { rowIsThere, takePage } from "../core/pages.js";
import { stopOf } from "../core/path.js";
import { PostedValues } from "../core/kinds/base.js";
import { UPLOADED } from "../core/views/fields.js";
import { TICKS } from "../core/views/review.js";
import { lead, page } from "./answers.js";
import { drawReview, drawStep } from "./dossier_pages.js";
import { drawReceipt, ending } from "./ending_pages.js";
import { fieldsOf } from "./fields.js";
import { open } from "./opened.js";
import { broughtBy, letGo } from "./photos.js";
import { sendSoon, sendWithin } from "./sending.js";
import { readFormId } from "./stamps.js";
import { answersWhose } from "./whose.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */
/** @typedef {import("./opened.js").Opened} Opened */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */

/** How long the slip waits for the centre, so that it can say at once that it arrived there (ms). */
const SLIP_WAITS_MS = 2500;
const LONGEST_CODE = 40;

/** @param {House} house @param {Opened} opened @param {Record<string, string[]>} fields */
const stampOf = async (house, opened, fields) =>
  readFormId(fields._form?.[0] ?? "", await house.store.all("entries", opened.id));

/**
 * Write what a page says. @param {House} house @param {Opened} opened @param {Record<string, string[]>} fields @param {Json[]} changes @param {string} location
 */
const write = async (house, opened, fields, changes, location) => {
  const stamp = await stampOf(house, opened, fields);
  const posted = { ...fields, _form: [] };
  return record(await house.log(), opened.id, changes, stamp ? { form: { ...stamp, posted, location } } : {});
};

/** A file that its page could not hand over comes as its name: then it is said, and the person takes it again. @param {Json[]} asked @param {Record<string, string[]>} fields */
const lostFile = (asked, fields) => {
  const field = asked.find(({ id, kind }) => UPLOADED.includes(kind) && fields[id + ".file"]?.some(Boolean));
  return field && { field: field.id, code: "photo_not_kept", params: {}, part: "file", level: /** @type {const} */ ("error") };
};

/** @param {House} house @param {Visit} visit */
export const takeStep = async (house, visit) => {
  const { request, url, lang, id = "", step: name = "", row: wanted } = visit;
  const row = wanted ?? null;
  const fields = await fieldsOf(request);
  const opened = await open(house, lang, id);
  if (!opened) return null;
  const stop = opened.isDraft && stopOf(opened.way, name);
  if (!opened.isDraft) return lead(`/${lang}/${opened.base}/receipt`);
  if (!stop || !rowIsThere(opened.folder, stop, row)) return lead(`/${lang}/${opened.entryAddress}`);
  const posted = new PostedValues(Object.entries(fields));
  const change = url.searchParams.get("change") === "1";
  const { folder, way, reader } = opened;
  const lost = lostFile(stop.fields, fields);
  if (lost) return drawStep(house, url, opened, stop, row, { posted, problems: [{ ...lost, row }], status: 422 });
  const brought = await broughtBy(house, opened, row, fields._photo ?? []);
  const taken = takePage({ folder, way, stop, row, reader, stream: opened.streams, brought }, { fields }, { change, newRow: newId(Date.now()) });
  if (taken.kind === "unknown_field") return page(house, "problems/unknown_field.html", await problemView(house, visit, opened), 400);
  if (taken.kind === "stay") return drawStep(house, url, opened, stop, row, { posted });
  if (taken.kind !== "saved") return drawStep(house, url, opened, stop, row, { posted, problems: taken.problems, status: 422 });
  try {
    const [whose = ""] = fields._whose ?? [];
    const elsewhere = whose && (await opened.asksWhose()) ? await answersWhose(house, visit, opened.found.row.procedure, whose) : null;
    if (elsewhere) return elsewhere;
    const done = await write(house, opened, fields, taken.changes, taken.location);
    sendSoon(house);
    // Handed in meanwhile, in another tab: nothing was written, and the slip says so.
    if (done.refused) return lead(`/${lang}/${opened.base}/receipt`);
    await letGo(house, id, fields._photo ?? []).catch((fault) => console.warn("photos not let go", fault));
    return lead(`/${lang}/${done.location ?? taken.location}`);
  } catch (fault) {
    console.warn("not saved", fault);
    return drawStep(house, url, opened, stop, row, { posted, status: 507, trouble: "not_saved" });
  }
};

/** @param {House} house @param {Visit} visit @param {Opened} opened */
const problemView = async (house, { url }, opened) => ({ ...(await opened.frame(url, "notice")), reference: "", reason: "", retry_after: 0, again: url.pathname });

/** @param {House} house @param {Visit} visit */
export const submit = async (house, { request, url, lang, id = "" }) => {
  const fields = await fieldsOf(request);
  const opened = await open(house, lang, id);
  if (!opened) return null;
  const receipt = `${opened.base}/receipt`;
  if (!opened.isDraft) return lead(`/${lang}/${receipt}`);
  const unticked = TICKS.filter((name) => fields[name]?.[0] !== "1").map((field) => ({ field, code: "statement_unticked", params: {}, row: null, part: null, level: "error" }));
  if (unticked.length) return drawReview(house, url, opened, unticked);
  const { route } = await ending(house, opened);
  try {
    await write(house, opened, fields, [{ do: "submit", ticks: [...TICKS], filingDay: await house.today(), route }], receipt);
  } catch (fault) {
    console.warn("not saved", fault);
    return drawReview(house, url, opened, [], "not_saved");
  }
  await sendWithin(house, SLIP_WAITS_MS);
  return lead(`/${lang}/${receipt}`);
};

/** The code that the portal or the counter gave. @param {House} house @param {Visit} visit */
export const officialCode = async (house, { request, url, lang, id = "" }) => {
  const fields = await fieldsOf(request);
  const opened = await open(house, lang, id);
  if (!opened) return null;
  const code = (fields.official_code?.[0] ?? "").trim().toUpperCase();
  if (!code || [...code].length > LONGEST_CODE) {
    const problem = { field: "official_code", code: "official_code_unreadable", params: {}, row: null, part: null, level: "error" };
    return drawReceipt(house, url, opened, [...code].slice(0, LONGEST_CODE).join(""), [problem]);
  }
  try {
    await record(await house.log(), opened.id, [{ do: "code", code }], {});
  } catch (fault) {
    console.warn("not saved", fault);
    return drawReceipt(house, url, opened, code, [], "not_saved");
  }
  sendSoon(house);
  return lead(`/${lang}/${opened.base}/receipt?said=code_kept`);
};
