// @ts-check
/**
 * The text of a QR code in a picture. The picture is drawn, read and let go: it is neither kept nor sent.
 *
 * The phone's own reader first; where there is none (no Firefox, no iOS, no desktop), the vendored one, fetched only then.
 */
import { draw, load, release } from "../photos/drawing.js";

/** A code of 2 cm on a card that fills the picture has some 3 pixels a module at the first; the others are for what is near, far or coarse. */
const EDGES = [1600, 900, 2600];
const MOST_PIXELS = 70e6;
const EFFORT = { effort: 12, timeLimit: 1500 };

/** @typedef {{detect: (source: HTMLCanvasElement) => Promise<{rawValue: string}[]>}} Reader */
/** @typedef {{new (how: {formats: string[]}): Reader, getSupportedFormats: () => Promise<string[]>}} Readers */

/** @returns {Promise<Reader | null>} */
const ownReader = async () => {
  const readers = /** @type {Readers | undefined} */ (/** @type {any} */ (globalThis).BarcodeDetector);
  if (!readers || !(await readers.getSupportedFormats()).includes("qr_code")) return null;
  return new readers({ formats: ["qr_code"] });
};

/** @param {Reader} reader @param {HTMLCanvasElement} canvas @returns {Promise<string>} "" for nothing; some phones have a reader that fails */
const ask = (reader, canvas) => reader.detect(canvas).then(([found]) => found?.rawValue ?? "", () => "");

/** @param {CanvasRenderingContext2D} brush @returns {Promise<string>} */
const readOurselves = async (brush) => {
  const { decodeQR } = await import("../../vendor/qr-0.7.0/decode.js");
  try {
    return decodeQR(brush.getImageData(0, 0, brush.canvas.width, brush.canvas.height), EFFORT);
  } catch {
    return "";
  }
};

/** @param {HTMLImageElement} picture @param {Reader | null} reader */
const readPicture = async (picture, reader) => {
  for (const edge of EDGES) {
    const brush = draw(picture, picture.naturalWidth, picture.naturalHeight, edge);
    if (!brush) return "";
    const text = (reader && (await ask(reader, brush.canvas))) || (await readOurselves(brush));
    release(brush);
    if (text) return text;
  }
  return "";
};

/** Return the text of the code in a picture, or "". Never rejects. @param {Blob} file @returns {Promise<string>} */
export const readCode = async (file) => {
  const address = URL.createObjectURL(file);
  try {
    const picture = await load(address);
    if (!picture || picture.naturalWidth * picture.naturalHeight > MOST_PIXELS) return "";
    return await readPicture(picture, await ownReader().catch(() => null));
  } catch {
    return "";
  } finally {
    URL.revokeObjectURL(address);
  }
};
