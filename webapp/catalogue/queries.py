"""Reads of the catalogue's tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.catalogue.models import CatalogueGap, MinistryRecord, ProcedureRecord

Unseal = Callable[[bytes, bytes], bytes]


@dataclass(frozen=True)
class Gap:
    """What somebody did not find, opened for the editor."""

    id: str
    day: str
    lang: str
    said: str


def procedure_count(db: Session) -> int:
    """Return how many procedures the tables hold."""
    return db.scalar(select(func.count()).select_from(ProcedureRecord)) or 0


def gaps_by_day(db: Session, since: str) -> list[tuple[str, int]]:
    """Return (day, how many reports) from ``since`` on, newest first. Public: counts only."""
    counted = select(CatalogueGap.day, func.count()).where(CatalogueGap.day >= since).group_by(CatalogueGap.day)
    return [(day, count) for day, count in db.execute(counted.order_by(CatalogueGap.day.desc()))]


def gaps_waiting(db: Session, unseal: Unseal, limit: int = 50) -> list[Gap]:
    """Return the oldest reports nobody has answered yet, opened."""
    waiting = select(CatalogueGap).where(CatalogueGap.answered_at.is_(None)).order_by(CatalogueGap.at, CatalogueGap.id).limit(limit)
    return [Gap(row.id, row.day, row.lang, unseal(row.box, f"gap|{row.id}".encode()).decode()) for row in db.scalars(waiting)]


def coverage(db: Session) -> list[tuple[str, int]]:
    """Return (ministry, number of procedures here), the emptiest first."""
    rows = db.execute(
        select(MinistryRecord.ministry, MinistryRecord.procedures).order_by(MinistryRecord.procedures, MinistryRecord.ministry)
    )
    return [(ministry, count) for ministry, count in rows]
