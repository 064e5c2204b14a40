// @ts-check
/**
 * Does the paper run out of the picture? Only said where paper and table can be told apart surely: a bright sheet with straight
 * runs on something much darker, and a sharp step between them. A picture that is all paper (a scan, a close photo) says nothing.
 */
import { histogram, patches } from "./grey.js";

/** @typedef {import("./grey.js").Grey} Grey */
/** @typedef {import("./grey.js").Grid} Grid */

/** What lies around is at most this bright beside the paper: a shadow across the paper is brighter. */
const TABLE = 0.6;
const LEAST_PAPER = 0.15;
/** Seen of the table, as a share of the picture: less is a margin that tells nothing. */
const LEAST_TABLE = 0.06;
/** Paper fills its own runs; a heap of bright things does not. */
const FILLED = 0.88;
/** So much of a side of the picture is paper: a corner that only touches is not cut. */
const CUT_SHARE = 0.12;
/** So much of the step from table to paper happens within three pixels: the edge of a shadow is soft. */
const SHARP_STEP = 0.5;

/** Otsu's threshold: the level that parts dark and bright best. @param {Uint32Array} counts @returns {number} */
export const parting = (counts) => {
  let [total, weighed] = [0, 0];
  for (let level = 0; level < 256; level++) {
    total += counts[level];
    weighed += level * counts[level];
  }
  let [below, belowWeighed, best, found] = [0, 0, -1, 0];
  for (let level = 0; level < 256; level++) {
    below += counts[level];
    belowWeighed += level * counts[level];
    const above = total - below;
    if (!below || !above) continue;
    const apart = below * above * (belowWeighed / below - (weighed - belowWeighed) / above) ** 2;
    if (apart > best) [best, found] = [apart, level];
  }
  return found;
};

/** @param {number[]} patch @param {number} columns @returns {number} how much of the runs from its first to its last cell in each row it fills */
const filled = (patch, columns) => {
  /** @type {Map<number, [number, number]>} */
  const runs = new Map();
  for (const at of patch) {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const [first, last] = runs.get(row) ?? [column, column];
    runs.set(row, [Math.min(first, column), Math.max(last, column)]);
  }
  let all = 0;
  for (const [first, last] of runs.values()) all += last - first + 1;
  return patch.length / all;
};

/** @param {Set<number>} sheet @param {Grid} grid @returns {number} the largest share of a side of the picture that is paper */
const cutShare = (sheet, { columns, rows }) => {
  const [across, down] = [[...Array(columns).keys()], [...Array(rows).keys()]];
  const sides = [
    across, across.map((column) => column + columns * (rows - 1)), down.map((row) => row * columns), down.map((row) => row * columns + columns - 1),
  ];
  return Math.max(...sides.map((side) => side.filter((at) => sheet.has(at)).length / side.length));
};

/**
 * How sharp the step from table to paper is, along the rows where the sheet begins or ends inside the picture: median, 0 to 1.
 * @param {Grey} picture @param {Grid} grid @param {Set<number>} sheet @param {number} step brightness of paper less that of the table
 */
const stepSharpness = ({ grey, width, height }, { columns, rows, side }, sheet, step) => {
  const [left, top] = [(width - columns * side) >> 1, (height - rows * side) >> 1];
  /** @type {number[]} */
  const steps = [];
  const look = (/** @type {number} */ at, /** @type {number} */ stride) => {
    let most = 0;
    for (let pixel = at - side * stride; pixel < at + side * stride; pixel += stride) {
      if (pixel >= 0 && pixel + 3 * stride < grey.length) most = Math.max(most, Math.abs(grey[pixel + 3 * stride] - grey[pixel]));
    }
    steps.push(most / step);
  };
  for (const at of sheet) {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const middle = (top + row * side + (side >> 1)) * width + left + column * side + (side >> 1);
    if ((column > 1 && !sheet.has(at - 1)) || (column < columns - 2 && !sheet.has(at + 1))) look(middle, 1);
    if ((row > 1 && !sheet.has(at - columns)) || (row < rows - 2 && !sheet.has(at + columns))) look(middle, width);
  }
  steps.sort((one, other) => one - other);
  return steps[steps.length >> 1] ?? 0;
};

/** @param {Grey} picture @param {Grid} grid of it @returns {boolean} */
export const isCut = (picture, grid) => {
  const { cells, columns } = grid;
  const level = parting(histogram(picture));
  const patch = patches(grid, ({ paper }) => paper > level)[0];
  if (!patch) return false;
  const sheet = new Set(patch);
  if (sheet.size < LEAST_PAPER * cells.length || sheet.size > (1 - LEAST_TABLE) * cells.length) return false;
  if (filled(patch, columns) < FILLED) return false;
  const mean = (/** @type {number[]} */ levels) => levels.reduce((sum, one) => sum + one, 0) / levels.length;
  const paper = mean(patch.map((at) => cells[at].paper));
  const table = mean(cells.filter((_, at) => !sheet.has(at)).map((cell) => cell.mean));
  if (table > TABLE * paper || cutShare(sheet, grid) < CUT_SHARE) return false;
  return stepSharpness(picture, grid, sheet, paper - table) >= SHARP_STEP;
};
