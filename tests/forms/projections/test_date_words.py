"""Dates as registers spell them."""

from __future__ import annotations

import pytest

from webapp.forms.projections.date_words import date_in_words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-05", "Ngày năm tháng mười một năm hai nghìn không trăm hai mươi sáu"),
        ("1945-09-02", "Ngày hai tháng chín năm một nghìn chín trăm bốn mươi lăm"),
        ("2021-04-21", "Ngày hai mươi mốt tháng tư năm hai nghìn không trăm hai mươi mốt"),
        ("2000-01-10", "Ngày mười tháng một năm hai nghìn"),
        ("1905-12-15", "Ngày mười lăm tháng mười hai năm một nghìn chín trăm linh năm"),
        ("2011-05-31", "Ngày ba mươi mốt tháng năm năm hai nghìn không trăm mười một"),
    ],
)
def test_a_date_is_spelled_as_vietnamese_registers_do(day: str, words: str) -> None:
    assert date_in_words(day) == words


@pytest.mark.parametrize("value", ["1951", "1951-03", None, {"unknown": True}, ""])
def test_what_is_not_known_to_the_day_stays_an_empty_line(value: object) -> None:
    assert date_in_words(value) == ""
