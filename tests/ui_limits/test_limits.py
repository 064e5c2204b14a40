"""Counters are shared by processes, begin again when their time is over, and name nobody."""

from __future__ import annotations

import threading

import pytest
from limits import parse
from limits.storage import Storage
from sqlalchemy import text

from webapp.database import Database
from webapp.kernel.problems import TooMany
from webapp.sealing import Keyring
from webapp.sealing.keyfiles import Keys, new_key
from webapp.ui.limits import RATES, Limiter, Rate, SqlStorage

KEYRING = Keyring(Keys({1: new_key()}, new_key(), new_key()))


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def storage(database: Database, hands: Hands) -> SqlStorage:
    return SqlStorage(database, hands)


@pytest.fixture
def limiter(storage: SqlStorage) -> Limiter:
    return Limiter(storage, KEYRING)


def wait_of(limiter: Limiter, act: str, **who: str) -> int:
    with pytest.raises(TooMany) as refused:
        limiter.hit(act, **who)
    return int(refused.value.data["retry_after"])


def test_the_storage_is_a_storage_of_the_limits_package(storage: SqlStorage) -> None:
    assert isinstance(storage, Storage)
    assert storage.check()
    assert storage.incr("a", 60) == 1
    assert storage.incr("a", 60, 4) == 5
    assert storage.get("a") == 5
    storage.clear("a")
    assert storage.get("a") == 0
    storage.incr("b", 60)
    assert storage.reset() == 1


def test_the_sixth_wrong_sign_in_of_a_name_waits_a_quarter_of_an_hour(limiter: Limiter, hands: Hands) -> None:
    for _ in range(5):
        limiter.hit("sign_in", name="hoa", address="10.0.0.1")
    assert wait_of(limiter, "sign_in", name="hoa", address="10.0.0.2") == 900
    hands.at += 901
    limiter.hit("sign_in", name="hoa", address="10.0.0.2")


def test_a_clock_that_was_set_back_makes_nobody_wait_for_it(limiter: Limiter, hands: Hands) -> None:
    hands.at += 86_400
    for _ in range(5):
        limiter.hit("sign_in", name="lan", address="203.0.113.7")
    hands.at -= 86_400
    for _ in range(5):
        limiter.hit("sign_in", name="lan", address="203.0.113.7")
    assert 0 < wait_of(limiter, "sign_in", name="lan", address="203.0.113.7") <= 900


def test_another_name_is_not_locked_with_it(limiter: Limiter) -> None:
    for _ in range(5):
        limiter.hit("sign_in", name="hoa", address="10.0.0.1")
    limiter.hit("sign_in", name="lan", address="10.0.0.1")


def test_good_sign_ins_are_not_counted(limiter: Limiter) -> None:
    for _ in range(60):
        limiter.hit("sign_in", name="hoa", address="10.0.0.1")
        limiter.forgive("sign_in", name="hoa", address="10.0.0.1")


def test_one_keyholder_behind_a_shared_address_does_not_lock_the_others(limiter: Limiter) -> None:
    for _ in range(30):
        limiter.hit("start", keyholder="one", address="100.64.0.1")
    assert wait_of(limiter, "start", keyholder="one", address="100.64.0.1") > 0
    limiter.hit("start", keyholder="two", address="100.64.0.1")


def test_guessing_codes_from_many_places_meets_a_common_brake(storage: SqlStorage) -> None:
    rates = {"track": (Rate("address", parse("60/hour")), Rate("everyone", parse("3/hour")))}
    limiter = Limiter(storage, KEYRING, rates)
    for place in ("1", "2", "3"):
        limiter.hit("track", address=place)
    assert wait_of(limiter, "track", address="4") > 0


def test_a_visitor_without_cookie_is_counted_by_address_alone(limiter: Limiter) -> None:
    limiter.hit("step", keyholder=None, address="10.0.0.1")


def test_counting_by_something_unknown_is_a_mistake_of_ours(limiter: Limiter) -> None:
    with pytest.raises(ValueError, match="colour"):
        limiter.hit("step", colour="red")


def test_the_table_names_nobody(limiter: Limiter, database: Database) -> None:
    limiter.hit("sign_in", name="hoa", address="10.0.0.1")
    with database.reading() as db:
        keys = " ".join(db.execute(text("SELECT key FROM limit_counters")).scalars())
    assert "sign_in" in keys
    assert "hoa" not in keys
    assert "10.0.0.1" not in keys


def test_counters_that_are_over_are_swept(limiter: Limiter, storage: SqlStorage, hands: Hands) -> None:
    limiter.hit("step", keyholder="one", address="10.0.0.1")
    assert storage.sweep() == 0
    hands.at += 61
    assert storage.sweep() == 2


def test_eight_threads_lose_no_hit(storage: SqlStorage) -> None:
    def many() -> None:
        for _ in range(25):
            storage.incr_all([("k", 600), ("a", 600)])

    threads = [threading.Thread(target=many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert storage.get("k") == storage.get("a") == 200


def test_two_processes_on_one_file_share_a_counter(sqlite_database: Database) -> None:
    second = Database(sqlite_database.engine.url.render_as_string())
    assert SqlStorage(sqlite_database).incr("k", 60) == 1
    assert SqlStorage(second).incr("k", 60) == 2
    second.dispose()


def test_steps_are_allowed_600_a_minute_per_keyholder_and_6000_per_address() -> None:
    assert [(rate.by, rate.item.amount, rate.item.get_expiry()) for rate in RATES["step"]] == [
        ("keyholder", 600, 60),
        ("address", 6000, 60),
    ]
