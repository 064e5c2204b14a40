// @ts-check
/** Slip codes: 15 random digits and a Luhn check digit; twin of `webapp/dossiers/slip.py`. */

import { randomBytes, randomHex } from "./ids.js";

const BETWEEN = /[ .\u00a0-]+/g;
const CODE = /^[0-9]{16}$/;

/** Return the check digit of 15 digits. @param {string} digits */
const checkDigit = (digits) => {
  const total = [...digits].reverse().reduce((sum, digit, place) => {
    const value = Number(digit) * (place % 2 ? 1 : 2);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (total % 10)) % 10);
};

/** Return one digit, each as likely as the others. @returns {number} */
const randomDigit = () => {
  const [byte] = randomBytes(1);
  return byte < 250 ? byte % 10 : randomDigit();
};

/** Return what stands on a slip: 16 digits for people, 128 bits for the QR code. */
export const makeSlip = () => {
  const digits = Array.from({ length: 15 }, randomDigit).join("");
  return { code: digits + checkDigit(digits), secret: randomHex(16) };
};

/** Are these 16 digits with the right check digit? @param {string} code */
export const isSlipCode = (code) => CODE.test(code) && checkDigit(code.slice(0, 15)) === code[15];

/** Return the digits of a code typed with spaces, dots or dashes, or "" when it is none. @param {string} typed */
export const readSlipCode = (typed) => {
  const code = typed.trim().replace(BETWEEN, "");
  return isSlipCode(code) ? code : "";
};

/** Return `1234 5678 9012 3452`. @param {string} code */
export const grouped = (code) => (code.match(/.{1,4}/g) ?? []).join(" ");
