"""Time comes from outside, so that tests and drills can set it. Vietnam has one zone, UTC+7, no summer time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

VIETNAM = timezone(timedelta(hours=7), "+07")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self.at

    def forward(self, **delta: float) -> None:
        """Move on, e.g. ``forward(hours=3)``."""
        self.at += timedelta(**delta)


def day_in_vietnam(moment: datetime) -> str:
    """Return the calendar day at UTC+7 as ``YYYY-MM-DD``.

    Never ``isoformat()`` of a UTC midnight: that shows birthdays one day early in this zone.
    """
    return moment.astimezone(VIETNAM).date().isoformat()
