// @ts-check
/**
 * What a posted step page leads to; twin of `webapp/dossiers/routes/steps.py` and `saving.py`. Pure: nothing is written here.
 * `changes` leave out what is so already, except where answers compete: saying one again ends the conflict.
 */

import { PostedValues, same } from "./kinds/base.js";
import { fileChanges } from "./page_files.js";
import { beside, firstOpen, path, repeatOf } from "./path.js";
import { strayNames } from "./reading_posts.js";
import { clean } from "./text.js";
import { judgePost } from "./validation.js";
import { baseOf, versionsOf } from "./views/context.js";
import { UPLOADED } from "./views/fields.js";
import { pageFields } from "./views/steps.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./types").Field} Field */
/** @typedef {import("./types").Folder} Folder */
/** @typedef {import("./types").Problem} Problem */
/** @typedef {import("./path.js").Path} Path */
/** @typedef {import("./path.js").Stop} Stop */
/** @typedef {{folder: Folder, way: Path, stop: Stop, row: string | null, reader: import("./types").Reader, lastSeen?: number, stream?: boolean,
 *   brought?: import("./page_files.js").Brought[]}} Page `stream`: what was chosen on the notice before; `brought`: photos of this phone that the page names */
/** @typedef {{change: boolean, newRow: string}} How `newRow` is the id that a row added now gets */
/**
 * @typedef {{do: "set", field: string, row: string | null, value: Json} | {do: "clear" | "add_row" | "remove_row", field: string, row: string | null}
 *   | {do: "set", field: string, row: string | null, value: Json, facts: Record<string, Json>}
 *   | {do: "attach", paper: string, photo: import("./answering.js").Attached} | {do: "detach", paper: string, file: string}
 *   | {do: "paper", paper: string, choice: string, reason: string} | {do: "later", step: string}
 *   | {do: "consent", what: "stream", give: boolean, wording: string}} Change
 */
/** @typedef {{kind: "unknown_field", names: string[]} | {kind: "stay" | "problems", problems: Problem[]} | {kind: "saved", changes: Change[], location: string}} Taken */

const OURS = ["_form", "_later", "_add", "_remove", "_drop", "_stay", "_pick", "_poor", "_photo", "_whose"];
const AT_CENTRE = "keep.at_centre";
/** Names the sentence that was agreed to on the notice. */
export const STREAM_WORDING = "keep.at_centre.v1";

/** Tell whether a row is one of this stop (or none is asked for). @param {Folder} folder @param {Stop} stop @param {string | null} row */
export const rowIsThere = (folder, stop, row) => {
  const repeat = stop.step && repeatOf(stop.step);
  return row === null || (!!repeat && folder.answers.rowsOf(repeat.id).includes(row));
};

/** Return where work goes on: the first page that waits for an answer, else the review page. @param {Folder} folder @param {Path} way */
export const entryAddress = (folder, way) => addressOf(folder, firstOpen(way, folder.passed));

/** @param {Folder} folder @param {{id: string} | undefined} stop @param {string | null} [row] */
const addressOf = (folder, stop, row) => (stop ? `${baseOf(folder)}/steps/${stop.id}` + (row ? "/" + row : "") : baseOf(folder) + "/review");

/** Return what a posted page does. @param {Page} page @param {{fields: import("./types").Sent}} sent @param {How} how @returns {Taken} */
export const takePage = (page, { fields: sent }, how) => {
  const { folder, way, stop, row, reader } = page;
  const posted = new PostedValues(Object.entries(sent));
  const names = Object.keys(sent);
  const stray = strayNames(pageFields(way, stop, reader, row), names).filter((name) => stop.kind !== "notice" || name !== AT_CENTRE);
  stray.push(...names.filter((name) => name.startsWith("_") && !OURS.includes(name)));
  if (stray.length) return { kind: "unknown_field", names: stray };
  /** @param {string} name */
  const pressed = (name) => posted.one(name) !== "";
  if (pressed("_stay")) return { kind: "stay", problems: [] };
  const judged = judgePost(folder.definition, stop, posted, folder.answers, reader, row);
  const picked = pickedChange(page, judged.reading, posted.one("_pick"));
  if (picked) return savePicked(page, judged.reading, picked, how);
  const said = !!page.brought?.length || names.some((name) => !name.startsWith("_") && posted.all(name).some(clean));
  const [add, remove] = [pressed("_add"), pressed("_remove")];
  const skipping = remove || ((pressed("_later") || add) && !said);
  if (judged.blocks && !skipping) return { kind: "problems", problems: judged.problems };
  const answered = remove ? [] : answerChanges(page, judged.reading, pressed("_later"));
  const changes = [...answered, ...rowChanges(page, how, add, remove), ...(remove ? [] : fileChanges(page, everyField(page), posted.all("_drop"))), ...paperChanges(page, judged.reading.values)];
  if (stop.kind === "notice") changes.push(...consent(page, pressed(AT_CENTRE)));
  else if (!said && row === null && !add && !folder.passed.has(stop.id)) changes.push({ do: "later", step: stop.id });
  return { kind: "saved", changes, location: nextAddress(page, judged.answers, add ? how.newRow : null, how.change) };
};

