"""Text as it comes in: one form, nothing invisible, a key that finds it again, the order of the alphabet."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.kernel.text import clean, clean_lines, fold, nfc, printable, sort_key_vi, without_marks

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
BARE = dict(zip(VOWELS, "aaaeeiooouuy", strict=True))
MARKED = [(nfc(vowel + tone), BARE[vowel]) for vowel in VOWELS for tone in TONES if tone or vowel not in BARE.values()]
LETTERS = [(case(letter), bare) for letter, bare in [*MARKED, ("đ", "d")] for case in (str, str.upper)]
PLACEMENTS = [
    ("hòa", "hoà"),
    ("thủy", "thuỷ"),
    ("khỏe", "khoẻ"),
    ("lóa", "loá"),
    ("họa", "hoạ"),
    ("xõa", "xoã"),
    ("túy", "tuý"),
    ("lũy", "luỹ"),
    ("ngụy", "nguỵ"),
    ("tòe", "toè"),
    ("xóe", "xoé"),
    ("quỳ", "qùy"),
]
HIDDEN = [*"\x00\x07\x7f\x9f\xad\u200b\u200d\u200e\u202e\u2066\u2069\ufeff", "\ud800", "\U000e0041"]


def test_vietnamese_has_134_accented_letters() -> None:
    assert len({letter for letter, _ in LETTERS}) == 134


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_accented_letter_is_found_under_its_bare_letter(form: str) -> None:
    assert [fold(unicodedata.normalize(form, letter)) for letter, _ in LETTERS] == [bare for _, bare in LETTERS]


def test_every_accented_letter_typed_in_nfd_is_kept_as_nfc() -> None:
    assert [clean(unicodedata.normalize("NFD", letter)) for letter, _ in LETTERS] == [letter for letter, _ in LETTERS]


@pytest.mark.parametrize(("old", "new"), PLACEMENTS)
def test_the_place_of_a_tone_mark_does_not_matter_for_finding_and_is_kept(old: str, new: str) -> None:
    assert fold(old) == fold(new.upper()) == without_marks(new)
    assert clean(old) == old
    assert clean(new) == new


def test_punctuation_parts_words_of_a_key_and_nothing_else() -> None:
    assert fold("  Thôn 3 – bản Khe-Lánh (cũ), “Đặc khu” ") == "thon 3 ban khe lanh cu dac khu"


@pytest.mark.parametrize("sign", HIDDEN, ids=lambda sign: f"U+{ord(sign):04X}")
def test_what_nobody_can_see_is_taken_out(sign: str) -> None:
    assert clean(f"Tư{sign} Hoà") == "Tư Hoà"
    assert clean_lines(f"Tư{sign}\nHoà") == "Tư\nHoà"


def test_emoji_and_foreign_letters_stay() -> None:
    assert clean("Biển 🐟 王 Ж") == "Biển 🐟 王 Ж"


def test_lines_of_any_system_become_lines_with_one_empty_line_at_most() -> None:
    assert clean_lines(" a \r\n\r\n\r\n\r\n b\rc\u2028d\n") == "a\n\nb\nc\nd"
    assert clean(" a \r\n b\tc\u00a0d ") == "a b c d"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_lines(clean_lines(text)) == clean_lines(text)
    assert nfc(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(), max_size=20))
def test_what_was_typed_can_always_be_put_on_a_page(text: str) -> None:
    assert "\x00" not in printable(text)
    printable(text + "\ud83d").encode()


def test_words_stand_in_the_order_of_the_vietnamese_alphabet() -> None:
    ordered = [
        "an",
        "àn",
        "An Bình",
        "ang",
        "ảnh",
        "ánh",
        "ăn",
        "ân",
        "cam",
        "da",
        "đa",
        "em",
        "êm",
        "on",
        "ôn",
        "ơn",
        "um",
        "ưm",
        "vì",
        "ỳ",
    ]
    assert sorted(sorted(ordered), key=sort_key_vi) == ordered


def test_tones_come_in_the_order_of_dictionaries() -> None:
    assert sorted(["má", "mạ", "mà", "ma", "mã", "mả"], key=sort_key_vi) == ["ma", "mà", "mả", "mã", "má", "mạ"]


@given(st.text(alphabet=st.characters()))
def test_a_sort_key_is_made_for_any_text_and_can_be_stored(text: str) -> None:
    assert b"\x00" not in sort_key_vi(text + "\x00\ud800").encode()
