// @ts-check
/**
 * Is a photo good enough for an officer to read? Codes of what looks wrong, none when all seems well.
 *
 * A code is a tip to the person and a hint to the officer, never a refusal. The thresholds stand between the good and the bad
 * pictures of `tests/photos/papers.py` (figures: webapp/docs/pictures.md); in doubt nothing is said, because a tip that is wrong
 * sends an old woman looking for light that she does not need. Pure: node tests it.
 */
import { isCut } from "./edges.js";
import { greyOf, gridOf, histogram, levelAt, patches } from "./grey.js";

/** @typedef {"dark" | "glare" | "blurred" | "cut"} Poor */
/** @typedef {import("./grey.js").Pixels} Pixels */
/** @typedef {import("./grey.js").Grid} Grid */

const CELL = 16;

/** Paper in poor light. Phones brighten until white paper is near 150; what stays below this is too little light. */
const DARK_PAPER = 85;

/** Nothing darker than this is left on a page that is nearly white: the writing has gone. */
const WASHED_INK = 190;
const WASHED_PAPER = 250;

/** A patch of pure white inside a page whose paper is clearly less bright: a lamp or the sun on a card. */
const PURE_WHITE = 250;
const PATCH_SHARE = 0.012;
const DULL_PAPER = 238;

/** Writing and faces swing more than this inside a cell (some 20 levels); the grain of a poor camera does not. */
const WRITTEN = 400;
const WRITTEN_CELLS = 12;
/** Sudden change (the Laplacian, one direction at a time) beside the whole swing: it falls as letters melt together. Faces are smoother. */
const SHARP = { paper: 0.055, face: 0.02 };

/** @param {number[]} numbers @param {number} share */
const quantile = (numbers, share) => numbers.sort((one, other) => one - other)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? 0;

/** @param {Grid} grid @param {0 | 1} way across or down @returns {number} */
const sharpnessAlong = ({ cells }, way) => {
  const written = cells.filter(({ swings }) => swings[way] > WRITTEN);
  if (written.length < WRITTEN_CELLS) return Infinity;
  const grain = quantile(cells.filter(({ swings }) => swings[way] <= WRITTEN).map(({ edges }) => edges[way]), 0.5);
  return quantile(written.map(({ edges, swings }) => Math.max(0, edges[way] - grain) / swings[way]), 0.75);
};

/**
 * How sharp the sharpest quarter of the written cells is, in the direction that is less sharp: a hand that shook blurs along its way only.
 * @param {Grid} grid @returns {number} Infinity where too little is written to tell
 */
export const sharpness = (grid) => Math.min(sharpnessAlong(grid, 0), sharpnessAlong(grid, 1));

/** @param {Grid} grid the share of the picture that the largest pure white patch takes which lies inside duller paper, 0 to 1 */
export const glare = (grid) => {
  const { cells, columns, rows } = grid;
  const isPure = (/** @type {import("./grey.js").Cell} */ { low }) => low >= PURE_WHITE;
  const around = cells.filter((cell) => !isPure(cell) && cell.paper > 128).map(({ paper }) => paper);
  if (quantile(around, 0.5) > DULL_PAPER) return 0;
  const touches = (/** @type {number} */ at) => at % columns === 0 || at % columns === columns - 1 || at < columns || at >= columns * (rows - 1);
  const inside = patches(grid, isPure).find((patch) => !patch.some(touches));
  return (inside?.length ?? 0) / cells.length;
};

/**
 * Return what looks wrong with a picture whose long edge is about 800 pixels.
 * @param {Pixels} pixels @param {{paper?: boolean}} [about] `paper: false` for the photo of a face, which has no edges of paper
 * @returns {Poor[]}
 */
export const judge = (pixels, { paper = true } = {}) => {
  const picture = greyOf(pixels);
  const counts = histogram(picture);
  const grid = gridOf(picture, CELL);
  if (levelAt(counts, 0.95) < DARK_PAPER) return ["dark"];
  const isWashed = levelAt(counts, 0.5) >= WASHED_PAPER && levelAt(counts, 0.005) >= WASHED_INK;
  /** @type {Poor[]} */
  const poor = [];
  if (isWashed || (paper && glare(grid) >= PATCH_SHARE)) poor.push("glare");
  if (sharpness(grid) < (paper ? SHARP.paper : SHARP.face)) poor.push("blurred");
  // The edge of a blurred paper is not found surely; one tip at a time is enough.
  else if (paper && isCut(picture, grid)) poor.push("cut");
  return poor;
};