/** @typedef {import("./reading_posts.js").StepReading} Reading */

/** @param {Page} page @returns {Field[]} */
const everyField = ({ stop, row }) => (row !== null && stop.step && repeatOf(stop.step)?.fields) || stop.fields;

/** Those that are typed or chosen on the page itself. @param {Page} page */
const ownFields = (page) => everyField(page).filter(({ kind }) => !UPLOADED.includes(kind));

/** @param {Page} page @param {string} field @param {Json} value @returns {Change[]} nothing when it is so already */
const changeOf = ({ folder, row }, field, value) => {
  if (!versionsOf(folder, field, row).length && same(folder.answers.value(field, row), value)) return [];
  return [value === null ? { do: "clear", field, row } : { do: "set", field, row, value }];
};

/** @param {Page} page @param {Reading} reading @param {boolean} later @returns {Change[]} */
const answerChanges = (page, { values, cleared }, later) =>
  ownFields(page).flatMap(({ id }) => (values.has(id) ? changeOf(page, id, values.get(id)) : cleared.includes(id) && !later ? changeOf(page, id, null) : []));

/** @param {Page} page @param {How} how @param {boolean} add @param {boolean} remove @returns {Change[]} */
const rowChanges = ({ stop, row }, { newRow }, add, remove) => {
  const repeat = stop.step && repeatOf(stop.step);
  if (!repeat || (!add && !(remove && row !== null))) return [];
  return [add ? { do: "add_row", field: repeat.id, row: newRow } : { do: "remove_row", field: repeat.id, row }];
};

/** @param {Page} page @param {Map<string, Json>} values @returns {Change[]} */
const paperChanges = ({ folder, stop }, values) => {
  const [{ id = "" } = {}] = stop.fields;
  const said = stop.paper && values.get(id);
  if (!said || said.choice === "attached") return [];
  const { choice, reason } = folder.answers.value(id) ?? {};
  const settled = !folder.conflicts.some((one) => one.part === "paper" && one.field === id);
  if (settled && choice === said.choice && (reason ?? "") === said.reason) return [];
  return [{ do: "paper", paper: stop.paper?.id ?? "", choice: said.choice, reason: said.reason }];
};

/** @param {Page} page @param {boolean} give @returns {Change[]} */
const consent = ({ folder, stream = false }, give) =>
  folder.keptBy === "phone" && give !== stream ? [{ do: "consent", what: "stream", give, wording: STREAM_WORDING }] : [];

/** Return the version whose button was pressed. What was typed wins: the Enter key presses a page's first button. @param {Page} page @param {Reading} reading @param {string} pick @returns {Change | null} */
const pickedChange = (page, { values, problems }, pick) => {
  const at = pick.lastIndexOf("|");
  const [field, entry] = [pick.slice(0, Math.max(at, 0)), pick.slice(at + 1)];
  const versions = versionsOf(page.folder, field, page.row);
  const chosen = versions.find((version) => version.entry === entry);
  if (!chosen || !everyField(page).some(({ id }) => id === field) || problems.some((problem) => problem.field === field)) return null;
  if (values.has(field) && !versions.some(({ value }) => same(value, values.get(field)))) return null;
  return changeOf(page, field, chosen.value)[0];
};

/** Take the picked version and what else was typed; lead back to the same page. @param {Page} page @param {Reading} reading @param {Change} picked @param {How} how @returns {Taken} */
const savePicked = (page, { values }, picked, { change }) => {
  const { folder, stop, row } = page;
  const settled = ownFields(page).filter(({ id }) => values.has(id) && !versionsOf(folder, id, row).length);
  const others = settled.flatMap(({ id }) => changeOf(page, id, values.get(id)));
  return { kind: "saved", changes: [picked, ...others], location: `${addressOf(folder, stop, row)}?${change ? "change=1&" : ""}picked=1` };
};

/** @param {Page} page @param {import("./answers.js").AnswerSet} answers as they will be @param {string | null} newRow @param {boolean} change */
const nextAddress = ({ folder, stop, row, reader }, answers, newRow, change) => {
  if (newRow !== null) return addressOf(folder, stop, newRow);
  const mark = change ? "?change=1" : "";
  if (row !== null) return addressOf(folder, stop) + mark;
  const way = path(folder.definition, answers, reader.today);
  const after = change ? firstOpen(way, new Set([...folder.passed, stop.id])) : beside(way, stop.id, 1);
  return addressOf(folder, after) + (after ? mark : "");
};
