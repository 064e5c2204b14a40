"""The day that accepting promises: from the time frozen at hand-in, counted from now by the working calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.facts import TimeLimit
from webapp.catalogue.promises import WorkingCalendar, due_date, limit_for
from webapp.dossiers.picture import Top

CHANNEL = "online"
"""What is handed in through this system came over the network, wherever the phone was."""


@dataclass(frozen=True, slots=True)
class Due:
    """``day`` is "" when no day can be promised; ``limit`` is None when no time is known at all."""

    day: str = ""
    limit: TimeLimit | None = None


def due_of(top: Top, catalogue: Catalogue, calendar: WorkingCalendar, now: datetime) -> Due:
    """Return the day of the result if the dossier is accepted now; the day already promised when it was accepted before."""
    limit = _frozen_limit(top) or _present_limit(top, catalogue)
    if top.accepted_at is not None:
        return Due(top.due_on, limit)
    return Due(due_date(now, limit, calendar) or "", limit) if limit is not None else Due()


def _frozen_limit(top: Top) -> TimeLimit | None:
    frozen = top.promise.get("time")
    if not frozen:
        return None
    return msgspec.convert({"code": top.procedure, "channel": CHANNEL, "place": "any", **frozen}, TimeLimit)


def _present_limit(top: Top, catalogue: Catalogue) -> TimeLimit | None:
    procedure = catalogue.procedure(top.procedure)
    return limit_for(procedure.times, CHANNEL, catalogue.place_of(top.competent)) if procedure else None
