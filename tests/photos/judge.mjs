/** Judges pictures for tests: a line `<width> <height> <paper>` and then the pixels of each on standard input; a line of codes of each back. */
import { readFileSync } from "node:fs";
import { glare, judge, sharpness } from "../../static/js/photos/quality.js";
import { greyOf, gridOf } from "../../static/js/photos/grey.js";

const all = readFileSync(0);
for (let at = 0; at < all.length; ) {
  const end = all.indexOf(10, at);
  const [width, height, paper] = all.subarray(at, end).toString().split(" ").map(Number);
  at = end + 1 + width * height * 4;
  const pixels = { data: new Uint8Array(all.subarray(end + 1, at)), width, height };
  const grid = gridOf(greyOf(pixels), 16);
  console.log(JSON.stringify({ poor: judge(pixels, { paper: !!paper }), sharp: sharpness(grid), glare: glare(grid) }));
}
