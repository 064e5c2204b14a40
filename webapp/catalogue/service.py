"""Verbs of the catalogue: take down that somebody did not find their matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.catalogue.models import CatalogueGap
from webapp.kernel.clock import day_in_vietnam
from webapp.kernel.ids import new_id
from webapp.kernel.text import clean_lines

LONGEST_GAP = 500
Seal = Callable[[bytes, bytes], bytes]
"""Seals (text, the place it belongs to). Handed in, so that the words never stand in clear in a row."""


def report_gap(tx: Session, said: str, lang: str, seal: Seal, at: datetime) -> str:
    """Keep what somebody was looking for, sealed, and return its id."""
    gap = new_id()
    box = seal(clean_lines(said)[:LONGEST_GAP].encode(), f"gap|{gap}".encode())
    tx.add(CatalogueGap(id=gap, day=day_in_vietnam(at), lang=lang, at=at, box=box, answered_at=None))
    return gap
