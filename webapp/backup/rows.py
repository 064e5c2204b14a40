"""Copies of the rows while others write: the same five verbs for SQLite and PostgreSQL."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from alembic.util import CommandError

from webapp.backup.faults import BackupFault
from webapp.backup.postgresql import PostgresRows
from webapp.backup.sqlite import SqliteRows
from webapp.database import Database
from webapp.database.migrating import migrate


class Rows(Protocol):
    """The rows that the settings name."""

    kind: str

    def copy(self, target: Path) -> None:
        """Write one moment of all rows to a new file, on disk for certain. Nobody who writes waits."""
        ...

    def opened(self, copy: Path) -> AbstractContextManager[Database]:
        """Open a copy to look at it. The file itself may change; the rows of the settings do not."""
        ...

    def require_empty(self) -> None:
        """Raise BackupFault when there are rows, or a file where they would be."""
        ...

    def put_back(self, copy: Path) -> str:
        """Make the copy the rows, with a new incarnation, all at once or not at all. Returns the incarnation."""
        ...


def rows_of(url: str) -> Rows:
    """Return the verbs for a database address."""
    return SqliteRows(url) if url.startswith("sqlite") else PostgresRows(url)


def bring_up_to_date(database: Database) -> None:
    """Migrate a copy that an earlier release made. Raises BackupFault for a copy of a later one."""
    try:
        migrate(database)
    except CommandError as fault:
        raise BackupFault(f"a later release made this backup; install that one first ({fault})") from None
