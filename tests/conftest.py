"""Fixtures of the whole house. ``database`` runs a test twice: on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.support import databases
from tests.support.houses import Builder, House
from webapp.database import Database
from webapp.sealing import Keyring
from webapp.sealing.keyfiles import Keys, new_key

if TYPE_CHECKING:
    from webapp.uploads.adapters.s3 import Bucket

# Time is measured in benchmarks, never asserted in tests: a busy machine is no fault of the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("template") / "rows.sqlite"
    made = Database(f"sqlite:///{path}")
    databases.make_tables(made)
    made.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running PostgreSQL."""
    with databases.cluster() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: str) -> Iterator[Database]:
    """This worker's own PostgreSQL database with all tables."""
    name = f"camtay_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with databases.new_postgres_database(postgres_server, name) as address:
        made = Database(address)
        databases.make_tables(made)
        yield made
        made.dispose()


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """Empty tables in a SQLite file of this test's own."""
    shutil.copy(sqlite_template, tmp_path / "rows.sqlite")
    made = Database(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    yield made
    made.dispose()


@pytest.fixture
def postgres_database(postgres_tables: Database) -> Database:
    """Empty tables in this worker's PostgreSQL database."""
    databases.empty(postgres_tables)
    return postgres_tables


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Empty tables, once on SQLite and once on PostgreSQL."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    found: Database = request.getfixturevalue(name)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table, once on each."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'bare.sqlite'}")
        yield made
        made.dispose()
        return
    server: str = request.getfixturevalue("postgres_server")
    with databases.new_postgres_database(server, f"camtay_bare_{os.getpid()}") as address:
        made = Database(address)
        yield made
        made.dispose()


@pytest.fixture(scope="session")
def moto() -> Iterator[Bucket]:
    """A bucket of moto."""
    from tests.support import buckets

    with buckets.moto() as found:
        yield found


@pytest.fixture(scope="session")
def seaweedfs() -> Iterator[Bucket]:
    """A bucket of the real SeaweedFS."""
    from tests.support import buckets

    with buckets.seaweedfs() as found:
        yield found


@pytest.fixture
def keyring() -> Keyring:
    """New keys, in memory."""
    return Keyring(Keys({1: new_key()}, new_key(), new_key()))


@pytest.fixture(scope="session")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """Builds whole apps; the slow parts are made once per run."""
    return Builder(tmp_path_factory.mktemp("houses"))


@pytest.fixture
def house(builder: Builder, tmp_path: Path) -> Iterator[House]:
    """A whole app of this test's own, on SQLite, with demonstration people."""
    built = builder.build(tmp_path / "data")
    yield built
    built.database.dispose()
