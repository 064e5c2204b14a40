import assert from "node:assert/strict";
import { test } from "node:test";
import { greyOf, gridOf, histogram, levelAt, patches } from "../../../static/js/photos/grey.js";
import { parting } from "../../../static/js/photos/edges.js";
import { judge } from "../../../static/js/photos/quality.js";
import { sortOf } from "../../../static/js/photos/shrink.js";

/** @param {number} width @param {number} height @param {(x: number, y: number) => number} shade */
const painted = (width, height, shade) => {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let at = 0; at < width * height; at++) data.fill(shade(at % width, Math.floor(at / width)), at * 4, at * 4 + 3);
  return { data, width, height };
};

test("brightness is weighed as eyes do", () => {
  const colours = { data: new Uint8ClampedArray([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255]), width: 4, height: 1 };
  assert.deepEqual([...greyOf(colours).grey], [76, 149, 28, 255]);
});

test("a level is found below which a share lies", () => {
  const counts = histogram(greyOf(painted(10, 10, (x) => x * 10)));
  assert.deepEqual([0.1, 0.5, 1].map((share) => levelAt(counts, share)), [0, 40, 90]);
});

test("a grid has whole cells, and none where the picture is smaller than a cell", () => {
  const { columns, rows, cells } = gridOf(greyOf(painted(50, 40, () => 7)), 16);
  assert.deepEqual([columns, rows, cells.length], [3, 2, 6]);
  assert.deepEqual(cells[0], { paper: 7, mean: 7, low: 7, edges: [0, 0], swings: [0, 0] });
  assert.equal(gridOf(greyOf(painted(1, 1, () => 7)), 16).cells.length, 0);
});

test("cells that touch are one patch, those across a corner are not", () => {
  const grid = gridOf(greyOf(painted(66, 34, (x, y) => ((x - 1) >> 4 === (y - 1) >> 4 || x > 48 ? 200 : 0))), 16);
  assert.deepEqual(patches(grid, ({ mean }) => mean > 100), [[3, 7], [0], [5]]);
});

test("dark and bright are parted between the two", () => {
  const level = parting(histogram(greyOf(painted(10, 10, (x) => (x < 4 ? 30 : 220)))));
  assert.ok(level >= 30 && level < 220);
});

test("an even grey says nothing", () => {
  assert.deepEqual(judge(painted(800, 600, () => 180)), []);
});

test("a paper that lies whole on the table is not cut, one that runs out is", () => {
  const sheet = (/** @type {number} */ left) => painted(800, 600, (x, y) => (x >= left && x < left + 400 && y > 50 && y < 550 ? 220 : 60));
  assert.deepEqual(judge(sheet(200)), []);
  assert.deepEqual(judge(sheet(500)), ["cut"]);
  assert.deepEqual(judge(sheet(500), { paper: false }), []);
});

test("what a file is, its first bytes say", () => {
  const sort = (/** @type {string} */ bytes) => sortOf(Uint8Array.from(bytes, (sign) => sign.charCodeAt(0)).buffer);
  const said = ["\xff\xd8\xff\xe1", "\x89PNG\r\n\x1a\n", "RIFF\n\n\n\nWEBPVP8 ", "%PDF-1.4", "\0\0\0\x18ftypheic\0\0\0\0", "<svg", "GIF89a", ""].map(sort);
  assert.deepEqual(said, ["jpeg", "png", "webp", "pdf", "heif", "", "", ""]);
});
