"""Brings the tables to the newest revision. Several processes may start at once: one migrates, the others wait for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from webapp.database.doors import Database

SCRIPTS: Final = Path(__file__).parents[1] / "migrations"
ONE_AT_A_TIME: Final = 0x43616D546179
"""The number of the lock that PostgreSQL keeps for us; SQLite's BEGIN IMMEDIATE is one."""


def migrate(database: Database, to: str = "head") -> None:
    """Upgrade to ``to``: all of it, or nothing when it fails."""
    _run(database, lambda config: command.upgrade(config, to))


def go_back(database: Database, to: str = "base") -> None:
    """Downgrade to ``to``. Rows of tables that go are lost."""
    _run(database, lambda config: command.downgrade(config, to))


def require_no_change(database: Database) -> None:
    """Raise when the models and the newest revision differ (``alembic check``)."""
    _run(database, command.check)


def write_revision(database: Database, message: str, revision_id: str) -> None:
    """Write a revision file from the difference between the models and the database, to be read by a person."""
    _run(database, lambda config: command.revision(config, message, autogenerate=True, rev_id=revision_id))


def _run(database: Database, act: Callable[[Config], object]) -> None:
    with _configured(database) as config:
        act(config)


@contextmanager
def _configured(database: Database) -> Iterator[Config]:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ONE_AT_A_TIME})
        config.attributes["connection"] = connection
        yield config
