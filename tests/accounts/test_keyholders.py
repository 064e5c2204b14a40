"""A browser is known by a secret it keeps; we keep only a hash of it, and note its coming at most once an hour."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import text

from webapp.accounts import last_seen, queries, service
from webapp.database import Database
from webapp.kernel.clock import FixedClock
from webapp.kernel.ids import new_id
from webapp.kernel.problems import NotFound


def come(rows: Database, clock: FixedClock, cookie: str = "") -> tuple[str, str | None]:
    with rows.transaction() as tx:
        return service.ensure_keyholder(tx, cookie, clock.now())


def known(rows: Database, clock: FixedClock, cookie: str | None) -> queries.KnownKeyholder | None:
    with rows.reading() as db:
        return queries.keyholder_by_secret(db, cookie or "", clock.now())


def test_a_new_browser_gets_a_secret_and_is_known_by_it(rows: Database, clock: FixedClock) -> None:
    keyholder, cookie = come(rows, clock)
    assert come(rows, clock, cookie or "") == (keyholder, None)


def test_a_made_up_cookie_gets_a_new_secret_and_not_the_made_up_one(rows: Database, clock: FixedClock) -> None:
    planted = "A" * 22
    _, cookie = come(rows, clock, planted)
    assert cookie
    assert cookie != planted
    assert known(rows, clock, planted) is None


def test_the_secret_has_128_bits_and_only_its_hash_is_kept(rows: Database, clock: FixedClock) -> None:
    _, cookie = come(rows, clock)
    with rows.reading() as db:
        kept = " ".join(str(tuple(row)) for row in db.execute(text("SELECT * FROM keyholders")))
    assert cookie
    assert len(cookie) == 22
    assert cookie not in kept
    assert hashlib.sha256(cookie.encode()).hexdigest() in kept


def test_a_browser_that_stays_away_90_days_is_unknown(rows: Database, clock: FixedClock) -> None:
    _, cookie = come(rows, clock)
    clock.forward(days=89)
    assert known(rows, clock, cookie)
    clock.forward(days=2)
    assert known(rows, clock, cookie) is None


def test_a_browser_that_comes_is_noted_once_an_hour_and_then_stays_known(rows: Database, clock: FixedClock) -> None:
    _, cookie = come(rows, clock)
    clock.forward(minutes=59)
    first = known(rows, clock, cookie)
    assert first
    assert not last_seen.note_keyholder(rows, first, clock.now())
    clock.forward(minutes=2)
    assert last_seen.note_keyholder(rows, first, clock.now())
    clock.forward(days=89)
    assert known(rows, clock, cookie)


def test_leaving_this_machine_ends_the_keyholder(rows: Database, clock: FixedClock) -> None:
    keyholder, cookie = come(rows, clock)
    with rows.transaction() as tx:
        service.end_keyholder(tx, keyholder, clock.now())
    assert known(rows, clock, cookie) is None
    assert come(rows, clock, cookie or "")[0] != keyholder


def test_a_worker_registers_itself_once_and_is_not_taken_over(rows: Database, clock: FixedClock) -> None:
    worker, mine, theirs = new_id(), "a" * 64, "b" * 64
    with rows.transaction() as tx:
        assert service.register_worker(tx, worker, mine, "", clock.now()) == worker
        assert service.register_worker(tx, worker, mine, "", clock.now()) == worker
        with pytest.raises(NotFound):
            service.register_worker(tx, worker, theirs, "", clock.now())
