// @ts-check
/** Photos of a posted page as changes of its dossier. Bytes are on the disk before; here are only their numbers. */

import { UPLOADED } from "./views/fields.js";

/** @typedef {import("./types").Field} Field */
/** @typedef {import("./pages.js").Page} Page */
/** @typedef {import("./pages.js").Change} Change */
/** @typedef {import("./answering.js").Attached & {field: string, row: string | null}} Brought */

/** Return what becomes of photos that were taken for a page, and of those that were ticked to go. @param {Page} page @param {Field[]} fields @param {string[]} dropped @returns {Change[]} */
export const fileChanges = ({ folder, stop, row, brought = [] }, fields, dropped) =>
  fields.filter(({ kind }) => UPLOADED.includes(kind)).flatMap(({ id, kind }) => {
    const taken = brought.filter((one) => one.field === id && one.row === row && !dropped.includes(one.file));
    const value = folder.answers.value(id, row);
    if (kind === "photo") return photoChange(id, row, taken, dropped.includes(value?.file));
    const paper = stop.paper?.id ?? "";
    const gone = (Array.isArray(value?.files) ? value.files : []).filter((/** @type {string} */ file) => dropped.includes(file));
    return [
      ...gone.map((/** @type {string} */ file) => /** @type {Change} */ ({ do: "detach", paper, file })),
      ...taken.map(({ field: _field, row: _row, ...photo }) => /** @type {Change} */ ({ do: "attach", paper, photo })),
    ];
  });

/** The last photo that was taken is the one. @param {string} field @param {string | null} row @param {Brought[]} taken @param {boolean} gone @returns {Change[]} */
const photoChange = (field, row, taken, gone) => {
  const last = taken.at(-1);
  if (!last) return gone ? [{ do: "clear", field, row }] : [];
  const { file, size, hash, sent } = last;
  return [{ do: "set", field, row, value: { file, sent }, facts: { file, size, hash } }];
};
