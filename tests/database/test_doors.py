"""The two doors: one cannot write, the other loses nothing; times come back in UTC and text in code-point order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from webapp.database import Database
from webapp.database.inserting import insert_missing, put
from webapp.dossiers.access import GRANTS
from webapp.dossiers.models import DossierKey, LogHead, UsedForm
from webapp.kernel.clock import VIETNAM

NOW = datetime(2026, 11, 23, 8, 5, 59, 123456, tzinfo=VIETNAM)


def test_the_reading_door_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.reading() as db:
        db.execute(update(LogHead).values(seq=9))
    with database.transaction() as tx:
        tx.execute(update(LogHead).values(seq=LogHead.seq + 1))
        assert tx.scalar(select(LogHead.seq)) == 1


def test_what_was_written_before_a_failure_is_gone(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as tx:
            tx.execute(update(LogHead).values(seq=9))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.reading() as db:
        assert db.scalar(select(LogHead.seq)) == 0


# proves FM 56
def test_forty_writers_that_read_before_they_write_lose_no_update(database: Database) -> None:
    def count(_: int) -> None:
        with database.transaction() as tx:
            seq = tx.scalars(select(LogHead.seq).with_for_update()).one()
            tx.execute(update(LogHead).values(seq=seq + 1))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count, range(40)))
    with database.reading() as db:
        assert db.scalar(select(LogHead.seq)) == 40


def test_times_come_back_in_utc_to_the_microsecond(database: Database) -> None:
    with database.transaction() as tx:
        tx.add(DossierKey(dossier="d", wrapped=b"\x00\xff", made_at=NOW, destroyed_at=None))
    with database.reading() as db:
        key = db.execute(select(DossierKey.made_at, DossierKey.wrapped)).one()
    assert (key.made_at, key.made_at.tzinfo, key.wrapped) == (NOW, UTC, b"\x00\xff")


def test_a_time_without_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError), database.transaction() as tx:
        tx.execute(insert(DossierKey).values(dossier="d", wrapped=None, made_at=datetime(2026, 1, 1), destroyed_at=None))  # noqa: DTZ001  the fault itself


def test_text_sorts_by_code_point_on_both_databases(database: Database) -> None:
    names = ["Z", "a", "Á", "b", "Đ", "đ", "z", "1", "ă", "_", "A"]
    with database.transaction() as tx:
        for name in names:
            tx.add(UsedForm(form=name, digest="d", dossier="d", location="/", used_at=NOW))
    with database.reading() as db:
        assert list(db.scalars(select(UsedForm.form).order_by(UsedForm.form))) == sorted(names)


def test_an_insert_that_finds_the_row_leaves_it_or_changes_only_what_it_names(database: Database) -> None:
    row = {"holder": "keyholder:a", "dossier": "d", "relation": "track", "until": NOW, "made_at": NOW}
    later = NOW.replace(year=2027)
    with database.transaction() as tx:
        insert_missing(tx, GRANTS, row)
        insert_missing(tx, GRANTS, row | {"until": later})
        assert tx.execute(select(GRANTS.c.until, GRANTS.c.made_at)).all() == [(NOW, NOW)]
        put(tx, GRANTS, row | {"until": later, "made_at": later}, update=["until"])
        assert tx.execute(select(GRANTS.c.until, GRANTS.c.made_at)).all() == [(later, NOW)]


def test_sqlite_keeps_what_it_has_acknowledged_through_a_power_cut(sqlite_database: Database) -> None:
    with sqlite_database.reading() as db:
        said = {name: db.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
