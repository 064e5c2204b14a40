"""The two doors to the rows (decision D17).

``reading()`` can not write: plain BEGIN with ``query_only`` on SQLite, READ ONLY on PostgreSQL.
``transaction()`` writes: BEGIN IMMEDIATE on SQLite, because a read that later writes loses updates or fails with
"database is locked" (the time-out does not apply to an upgrade of the lock).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

# secure_delete: a destroyed key must leave no bytes in free pages.
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "temp_store=MEMORY",
    "secure_delete=ON",
)


class Database:
    """One engine and its two doors."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        # Threads take turns here: SQLite's own waiting sleeps ever longer, and whoever came first may be served last.
        self._turn: AbstractContextManager[Any] = threading.RLock() if self.is_sqlite else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that can only read."""
        with self._sessions() as session:
            session.connection(execution_options={"camtay_reading": True})
            if not self.is_sqlite:
                session.execute(text("SET TRANSACTION READ ONLY"))
            yield session
            session.rollback()

    @contextmanager
    def transaction(self, *, lasting: bool = True) -> Iterator[Session]:
        """Open a session that writes; commits at the end, rolls back when anything is raised.

        Not ``lasting``: whole and in order as ever, but the last ones may be gone after a power cut, and nobody waits for the disk.
        """
        with self._turn, self._sessions() as session, session.begin():
            if not lasting:
                session.connection(execution_options={"camtay_lasting": False})
                if not self.is_sqlite:
                    session.execute(text("SET LOCAL synchronous_commit = off"))
            yield session

    def require_answer(self) -> None:
        """Raise when the rows cannot be reached."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        # No upper bound: threads that wait for their turn may hold a connection for reading, and would starve whose turn it is.
        engine = create_engine(url, connect_args={"check_same_thread": False}, max_overflow=-1)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we write BEGIN ourselves
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    said = connection.get_execution_options()
    reading = said.get("camtay_reading", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    if not reading:
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if said.get('camtay_lasting', True) else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
