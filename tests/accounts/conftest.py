"""Rows, keys, a clock that stands still, and one officer who can sign in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.officers import PASSWORD, SECRET
from webapp.accounts import service
from webapp.accounts.models import Account
from webapp.database import Base, Database
from webapp.kernel.clock import FixedClock
from webapp.sealing import Keyring
from webapp.sealing.keyfiles import Keys, new_key


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    yield made
    made.dispose()


@pytest.fixture
def rows(database: Database) -> Database:
    Base.metadata.create_all(database.engine)
    return database


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(Keys({1: new_key()}, new_key(), new_key()))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 1, 5, tzinfo=UTC))


@pytest.fixture
def hoa(rows: Database, keyring: Keyring, clock: FixedClock) -> Account:
    wanted = service.NewAccount("hoa.tn", "Phạm Thị Hoa", "06994", ("receiving_officer", "clerk"), PASSWORD, SECRET)
    with rows.transaction() as tx:
        return service.create_account(tx, keyring, wanted, clock.now())
