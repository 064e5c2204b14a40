// @ts-check
/** A picture as plain numbers: brightness of every pixel (0 to 255), and of the cells of a grid laid over it. Pure: node tests it. */

/** @typedef {{data: Uint8ClampedArray | Uint8Array, width: number, height: number}} Pixels red, green, blue, alpha of each */
/** @typedef {{grey: Uint8Array, width: number, height: number}} Grey */
/**
 * @typedef {object} Cell what stands in one square of the grid
 * @property {number} paper the brightness that one pixel in ten passes: of a written page the paper, not the ink
 * @property {number} mean
 * @property {number} low the darkest tenth ends here
 * @property {[number, number]} edges second difference squared, mean, across and down: how suddenly brightness changes from pixel to pixel
 * @property {[number, number]} swings difference of pixels SPAN apart, squared, mean, across and down: how much there is to see at all
 */
/** @typedef {{cells: Cell[], columns: number, rows: number, side: number}} Grid `side`: pixels along a cell */

/** Return the brightness of every pixel, weighed as eyes do (ITU-R BT.601). @param {Pixels} pixels @returns {Grey} */
export const greyOf = ({ data, width, height }) => {
  const grey = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < grey.length; at++, from += 4) grey[at] = (data[from] * 77 + data[from + 1] * 150 + data[from + 2] * 29) >> 8;
  return { grey, width, height };
};

/** Return how many pixels have each brightness. @param {Grey} picture */
export const histogram = ({ grey }) => {
  const counts = new Uint32Array(256);
  for (const level of grey) counts[level]++;
  return counts;
};

/** Return the brightness below which a share of the pixels lies. @param {Uint32Array} counts @param {number} share 0 to 1 */
export const levelAt = (counts, share) => {
  const wanted = share * counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (let level = 0; level < 256; level++) if ((seen += counts[level]) >= wanted) return level;
  return 255;
};

/** About the width of a letter. */
const SPAN = 6;

/** @param {Grey} picture @param {number} side at least 2 * SPAN @param {number} left at least 1 @param {number} top at least 1 @returns {Cell} */
const cellAt = ({ grey, width }, side, left, top) => {
  const counts = new Uint32Array(256);
  let [sum, across, down, swingAcross, swingDown] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + side; y++) {
    for (let at = y * width + left; at < y * width + left + side; at++) {
      const level = grey[at];
      counts[level]++;
      sum += level;
      across += (2 * level - grey[at - 1] - grey[at + 1]) ** 2;
      down += (2 * level - grey[at - width] - grey[at + width]) ** 2;
      if (at < y * width + left + side - SPAN) swingAcross += (level - grey[at + SPAN]) ** 2;
      if (y < top + side - SPAN) swingDown += (level - grey[at + SPAN * width]) ** 2;
    }
  }
  const [pixels, pairs] = [side * side, side * (side - SPAN)];
  return {
    paper: levelAt(counts, 0.9), low: levelAt(counts, 0.1), mean: sum / pixels,
    edges: [across / pixels, down / pixels], swings: [swingAcross / pairs, swingDown / pairs],
  };
};

/** Return a grid of whole square cells in the middle: what is left over is at least one pixel at each edge, and less than a cell. @param {Grey} picture @param {number} side */
export const gridOf = (picture, side) => {
  const [columns, rows] = [picture.width, picture.height].map((pixels) => Math.max(0, Math.floor((pixels - 2) / side)));
  const [left, top] = [(picture.width - columns * side) >> 1, (picture.height - rows * side) >> 1];
  /** @type {Cell[]} */
  const cells = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) cells.push(cellAt(picture, side, left + column * side, top + row * side));
  }
  return { cells, columns, rows, side };
};

/**
 * Return groups of cells that touch and all pass a test, as places in `grid.cells`, the largest first.
 * @param {Grid} grid @param {(cell: Cell, at: number) => boolean} passes @returns {number[][]}
 */
export const patches = ({ cells, columns }, passes) => {
  const free = cells.map(passes);
  /** @type {number[][]} */
  const found = [];
  for (let start = 0; start < cells.length; start++) {
    if (!free[start]) continue;
    free[start] = false;
    const patch = [start];
    for (let next = 0; next < patch.length; next++) {
      const at = patch[next];
      const column = at % columns;
      const beside = [at - columns, at + columns, column ? at - 1 : -1, column < columns - 1 ? at + 1 : -1];
      for (const other of beside) {
        if (!free[other]) continue;
        free[other] = false;
        patch.push(other);
      }
    }
    found.push(patch);
  }
  return found.sort((one, other) => other.length - one.length);
};
