// @ts-check
/** How long to wait after a failure: 2 s to 5 min, doubled, with jitter so that a village does not knock at once. Tries never end. */

const FIRST_MS = 2000;
const LONGEST_MS = 300000;

/** Return ms to wait after so many failures in a row (1 is the first). @param {number} tries @param {() => number} random from 0 to 1 */
export const waitAfter = (tries, random = Math.random) => {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(Math.max(tries, 1) - 1, 16));
  return Math.round(Math.max(FIRST_MS, whole / 2 + (whole / 2) * random()));
};

/** Return ms for what the centre asked for in seconds; never for ever. @param {number} seconds */
export const waitAsked = (seconds) => Math.min(LONGEST_MS, Math.max(1, seconds) * 1000);
