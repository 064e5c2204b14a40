"""Whole houses on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from tests.support import databases
from tests.support.houses import Builder, House
from webapp.database import Database
from webapp.dossiers.models import LogHead, begin_log
from webapp.migrations.tables import all_tables
from webapp.sync.models import CentreRow, begin_incarnation


class Prepared:
    """A PostgreSQL database with catalogue and people; what tests write is taken out again."""

    def __init__(self, builder: Builder, address: str, folder: Path) -> None:
        built = builder.build(folder, address)
        built.database.dispose()
        self.address = address
        self._database = Database(address)
        with self._database.reading() as db:
            filled = {table.name for table in all_tables().sorted_tables if db.execute(select(1).select_from(table).limit(1)).first()}
        self._kept = filled - {LogHead.__tablename__, CentreRow.__tablename__}

    def empty(self) -> None:
        """Take out what a test wrote, and begin the log again."""
        with self._database.engine.begin() as connection:
            for table in reversed(all_tables().sorted_tables):
                if table.name not in self._kept:
                    connection.execute(delete(table))
            begin_log(LogHead.__table__, connection)
            begin_incarnation(CentreRow.__table__, connection)

    def dispose(self) -> None:
        self._database.dispose()


@pytest.fixture(scope="session")
def prepared(postgres_server: str, builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """A PostgreSQL database for whole houses, one for this worker."""
    with databases.new_postgres_database(postgres_server, f"camtay_sync_{os.getpid()}") as address:
        made = Prepared(builder, address, tmp_path_factory.mktemp("prepared") / "data")
        yield made
        made.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, builder: Builder, tmp_path: Path) -> Iterator[House]:
    """A whole app of this test's own, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        built = builder.build(tmp_path / "data")
    else:
        made: Prepared = request.getfixturevalue("prepared")
        made.empty()
        built = builder.build(tmp_path / "data", parts={"database": lambda _url: Database(made.address)})
    yield built
    built.database.dispose()
