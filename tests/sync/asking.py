"""What the rows hold after phones have sent: counted and compared, never assumed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from tests.support.houses import House
from webapp.dossiers import queries
from webapp.dossiers.entries import Entry
from webapp.dossiers.log import COLUMNS_OF_ENTRY, ENTRIES, entry_of, verify
from webapp.dossiers.models import DossierRow, EntryRow, OperationId
from webapp.dossiers.projection import ANSWERS, DOSSIERS, MARKS, PAPERS, ROWS, SLIPS, rebuild
from webapp.dossiers.sheet import DossierSheet
from webapp.forms.views.review import TICKS
from webapp.sync.models import SetAside

PROJECTIONS = (DOSSIERS, ANSWERS, ROWS, PAPERS, MARKS, SLIPS)


def sheet_of(house: House, dossier: str) -> DossierSheet:
    """Return a dossier as its pages read it."""
    with house.database.reading() as db:
        return queries.dossier(db, house.made.keyring, dossier)


def kinds_of(house: House, dossier: str) -> list[str]:
    """Return the kinds of a dossier's entries in the order of the log."""
    with house.database.reading() as db:
        return list(db.scalars(select(EntryRow.kind).where(EntryRow.dossier == dossier).order_by(EntryRow.server_seq)))


def entries_of(house: House, dossier: str) -> list[Entry]:
    """Return a dossier's entries in the order of the log."""
    with house.database.reading() as db:
        rows = db.execute(select(*COLUMNS_OF_ENTRY).where(ENTRIES.c.dossier == dossier).order_by(ENTRIES.c.server_seq))
        return [entry_of(row) for row in rows]


def aside_of(house: House) -> dict[str, str]:
    """Return the codes of what was set aside, by operation."""
    with house.database.reading() as db:
        return {row.op: row.code for row in db.scalars(select(SetAside))}


def count(house: House) -> tuple[int, int, int]:
    """Return how many entries, operation ids and dossiers there are."""
    with house.database.reading() as db:
        found = [db.scalar(select(func.count()).select_from(table)) or 0 for table in (EntryRow, OperationId, DossierRow)]
    return found[0], found[1], found[2]


def projections(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row that is made from the log."""
    with house.database.reading() as db:
        return {table.name: sorted(tuple(map(str, row)) for row in db.execute(select(table))) for table in PROJECTIONS}


def require_whole(house: House) -> None:
    """Insist that the chain verifies, that each operation has one row, and that a plain replay gives the same projections."""
    with house.database.reading() as db:
        assert verify(db) == []
    entries, ids, _ = count(house)
    assert entries == ids > 0
    before = projections(house)
    with house.database.transaction() as tx:
        rebuild(tx, house.made.keyring)
    assert projections(house) == before


def acked_ids(told: Sequence[dict[str, Any]]) -> list[str]:
    """Return the ids of the acks of several answers."""
    return [ack["id"] for one in told for ack in one["acks"]]


BOTH_TICKS = dict.fromkeys(TICKS, "1")
