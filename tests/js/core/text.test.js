import assert from "node:assert/strict";
import { test } from "node:test";
import { byCodePoint, clean, cleanLines, fold, length, printable, sortKeyVi, withoutMarks } from "../../../static/core/text.js";

test("what nobody can see is taken out, alone surrogates too", () => {
  for (const sign of ["\0", "\x7f", "\xad", "\u200b", "\u202e", "\ufeff", "\ud800", "\udfff", "\u{e0041}"]) assert.equal(clean(`a${sign}b`), "ab");
  assert.equal(clean("🐟"), "🐟");
});

test("a line is composed, on one line, with single spaces", () => {
  assert.equal(clean(" Nguye\u0302\u0303n \t\r\n Thi\u0323\u3000Hoà "), "Nguyễn Thị Hoà");
});

test("of several lines at most one empty line stays", () => {
  assert.equal(cleanLines("\n a \r\n\r\n\n\nb\u2028c \n"), "a\n\nb\nc");
});

test("what is shown again loses only what no page can carry", () => {
  assert.equal(printable(" a\0\ud800\u200b "), " a\u200b ");
});

test("length and order are those of code points", () => {
  assert.equal(length("e🐟"), 2);
  assert.deepEqual(["🐟", "\uffee", "ab", "a", ""].sort(byCodePoint), ["", "a", "ab", "\uffee", "🐟"]);
});

test("the search key has no marks, no capitals and does not mind where the tone stands", () => {
  assert.equal(fold("  Đặc khu VÂN ĐỒN – Hoà/Hòa "), "dac khu van don hoa hoa");
  assert.equal(withoutMarks("Quảng Ninh, Đỗ"), "Quang Ninh, Do");
});

test("letters sort as the alphabet has them, tones after letters", () => {
  const words = ["Ang", "An Bình", "An", "Ăn", "Ân", "Bà", "Ba", "Bả", "Đa", "Da", "Dạ", "Ê", "E"];
  const sorted = [...words].sort((left, right) => byCodePoint(sortKeyVi(left), sortKeyVi(right)));
  assert.deepEqual(sorted, ["An", "An Bình", "Ang", "Ăn", "Ân", "Ba", "Bà", "Bả", "Da", "Dạ", "Đa", "E", "Ê"]);
});
