"""Working days and due dates. A date is a promise: it is only made from a time, a place and a moment that are known.

Counted from the day after acceptance; never by adding 24 hours. The calendar is data and its version goes with each promise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from webapp.catalogue.facts import CalendarDay, Fee, TimeLimit, Waiver
from webapp.catalogue.faults import CatalogueFaults, DataFault
from webapp.catalogue.reading_files import read_rows
from webapp.kernel.clock import VIETNAM
from webapp.kernel.digest import canonical_json, sha256_hex

SATURDAY = 5
LATE = 15
"""Same-day work accepted from this hour on is given back on the next working day."""
HOURS_A_DAY = 8
SHORT = 2
"""So many hours still fit into the afternoon before ``LATE``; more hours are given back on the next working day."""


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days offices work. Weekends are off unless the calendar says otherwise."""

    days: tuple[CalendarDay, ...]

    @classmethod
    def load(cls, folder: Path) -> WorkingCalendar:
        """Return the calendar of ``calendar.csv``. Raises CatalogueFaults."""
        faults: list[DataFault] = []
        rows = read_rows(folder / "calendar.csv", CalendarDay, faults)
        seen: set[str] = set()
        for line, row in rows:
            if row.day in seen:
                faults.append(DataFault("calendar.csv", line, "day", f"{row.day} stands here twice"))
            seen.add(row.day)
        if faults:
            raise CatalogueFaults(faults)
        return cls(tuple(row for _, row in rows))

    @cached_property
    def _sorts(self) -> dict[date, str]:
        return {date.fromisoformat(row.day): row.sort for row in self.days}

    @cached_property
    def version(self) -> str:
        """Return twelve hex digits that name this calendar; a promise keeps them."""
        return sha256_hex(canonical_json([[row.day, row.sort] for row in self.days]))[:12]

    @cached_property
    def last_year(self) -> int:
        """Return the last year the calendar knows; later dates are not promised."""
        return max(day.year for day in self._sorts)

    def works(self, day: date) -> bool:
        """Tell whether offices work on ``day``."""
        return self._sorts.get(day, "off" if day.weekday() >= SATURDAY else "work") == "work"

    def next_working_day(self, day: date) -> date:
        """Return ``day`` itself when offices work on it, else the first day after it on which they do."""
        while not self.works(day):
            day += timedelta(days=1)
        return day

    def after(self, day: date, number: int) -> date:
        """Return the ``number``-th working day after ``day``."""
        for _ in range(number):
            day = self.next_working_day(day + timedelta(days=1))
        return day


def due_date(received_at: datetime, limit: TimeLimit, calendar: WorkingCalendar) -> str | None:
    """Return the day of the result, or None when it falls past the years the calendar knows."""
    local = received_at.astimezone(VIETNAM)
    day = local.date()
    if limit.unit == "hours":
        due = _after_hours(local, limit.number, calendar)
    elif limit.unit == "working_days" and limit.number == 0:
        due = _same_day(local, calendar)
    elif limit.unit == "working_days":
        due = calendar.after(day, limit.number)
    elif limit.unit == "calendar_days":
        due = calendar.next_working_day(day + timedelta(days=limit.number))
    else:
        due = calendar.next_working_day(_months_later(day, limit.number))
    return due.isoformat() if due.year <= calendar.last_year else None


def _same_day(local: datetime, calendar: WorkingCalendar) -> date:
    if local.hour < LATE and calendar.works(local.date()):
        return local.date()
    return calendar.after(local.date(), 1)


def _after_hours(local: datetime, hours: int, calendar: WorkingCalendar) -> date:
    if hours <= SHORT:
        return _same_day(local, calendar)
    return calendar.after(local.date(), -(-hours // HOURS_A_DAY))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def limit_for(limits: Iterable[TimeLimit], channel: str, place: str) -> TimeLimit | None:
    """Return the one time that holds for this way of filing and this place, or None when that is not certain.

    Mountains are not marked in the data: where the time differs by place, only a certain island has a time of its own.
    """
    mine = [limit for limit in limits if limit.channel in {"any", channel}]
    by_place = {limit.place: limit for limit in sorted(mine, key=lambda limit: limit.channel != "any")}
    if "mountain_island" in by_place:
        return by_place["mountain_island"] if place == "mountain_island" else None
    return by_place.get("any")


def fee_for(fees: Iterable[Fee], channel: str, day: str) -> Fee | None:
    """Return the fee of this way of filing on this day, or None when it is not known."""
    mine = [fee for fee in fees if fee.channel in {"any", channel} and _holds(fee.valid_from, fee.valid_to, day)]
    return next((fee for fee in mine if fee.channel == channel), mine[0] if mine else None)


def waiver_for(waivers: Iterable[Waiver], day: str) -> Waiver | None:
    """Return the waiver for filing on the national portal with VNeID on this day, or None."""
    return next((waiver for waiver in waivers if _holds(waiver.valid_from, waiver.valid_to, day)), None)


def _holds(valid_from: str, valid_to: str, day: str) -> bool:
    return (not valid_from or valid_from <= day) and (not valid_to or day <= valid_to)
