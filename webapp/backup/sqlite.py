"""SQLite: ``VACUUM INTO`` reads one moment beside the writers, and leaves out the free pages, where erased things may still stand."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from webapp.backup.faults import BackupFault
from webapp.backup.files import sync
from webapp.database import Database
from webapp.sync.incarnation import renew_incarnation

SIDES = ("", "-wal", "-shm", "-journal")
PATIENCE = 60.0


class SqliteRows:
    """The file of a ``sqlite:///`` address."""

    kind = "sqlite"

    def __init__(self, url: str) -> None:
        self.path = Path(make_url(url).database or "").resolve()

    def copy(self, target: Path) -> None:
        """Write one moment of all rows to a new file."""
        if not self.path.is_file():
            raise BackupFault(f"there are no rows at {self.path}")
        # Made by us, so that it is never for a moment readable by others; VACUUM INTO takes an empty file.
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as live:
                live.execute("VACUUM INTO ?", (str(target),))
        except sqlite3.Error as fault:
            raise BackupFault(f"SQLite could not copy {self.path}: {fault}") from fault
        sync(target)

    @contextmanager
    def opened(self, copy: Path) -> Iterator[Database]:
        """Open a copy to look at it."""
        database = Database(f"sqlite:///{copy}")
        try:
            yield database
        finally:
            database.dispose()

    def require_empty(self) -> None:
        """Raise BackupFault when the file, or what SQLite lays beside it, is there."""
        for side in SIDES:
            if (there := self.path.with_name(self.path.name + side)).exists():
                raise BackupFault(
                    f"{there} is there: a backup never goes over rows that exist, a server may be writing them. "
                    "Name an empty folder in CAMTAY_DATA (or a new file in CAMTAY_DATABASE_URL) and start the server on that"
                )

    def put_back(self, copy: Path) -> str:
        """Give the copy its new incarnation where it lies, then its name, which must be free."""
        with self.opened(copy) as database, database.transaction() as tx:
            fresh = renew_incarnation(tx)
        with closing(sqlite3.connect(copy)) as alone:
            alone.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file that is taken
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._take(copy)
        return fresh

    def _take(self, copy: Path) -> None:
        half = self.path.with_name(f".{self.path.name}.restore")  # the rows may lie on another disk than the copy
        half.unlink(missing_ok=True)
        shutil.copyfile(copy, half)
        half.chmod(0o600)
        sync(half)
        try:
            os.link(half, self.path)  # unlike a rename it fails when somebody was faster
        except FileExistsError:
            self.require_empty()
            raise
        finally:
            half.unlink()
        sync(self.path.parent)
