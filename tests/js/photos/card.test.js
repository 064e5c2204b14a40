import assert from "node:assert/strict";
import { test } from "node:test";
import { cardOf, placeOf, surnameAndGiven } from "../../../static/js/card/card.js";

const BUOI = "022151001234|101234567|NGUYỄN THỊ BƯỞI|15081951|Nữ|Thôn Đông Nam, Quan Lạn, Vân Đồn, Quảng Ninh|10052021";
const PROVINCES = new Map([["quảng ninh", "22"], ["hà nội", "01"]]);

test("a card says number, name, birth, sex, home and day of issue", () => {
  assert.deepEqual(cardOf(BUOI), {
    number: "022151001234", name: "NGUYỄN THỊ BƯỞI", birth: ["15", "08", "1951"], sex: "female",
    home: "Thôn Đông Nam, Quan Lạn, Vân Đồn, Quảng Ninh", issued: ["10", "05", "2021"],
  });
});

test("a card without an old number, without a day of issue, or with more than we know is a card", () => {
  assert.equal(cardOf(BUOI.replace("101234567", ""))?.number, "022151001234");
  assert.equal(cardOf(BUOI.split("|").slice(0, 6).join("|"))?.issued, null);
  assert.equal(cardOf(`${BUOI}|NGUYỄN VĂN CHA|TRẦN THỊ MẸ|`)?.name, "NGUYỄN THỊ BƯỞI");
});

test("a name whose marks stand apart is composed", () => {
  assert.equal(cardOf(BUOI.normalize("NFD"))?.name, "NGUYỄN THỊ BƯỞI");
});

test("who knows only the year of birth has only the year filled in", () => {
  assert.deepEqual(cardOf(BUOI.replace("15081951", "00001951"))?.birth, ["", "", "1951"]);
  assert.deepEqual(cardOf(BUOI.replace("15081951", "00081951"))?.birth, ["", "08", "1951"]);
});

test("a sex that is neither word is not guessed", () => {
  assert.equal(cardOf(BUOI.replace("Nữ", "?"))?.sex, "");
});

const HOSTILE = {
  nothing: "",
  pipes: "|".repeat(599),
  "far too long": `${BUOI}|${"x".repeat(600)}`,
  "an address": "https://dichvucong.quangninh.gov.vn/?x=1|2|3|4|5|6",
  "an old identity card": "101234567|NGUYỄN THỊ BƯỞI|15081951|Nữ|Vân Đồn|10052000",
  "a health insurance card": "DN4220123456789|4e677579e1bb856e|15/08/1951|2|56c3a26e20c490e1bb936e|22-001|01/01/2024|31/12/2024",
  "a payment": "00020101021138570010A00000072701270006970436011312345678901230208QRIBFTTA53037045802VN6304ABCD",
  "markup for a name": BUOI.replace("NGUYỄN THỊ BƯỞI", "<img src=x onerror=alert(1)>"),
  "a name that turns the writing around": BUOI.replace("BƯỞI", "BƯỞI\u202e"),
  "a line break": BUOI.replace("Quan Lạn", "Quan\nLạn"),
  "a zero byte": `${BUOI}\0`,
  "eleven digits": BUOI.slice(1),
  "digits of another script": BUOI.replace("022151001234", "０２２１５１００１２３４"),
  "a day that is not": BUOI.replace("15081951", "31021951"),
  "a month that is not": BUOI.replace("15081951", "15131951"),
  "a day without its month": BUOI.replace("15081951", "15001951"),
  "an endless name": BUOI.replace("BƯỞI", "BƯỞI ".repeat(40)),
};

for (const [called, text] of Object.entries(HOSTILE)) {
  test(`nothing is taken from ${called}`, () => assert.equal(cardOf(text), null));
}

test("the first word is the surname", () => {
  assert.deepEqual(surnameAndGiven("NGUYỄN THỊ BƯỞI"), ["NGUYỄN", "THỊ BƯỞI"]);
  assert.deepEqual(surnameAndGiven("BƯỞI"), ["BƯỞI", ""]);
});

test("an address keeps the old names of its commune", () => {
  const buoi = { province: "22", commune_text: "Quan Lạn, Vân Đồn", detail: "Thôn Đông Nam" };
  assert.deepEqual(placeOf("Thôn Đông Nam, Quan Lạn, Vân Đồn, Quảng Ninh", PROVINCES), buoi);
  assert.deepEqual(placeOf("Thôn Đông Nam, Quan Lạn, Vân Đồn, Tỉnh Quảng Ninh", PROVINCES), buoi);
  assert.deepEqual(placeOf("12 ngõ 3, Phố Huế, Hai Bà Trưng, TP. Hà Nội", PROVINCES), { province: "01", commune_text: "Phố Huế, Hai Bà Trưng", detail: "12 ngõ 3" });
});

test("a province that is no more is kept in the words", () => {
  assert.deepEqual(placeOf("Xóm 2, Yên Sơn, Bắc Hà, Hà Tây", PROVINCES), { province: "", commune_text: "Yên Sơn, Bắc Hà, Hà Tây", detail: "Xóm 2" });
  assert.deepEqual(placeOf("", PROVINCES), { province: "", commune_text: "", detail: "" });
});
