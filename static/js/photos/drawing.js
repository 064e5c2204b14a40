// @ts-check
/** A picture as a browser opens and draws it with little memory. Why so: `shrink.js`. */

const WAIT_MS = 30_000;

/** @param {string} address @returns {Promise<HTMLImageElement | null>} null when the browser cannot open it; rejects with "slow" */
export const load = (address) =>
  new Promise((settle, fail) => {
    const picture = new Image();
    setTimeout(() => fail("slow"), WAIT_MS);
    picture.onload = () => settle(picture);
    picture.onerror = () => settle(null);
    picture.src = address;
  });

/**
 * @param {HTMLImageElement | HTMLCanvasElement} source @param {number} width of the source @param {number} height @param {number} longEdge
 * @returns {CanvasRenderingContext2D | null} the picture drawn on white, never larger than it was
 */
export const draw = (source, width, height, longEdge) => {
  const scale = Math.min(1, longEdge / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  if (!brush) return null;
  brush.imageSmoothingQuality = "high";
  brush.drawImage(source, 0, 0, canvas.width, canvas.height);
  return brush;
};

/** Give the memory back now: the collector may come only after the next photo. @param {CanvasRenderingContext2D | null} brush */
export const release = (brush) => brush && (brush.canvas.width = brush.canvas.height = 0);
