"""Dates inside rules. A date is text: ``YYYY-MM-DD``, or part of one, and then it stands for every day in it."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from datetime import date, timedelta

_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

EXACT = len("YYYY-MM-DD")

Days = tuple[str, str]
"""First and last day, both ``YYYY-MM-DD``. Such texts sort like the days they name."""


def days_of(text: str) -> Days | None:
    """Return the days a date text stands for, or None when it is no date. ``"1945"`` -> 1 January to 31 December."""
    match = _SHAPE.fullmatch(text)
    if match is None or text[:4] == "0000":
        return None
    if match[2] is None:
        return f"{text}-01-01", f"{text}-12-31"
    month = int(match[2])
    if not 1 <= month <= 12:
        return None
    last = monthrange(int(match[1]), month)[1]
    if match[3] is None:
        return f"{text}-01", f"{text}-{last:02d}"
    return (text, text) if 1 <= int(match[3]) <= last else None


def age_on(birth: str, day: str) -> int:
    """Return whole years from one exact date to another.

    Someone born on 29 February completes a year on 28 February of a common year: Civil Code 2015 art. 148
    ends a term on the last day of the month when that month has no such day.
    """
    born = date.fromisoformat(birth)
    on = date.fromisoformat(day)
    birthday = (2, 28) if (born.month, born.day) == (2, 29) and not isleap(on.year) else (born.month, born.day)
    return on.year - born.year - ((on.month, on.day) < birthday)


def plus_days(text: str, days: int) -> str | None:
    """Return an exact date moved by days, or None when it leaves the years 1 to 9999."""
    try:
        return (date.fromisoformat(text) + timedelta(days=days)).isoformat()
    except (OverflowError, ValueError):
        return None


def plus_months(text: str, months: int) -> str | None:
    """Return a date (``YYYY-MM`` or ``YYYY-MM-DD``) moved by months, or None when it leaves the years 1 to 9999.

    31 January and one month is the last day of February.
    """
    count = int(text[:4]) * 12 + int(text[5:7]) - 1 + months
    year, month = count // 12, count % 12 + 1
    if not 1 <= year <= 9999:
        return None
    if len(text) == 7:
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{min(int(text[8:]), monthrange(year, month)[1]):02d}"
