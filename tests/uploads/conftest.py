"""A store in a folder, the envelope of a dossier, and files as bad people make them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from webapp.database import Base, Database
from webapp.kernel.clock import FixedClock
from webapp.kernel.ids import new_id
from webapp.sealing import Envelope
from webapp.uploads.adapters.local import LocalStore
from webapp.uploads.models import FileRow


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    yield made
    made.dispose()


@pytest.fixture
def rows(database: Database) -> Database:
    assert FileRow.__tablename__ in Base.metadata.tables
    Base.metadata.create_all(database.engine)
    return database


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "objects")


@pytest.fixture
def envelope() -> Envelope:
    return Envelope(bytes(range(32)))


@pytest.fixture
def dossier() -> str:
    return new_id()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime.now(UTC))
