// @ts-check
/** Which files a dossier's log names now, and where each of them is. Reads only what stands in clear, so that a locked vault sends too. */

import { inOrder, isOut } from "./entries.js";

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {import("./photo_store.js").Photo} Photo */
/** @typedef {"here" | "sending" | "arrived" | "refused" | "gone" | "elsewhere"} Where */
/** @typedef {{file: string, field: string, row: string | null, state: Where, percent: number, code: string, sort: string, at: string, tries: number}} NamedFile `percent` of it is at the centre */

/** @param {Map<string, Entry>} files @param {Entry} entry */
const replaced = (files, { field, row, base }) => {
  for (const [file, by] of files) if (by.field === field && by.row === row && base.includes(by.id)) files.delete(file);
};

/**
 * Return each file that belongs to the dossier with the entry that named it: put to a paper and not taken away, or an answer that no later
 * one has seen. @param {Entry[]} entries @returns {Map<string, Entry>}
 */
export const filesNamed = (entries) => {
  /** @type {Map<string, Entry>} */
  const files = new Map();
  for (const entry of inOrder(entries)) {
    const { kind, facts } = entry;
    if (isOut(entry)) continue;
    if (kind === "paper.remove") files.delete(facts.file);
    if (kind === "answer.set" || kind === "answer.clear") replaced(files, entry);
    if ((kind === "paper.attach" || kind === "answer.set") && typeof facts.file === "string") files.set(facts.file, entry);
  }
  return files;
};

/** @param {Photo} photo @returns {{state: Where, percent: number}} */
const ofPhoto = ({ state, offset, size }) =>
  state === "kept" ? { state: "arrived", percent: 100 } : state === "refused" ? { state, percent: 0 } : { state: offset ? "sending" : "here", percent: Math.floor((offset * 100) / size) };

/**
 * Tell of each file where it is. One that is not on this phone has arrived, unless the centre still waits for it.
 * @param {Entry[]} entries @param {Photo[]} photos of this phone @param {Json} status what the centre said last @param {string} me this phone
 * @returns {NamedFile[]}
 */
export const whereFilesAre = (entries, photos, status, me) => {
  const here = new Map(photos.map((photo) => [photo.id, photo]));
  const awaited = new Set(status?.photos_awaited ?? []);
  const refused = new Map((status?.photos_refused ?? []).map((/** @type {Json} */ one) => [one.file, one.code]));
  return [...filesNamed(entries)].map(([file, entry]) => {
    const photo = here.get(file);
    const told = { file, field: entry.field ?? "", row: entry.row, code: photo?.state === "refused" ? photo.code : "", sort: photo?.sort ?? "image", at: photo?.at ?? entry.at, tries: photo?.tries ?? 0 };
    if (photo) return { ...told, ...ofPhoto(photo) };
    if (refused.has(file)) return { ...told, state: "refused", percent: 0, code: refused.get(file) };
    if (entry.ackedAt && !awaited.has(file)) return { ...told, state: "arrived", percent: 100 };
    return { ...told, state: entry.device === me ? "gone" : "elsewhere", percent: 0 };
  });
};

/** Is it still to come? One that was refused is not waited for: its person hears why. @param {NamedFile} file */
export const isAwaited = ({ state }) => state !== "arrived" && state !== "refused";

/** Is there something left to do on this phone: it goes, was refused, or must be taken again? @param {NamedFile} file */
export const isOpenHere = ({ state }) => state !== "arrived" && state !== "elsewhere";

/** Will it go by itself? @param {NamedFile} file */
export const isOnItsWay = ({ state }) => state === "here" || state === "sending";
