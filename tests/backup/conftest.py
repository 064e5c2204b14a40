"""Whole centres on both databases, and an empty place for each to come back to."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.backup.centres import Moved
from tests.support import databases
from tests.support.houses import House
from tests.sync.conftest import Prepared, both, prepared

__all__ = ["Prepared", "both", "prepared"]


@pytest.fixture
def centre(both: House, request: pytest.FixtureRequest) -> House:
    """A whole app whose settings name its own rows."""
    if not both.database.is_sqlite:
        address = request.getfixturevalue("prepared").address
        object.__setattr__(both.made, "settings", dataclasses.replace(both.made.settings, database_url=address))
    return both


@pytest.fixture
def elsewhere(centre: House, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Moved]]:
    """Makes an empty place of the same sort; the keys are those of the centre."""
    with_postgres: list[str] = []
    if not centre.database.is_sqlite:
        server = request.getfixturevalue("postgres_server")
        with databases.new_postgres_database(server, f"camtay_back_{os.getpid()}") as address:
            with_postgres.append(address)
            moved = Moved(centre, tmp_path / "elsewhere", address)
            yield lambda: moved
            moved.close()
        return
    moved = Moved(centre, tmp_path / "elsewhere", None)
    yield lambda: moved
    moved.close()
