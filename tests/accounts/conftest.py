"""Rows, a clock that stands still, and one officer who can sign in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.support.officers import PASSWORD, SECRET
from webapp.accounts import service
from webapp.accounts.models import Account
from webapp.database import Database
from webapp.kernel.clock import FixedClock
from webapp.sealing import Keyring


@pytest.fixture
def rows(database: Database) -> Database:
    """Empty tables, on SQLite and on PostgreSQL."""
    return database


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 1, 5, tzinfo=UTC))


@pytest.fixture
def hoa(rows: Database, keyring: Keyring, clock: FixedClock) -> Account:
    wanted = service.NewAccount("hoa.tn", "Phạm Thị Hoa", "06994", ("receiving_officer", "clerk"), PASSWORD, SECRET)
    with rows.transaction() as tx:
        return service.create_account(tx, keyring, wanted, clock.now())
