"""Days, as text ``YYYY-MM-DD`` from end to end. No clock and no time zone comes near a birthday.

Typed in three boxes, or whole in one (``15/8/1945``, ``15.08.1945``); papers of old people may know the year only.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from webapp.forms.definition import Field, Json
from webapp.forms.kinds.base import BLANK, CheckContext, Kind, Parsed, Posted, problem, refused, spread
from webapp.forms.lists import Lists
from webapp.kernel.problems import Problem
from webapp.kernel.text import clean, printable

PARTS = ("day", "month", "year")
_WHOLE = re.compile("([0-9]{1,2}) ?[/. -] ?([0-9]{1,2}) ?[/. -] ?([0-9]+)")
_MONTH_YEAR = re.compile("()([0-9]{1,2}) ?[/. -] ?([0-9]{4})")
_YEAR = re.compile("()()([0-9]{4})")
_CANONICAL = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_UNBROKEN = re.compile("([0-9]{2})([0-9]{2})([0-9]{4})")
_DIGITS = re.compile("[0-9]{1,9}")
_NOUGHT = re.compile("0*")
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

Typed = tuple[str, str, str]
"""Day, month and year as typed."""


class Date(Kind):
    """A whole day."""

    name: ClassVar[str] = "date"
    control: ClassVar[str] = "dates"
    missing_code: ClassVar[str] = "missing_date"
    partial: ClassVar[bool] = False

    def parts(self, field: Field) -> tuple[str, ...]:
        return PARTS

    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        day, month, year = (clean(posted.one(f"{field.id}.{part}")) for part in PARTS)
        whole = clean(posted.one(field.id)) or (day if len(day) > 2 and not month and not year else "")
        if whole:
            typed = self.split(whole)
            return self.read_typed(field, typed) if typed else refused(field, "date_unreadable", "day")
        return self.read_typed(field, (day, month, year)) if day or month or year else BLANK

    def split(self, whole: str) -> Typed | None:
        """Return day, month, year of a date typed into one box."""
        found = _CANONICAL.fullmatch(whole)
        if found:
            return found[3], found[2], found[1]
        ways = (_WHOLE, _UNBROKEN, _MONTH_YEAR, _YEAR) if self.partial else (_WHOLE, _UNBROKEN)
        found = next((match for way in ways if (match := way.fullmatch(whole))), None)
        return (found[1], found[2], found[3]) if found else None

    def read_typed(self, field: Field, typed: Typed) -> Parsed:
        """Read three boxes, at least one of them filled."""
        if self.partial:
            typed = _without_noughts(typed)
        found = self.gaps(field, typed) + _not_digits(field, typed)
        if found:
            return Parsed(problems=tuple(found))
        return _day_that_exists(field, typed)

    def gaps(self, field: Field, typed: Typed) -> list[Problem]:
        """Return a problem for each box that may not stay empty."""
        return [problem(field, f"date_{part}_missing", part) for part, text in zip(PARTS, typed, strict=True) if not text]

    def judge(self, field: Field, value: Json, context: CheckContext) -> list[Problem]:
        # A partial date is out of bounds only when every day in it is.
        latest = _limit(field.max, context.today)
        if latest and f"{value}-01-01"[:10] > latest:
            return [problem(field, "date_future") if field.max == "today" else problem(field, "date_after", limit=_said(latest))]
        earliest = _limit(field.min, context.today)
        if earliest and f"{value}-99-99"[:10] < earliest:
            return [problem(field, "date_past") if field.min == "today" else problem(field, "date_before", limit=_said(earliest))]
        return []

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        return _said(value)

    def fill(self, field: Field, value: Json) -> dict[str, list[str]]:
        year, month, day = [*value.split("-"), "", ""][:3]
        return {f"{field.id}.{part}": [text] for part, text in zip(PARTS, (day, month, year), strict=True)}

    def ask(self, field: Field, typed: Posted, lang: str, lists: Lists) -> dict[str, Json]:
        day, month, year = (printable(typed.one(f"{field.id}.{part}")) for part in PARTS)
        return {"day": day or printable(typed.one(field.id)), "month": month, "year": year, "partial": self.partial}

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        day = f"{1930 + spread(seed, 1, 90)}-{1 + spread(seed, 2, 12):02d}-{1 + spread(seed, 3, 28):02d}"
        return _within(field, day)


class PartialDate(Date):
    """A day, a month or only a year, as the papers have it: day, or day and month, may stay empty or be 00."""

    name: ClassVar[str] = "partial_date"
    partial: ClassVar[bool] = True

    def gaps(self, field: Field, typed: Typed) -> list[Problem]:
        day, month, year = typed
        if not year:
            return [problem(field, "date_year_missing", "year")]
        return [problem(field, "date_month_missing", "month")] if day and not month else []

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$"}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        day = super().example(field, lists, seed)
        return day if field.min or field.max else day[: (4, 7, 10)[seed % 3]]


def _without_noughts(typed: Typed) -> Typed:
    # Papers print an unknown day or month as 00.
    day, month, year = typed
    return ("" if _NOUGHT.fullmatch(day) else day, "" if _NOUGHT.fullmatch(month) else month, year)


def _not_digits(field: Field, typed: Typed) -> list[Problem]:
    filled = [(part, text) for part, text in zip(PARTS, typed, strict=True) if text]
    found = [problem(field, "date_digits", part) for part, text in filled if not _DIGITS.fullmatch(text)]
    if not found and typed[2] and len(typed[2]) != 4:
        return [problem(field, "date_year_short", "year")]
    return found


def _day_that_exists(field: Field, typed: Typed) -> Parsed:
    day, month, year = (int(text or "0") for text in typed)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return refused(field, "date_year_odd", "year", year=year)
    if typed[1] and not 1 <= month <= 12:
        return refused(field, "date_month", "month", month=month)
    if typed[0] and not 1 <= day <= 31:
        return refused(field, "date_day", "day", day=day)
    if day > days_in_month(year, month or 1):
        return refused(field, "date_no_such_day", "day", month=month, year=year, days=days_in_month(year, month))
    value = f"{year:04d}"
    if month:
        value += f"-{month:02d}"
    return Parsed(value=f"{value}-{day:02d}" if day else value)


def days_in_month(year: int, month: int) -> int:
    """Return how many days a month (1-12) has."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _MONTH_DAYS[month - 1]


def _limit(bound: int | str | None, today: str) -> str:
    if bound == "today":
        return today
    return bound if isinstance(bound, str) else ""


def _said(value: str) -> str:
    return "/".join(reversed(value.split("-")))


def _within(field: Field, day: str) -> str:
    # "today" is no fixed day: an example of the past or the far future suits any today.
    earliest = "2150-01-01" if field.min == "today" else str(field.min or "")
    latest = "2020-01-01" if field.max == "today" else str(field.max or "9")
    return earliest if day < earliest else min(day, latest)
