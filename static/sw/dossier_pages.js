// @ts-check
/** Questions and their review, of a dossier that this phone holds. A handler returns null when it holds none: then the centre answers. */

import { rowIsThere } from "../core/pages.js";
import { stopOf } from "../core/path.js";
import { checkAll } from "../core/validation.js";
import { reviewPage } from "../core/views/review.js";
import { stepPage } from "../core/views/steps.js";
import { typedBefore } from "../core/camera.js";
import { postedFrom } from "../core/reading_posts.js";
import { lead, page } from "./answers.js";
import { endingShown } from "./ending_pages.js";
import { open } from "./opened.js";
import { freshPhotos } from "./photos.js";
import { newFormId } from "./stamps.js";

/** @typedef {any} Json */
/** @typedef {import("./house.js").House} House */
/** @typedef {import("./opened.js").Opened} Opened */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */

/**
 * Draw a step. @param {House} house @param {URL} url @param {Opened} opened @param {Json} stop @param {string | null} row
 * @param {{posted?: Json, problems?: Json[], status?: number, trouble?: string, afterCamera?: boolean}} [sent]
 */
export const drawStep = async (house, url, opened, stop, row, { posted = null, problems = [], status = 200, trouble, afterCamera = false } = {}) => {
  const common = await house.shell.common();
  const view = {
    ...(await opened.frame(url, stop.id, trouble)),
    controller: common.controller,
    ...stepPage(opened.folder, opened.way, stop, opened.reader, {
      formId: newFormId(opened.found.count),
      change: url.searchParams.get("change") === "1",
      row,
      posted,
      problems,
      stream: opened.streams,
      private: opened.isPrivate,
      fresh: await freshPhotos(house, opened, row),
      afterCamera,
      asksWhose: stop.kind === "notice" && (await opened.asksWhose()),
    }),
  };
  return page(house, "citizen/step.html", view, status);
};

/** @param {House} house @param {Visit} visit */
export const step = async (house, { url, lang, id = "", step: name = "", row }) => {
  const opened = await open(house, lang, id);
  if (!opened) return null;
  if (!opened.isDraft) return lead(`/${lang}/${opened.base}/receipt`);
  const stop = stopOf(opened.way, name);
  if (!stop || !rowIsThere(opened.folder, stop, row ?? null)) return isStep(opened, name) ? lead(`/${lang}/${opened.entryAddress}`) : null;
  const typed = await typedBefore(await house.log(), url.pathname + url.search);
  return drawStep(house, url, opened, stop, row ?? null, typed ? { posted: postedFrom(typed), afterCamera: true } : {});
};

/** @param {Opened} opened @param {string} name */
const isStep = (opened, name) =>
  opened.definition.steps.some((/** @type {Json} */ one) => one.id === name) ||
  (opened.definition.papers ?? []).some((/** @type {Json} */ one) => "paper-" + one.id === name);

/** @param {House} house @param {URL} url @param {Opened} opened @param {Json[]} unticked @param {string} [trouble] */
export const drawReview = async (house, url, opened, unticked, trouble) => {
  const { definition, folder, reader, way } = opened;
  const view = {
    ...(await opened.frame(url, "review", trouble)),
    path: `${opened.base}/review`,
    ...reviewPage(folder, way, reader, {
      formId: newFormId(opened.found.count),
      problems: checkAll(definition, folder.answers, reader),
      tickProblems: unticked,
      ending: await endingShown(house, opened),
    }),
  };
  return page(house, "citizen/review.html", view, trouble ? 507 : unticked.length ? 422 : 200);
};

/** @param {House} house @param {Visit} visit */
export const review = async (house, { url, lang, id = "" }) => {
  const opened = await open(house, lang, id);
  if (!opened) return null;
  return opened.isDraft ? drawReview(house, url, opened, []) : lead(`/${lang}/${opened.base}/receipt`);
};
