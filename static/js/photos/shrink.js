// @ts-check
/**
 * A chosen file becomes what is kept and sent: a small upright JPEG without EXIF, or the PDF as it is.
 *
 * `<img>` and one canvas that stays in main memory, no `decode()` and no `createImageBitmap`: measured on a 48-megapixel picture
 * this takes 47 MB, the others 140 to 250 (webapp/docs/pictures.md). The browser turns the picture as its EXIF says while it draws;
 * a canvas knows no EXIF, so place and phone are gone. Nothing here throws: whatever is wrong is a code of problems.yaml.
 */
import { draw, load, release } from "./drawing.js";

/**
 * @typedef {{bytes: ArrayBuffer, type: "image/jpeg", width: number, height: number, sample: ImageData}} Shrunk `sample`: the same
 *   picture with a long edge of at most SAMPLE_EDGE, for `quality.js`
 * @typedef {{bytes: ArrayBuffer, type: "application/pdf", width: 0, height: 0, sample: null}} Paged
 * @typedef {{code: "file_empty" | "file_bytes" | "file_type" | "file_heic" | "file_unreadable" | "file_pixels" | "file_slow"}} Fault
 */

export const LONG_EDGE = 1600;
export const SAMPLE_EDGE = 800;
const MOST_PDF_BYTES = 10 * 1024 * 1024;
const MOST_PICTURE_BYTES = 64 * 1024 * 1024;
/** A JPEG is decoded at a part of its size while it is drawn; the others whole, four bytes a pixel. */
const MOST_PIXELS = { jpeg: 70e6, other: 24e6 };
const AIM_BYTES = 600 * 1024;
/** Tried in this order until the aim is met: long edge, quality. The last is taken whatever it weighs. */
const TRIES = /** @type {const} */ ([[LONG_EDGE, 0.7], [LONG_EDGE, 0.55], [1280, 0.6], [1280, 0.45]]);
/** Major brands of HEIF: Safari opens them, others do not. */
const HEIF = /^ftyp(?:heic|heix|heim|heis|hevc|hevx|mif1|msf1|avif|avis)/;

/** @param {ArrayBuffer} head first bytes of a file @returns {"jpeg" | "png" | "webp" | "heif" | "pdf" | ""} by its bytes, never by its name */
export const sortOf = (head) => {
  const said = String.fromCharCode(...new Uint8Array(head, 0, Math.min(16, head.byteLength)));
  if (said.startsWith("\xff\xd8\xff")) return "jpeg";
  if (said.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (/^RIFF.{4}WEBP/s.test(said)) return "webp";
  if (said.startsWith("%PDF-")) return "pdf";
  return HEIF.test(said.slice(4)) ? "heif" : "";
};

/** A browser without memory for a picture draws nothing, and does not say so. @param {ImageData} sample */
const isBlank = ({ data }) => {
  for (let at = 3; at < data.length; at += 4) if (data[at]) return false;
  return true;
};

/** @param {CanvasRenderingContext2D} brush what is clear becomes white: JPEG knows no transparency and would make it black */
const onWhite = (brush) => {
  brush.globalCompositeOperation = "destination-over";
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, brush.canvas.width, brush.canvas.height);
};

/** @param {HTMLCanvasElement} canvas @param {number} quality @returns {Promise<Blob | null>} */
const packed = (canvas, quality) => new Promise((settle) => canvas.toBlob(settle, "image/jpeg", quality));

/** @param {CanvasRenderingContext2D} brush @returns {Promise<{blob: Blob | null, width: number, height: number}>} as light as is aimed at */
const lightest = async (brush) => {
  const { canvas } = brush;
  let found = { blob: /** @type {Blob | null} */ (null), width: 0, height: 0 };
  for (const [edge, quality] of TRIES) {
    const small = edge < LONG_EDGE ? draw(canvas, canvas.width, canvas.height, edge) : brush;
    if (!small) break;
    found = { blob: await packed(small.canvas, quality), width: small.canvas.width, height: small.canvas.height };
    if (small !== brush) release(small);
    if (!found.blob || found.blob.size <= AIM_BYTES) break;
  }
  return found;
};

/** @param {HTMLImageElement} picture @returns {Promise<Shrunk | Fault>} */
const redraw = async (picture) => {
  const { naturalWidth, naturalHeight } = picture;
  const brush = draw(picture, naturalWidth, naturalHeight, LONG_EDGE);
  picture.src = "";
  const reduced = brush && draw(brush.canvas, brush.canvas.width, brush.canvas.height, SAMPLE_EDGE);
  try {
    if (!brush || !reduced || isBlank(reduced.getImageData(0, 0, reduced.canvas.width, reduced.canvas.height))) return { code: "file_unreadable" };
    onWhite(brush);
    onWhite(reduced);
    const sample = reduced.getImageData(0, 0, reduced.canvas.width, reduced.canvas.height);
    const { blob, width, height } = await lightest(brush);
    return blob ? { bytes: await blob.arrayBuffer(), type: "image/jpeg", width, height, sample } : { code: "file_unreadable" };
  } finally {
    release(brush);
    release(reduced);
  }
};

/** @param {Blob} file @param {"jpeg" | "png" | "webp" | "heif"} sort @returns {Promise<Shrunk | Fault>} */
const shrinkPicture = async (file, sort) => {
  if (file.size > MOST_PICTURE_BYTES) return { code: "file_pixels" };
  const address = URL.createObjectURL(file);
  try {
    const picture = await load(address);
    if (!picture) return { code: sort === "heif" ? "file_heic" : "file_unreadable" };
    // Only the head has been read so far: a picture that unfolds to more than the phone has is never decoded.
    const pixels = picture.naturalWidth * picture.naturalHeight;
    if (pixels > (sort === "jpeg" ? MOST_PIXELS.jpeg : MOST_PIXELS.other)) return { code: "file_pixels" };
    return pixels ? await redraw(picture) : { code: "file_unreadable" };
  } finally {
    URL.revokeObjectURL(address);
  }
};

/** @param {Blob} file as it was chosen @returns {Promise<Shrunk | Paged | Fault>} */
export const shrink = async (file) => {
  try {
    if (!file.size) return { code: "file_empty" };
    const sort = sortOf(await file.slice(0, 16).arrayBuffer());
    if (!sort) return { code: "file_type" };
    if (sort !== "pdf") return await shrinkPicture(file, sort);
    if (file.size > MOST_PDF_BYTES) return { code: "file_bytes" };
    return { bytes: await file.arrayBuffer(), type: "application/pdf", width: 0, height: 0, sample: null };
  } catch (error) {
    // A file that lies in a cloud or on a card that was taken out, a browser without memory.
    return { code: error === "slow" ? "file_slow" : "file_unreadable" };
  }
};
