"""Is this copy whole, and does it open? Asked of the copy itself, never of the rows it was made from."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from webapp.backup.manifest import Facts
from webapp.database import Database
from webapp.dossiers import queries
from webapp.dossiers.entries import dossier_key_place
from webapp.dossiers.models import DossierKey, DossierRow, EntryRow
from webapp.sealing import Keyring, Unopenable
from webapp.sync.incarnation import incarnation_of
from webapp.uploads.models import FileRow


def look(database: Database, keyring: Keyring) -> tuple[Facts, tuple[str, ...]]:
    """Return what the rows say of themselves, and every fault: broken pages, a broken chain, keys that do not open."""
    with database.reading() as db:
        faults = [*_of_pages(db, database), *_of_the_log(db), *_of_keys(db, keyring)]
        return facts_of(db), tuple(faults)


def facts_of(db: Session) -> Facts:
    """Return the counts and the head of the log."""
    head = queries.head_of(db)
    entries, dossiers, files = (db.scalar(select(func.count()).select_from(table)) or 0 for table in (EntryRow, DossierRow, FileRow))
    return Facts(entries, dossiers, files, head.seq, head.chain, incarnation_of(db))


def locations(database: Database) -> frozenset[str]:
    """Return where the rows say that their files are."""
    with database.reading() as db:
        return frozenset(db.scalars(select(FileRow.location)))


def _of_pages(db: Session, database: Database) -> Iterator[str]:
    """PostgreSQL checks each page and each constraint when the copy is loaded."""
    if database.is_sqlite:
        yield from (f"integrity: {row[0]}" for row in db.execute(text("PRAGMA integrity_check")) if row[0] != "ok")
        yield from (f"foreign key: {row[0]} {row[1]}" for row in db.execute(text("PRAGMA foreign_key_check")))


def _of_the_log(db: Session) -> Iterator[str]:
    yield from (f"log {fault.server_seq}: {fault.code}" for fault in queries.verify(db))


def _of_keys(db: Session, keyring: Keyring) -> Iterator[str]:
    kept = select(DossierKey.dossier, DossierKey.wrapped).where(DossierKey.wrapped.is_not(None)).execution_options(yield_per=1000)
    for dossier, wrapped in db.execute(kept):
        try:
            keyring.unwrap(wrapped or b"", dossier_key_place(dossier))
        except Unopenable:
            yield f"key of {dossier}: no master key opens it"
