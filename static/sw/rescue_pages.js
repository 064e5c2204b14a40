// @ts-check
/** What is only on this phone, given out of hand: as a file, or as squares to print. Nothing is opened for it. */

import { squaresOf } from "../core/codes.js";
import { rescueFile, rescueName } from "../core/rescue.js";
import { codesPage } from "../core/views/plain_pages.js";
import { encodeQR } from "../vendor/qr-0.7.0/index.js";
import { lead, page } from "./answers.js";

/** @typedef {import("./house.js").House} House */
/** @typedef {import("./catalogue_pages.js").Visit} Visit */

const PAGE = "0-12";

/** @param {House} house @param {string} [id] */
const fileOf = async (house, id) => ((await house.keeps()) ? rescueFile(await house.log(), id) : null);

/** @param {House} house @param {Visit} visit */
export const saveFile = async (house, { lang, id }) => {
  const file = await fileOf(house, id);
  if (!file) return lead(`/${lang}/outbox`);
  const name = rescueName(await house.today(), file.dossiers);
  return new Response(file.bytes, {
    headers: {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename="${name}"`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
};

/** @param {House} house @param {Visit} visit */
export const codes = async (house, { url, lang, id = "" }) => {
  const file = await fileOf(house, id);
  if (!file) return lead(`/${lang}/outbox`);
  const squares = await squaresOf(file.bytes);
  const { public_url: site } = await house.shell.common();
  return page(house, "phone/codes.html", codesPage(await house.frame(url, lang, { pageNo: PAGE }), id, squares.length, `${site}/${lang}/rescue`));
};

/** @param {House} house @param {Visit} visit */
export const codePicture = async (house, { lang, id = "", n = "" }) => {
  const file = await fileOf(house, id);
  const text = file && (await squaresOf(file.bytes))[Number(n) - 1];
  if (!text) return lead(`/${lang}/outbox`);
  return new Response(encodeQR(text, "svg", { ecc: "medium", border: 4, scale: 1 }), { headers: { "Content-Type": "image/svg+xml", "Cache-Control": "no-store" } });
};
