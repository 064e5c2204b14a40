"""A store in a folder, the envelope of a dossier, and files as bad people make them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from webapp.database import Database
from webapp.kernel.clock import FixedClock
from webapp.kernel.ids import new_id
from webapp.sealing import Envelope
from webapp.uploads.adapters.local import LocalStore


@pytest.fixture
def rows(database: Database) -> Database:
    """Empty tables, on SQLite and on PostgreSQL."""
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
