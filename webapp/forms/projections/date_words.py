"""A date spelled out in Vietnamese, as civil-status registers want it beside the digits, so that no digit can be changed later.

The registers are Vietnamese whatever language the screen has; these words are those of the form, not of a screen.
"""

from __future__ import annotations

from typing import Any

from webapp.forms.rule_dates import EXACT, days_of

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_MONTHS = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")


def date_in_words(value: Any) -> str:
    """``2026-11-05`` -> ``Ngày năm tháng mười một năm hai nghìn không trăm hai mươi sáu``; "" for anything but an exact date."""
    if not isinstance(value, str) or len(value) != EXACT or days_of(value) is None:
        return ""
    year, month, day = (int(part) for part in value.split("-"))
    return f"Ngày {_below_hundred(day)} tháng {_MONTHS[month - 1]} năm {_year(year)}"


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if ones == 0:
        return head
    # "lăm" and "mốt" are how five and one sound after a ten.
    last = "lăm" if ones == 5 else "mốt" if ones == 1 and tens > 1 else _DIGITS[ones]
    return f"{head} {last}"


def _year(year: int) -> str:
    thousands, rest = divmod(year, 1000)
    hundreds, below = divmod(rest, 100)
    words = f"{_DIGITS[thousands]} nghìn"
    if rest == 0:
        return words
    words += f" {_DIGITS[hundreds]} trăm"
    if below == 0:
        return words
    return f"{words} {'linh ' if below < 10 else ''}{_below_hundred(below)}"
