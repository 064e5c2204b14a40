"""A database of SQLite until the shared fixture stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from webapp.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    yield made
    made.dispose()
