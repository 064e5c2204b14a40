"""Writers of one process take turns; what need not outlive a power cut does not wait for the disk, and changes nothing for the next."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text

from webapp.database import Database
from webapp.ui.limits import COUNTERS

FULL, NORMAL = 2, 1


def add(database: Database, key: str, *, lasting: bool = True) -> None:
    with database.transaction(lasting=lasting) as tx:
        tx.execute(COUNTERS.insert().values(key=key, hits=1, ends_at=1))


def number(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(COUNTERS)) or 0


def test_many_threads_write_and_every_write_is_there(database: Database) -> None:
    together = threading.Barrier(8)

    def many(name: int) -> None:
        together.wait(30)
        for each in range(5):
            add(database, f"{name}-{each}", lasting=bool(each % 2))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(many, range(8)))
    assert number(database) == 40


def test_a_write_that_need_not_last_is_whole_or_not_there(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction(lasting=False) as tx:
        tx.execute(COUNTERS.insert().values(key="lost", hits=1 // 0, ends_at=1))
    assert number(database) == 0
    add(database, "kept", lasting=False)
    assert number(database) == 1


def test_after_a_write_that_need_not_last_the_next_one_waits_for_the_disk_again(sqlite_database: Database) -> None:
    for lasting, wanted in ((False, NORMAL), (True, FULL), (False, NORMAL), (True, FULL)):
        with sqlite_database.transaction(lasting=lasting) as tx:
            assert tx.scalar(text("PRAGMA synchronous")) == wanted


def test_on_postgresql_too(postgres_database: Database) -> None:
    for lasting, wanted in ((False, "off"), (True, "server"), (False, "off"), (True, "server")):
        with postgres_database.transaction(lasting=lasting) as tx:
            said = tx.scalar(text("SHOW synchronous_commit"))
            source = tx.scalar(text("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'"))
            assert (said == "off" and source == "session") == (wanted == "off")
