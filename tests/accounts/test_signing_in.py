"""Signing in needs a name, a password and a code that was never used; the answer never says which was wrong."""

from __future__ import annotations

import threading
import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.support.officers import PASSWORD, SECRET, code_at
from webapp.accounts import proof, queries, service
from webapp.accounts.models import Account
from webapp.accounts.signing_in import Shown, sign_in
from webapp.database import Database
from webapp.kernel.actor import Officer
from webapp.kernel.clock import FixedClock
from webapp.kernel.problems import NotFound
from webapp.sealing import Keyring


@pytest.fixture
def door(rows: Database, keyring: Keyring, clock: FixedClock) -> Door:
    return Door(rows, keyring, clock)


class Door:
    """Shows things at the door; what is not said is right."""

    def __init__(self, rows: Database, keyring: Keyring, clock: FixedClock) -> None:
        self.rows, self.keyring, self.clock = rows, keyring, clock

    def show(self, name: str = "hoa.tn", password: str = PASSWORD, code: str | None = None, old: str = "") -> str | None:
        shown = Shown(name, password, code_at(self.clock) if code is None else code, "computer", old)
        return sign_in(self.rows, self.keyring, shown, self.clock.now())

    def who(self, token: str | None) -> Officer | None:
        with self.rows.reading() as db:
            found = queries.open_session_of(db, token or "", self.clock.now())
        return found.officer if found else None


def test_name_password_and_code_open_a_session_of_that_officer(door: Door, hoa: Account) -> None:
    officer = door.who(door.show())
    assert officer == Officer(hoa.id, "Phạm Thị Hoa", "06994", frozenset({"receiving_officer", "clerk"}))


def test_a_capital_a_space_and_a_code_in_two_groups_are_forgiven(door: Door, hoa: Account, clock: FixedClock) -> None:
    code = code_at(clock)
    assert door.show(name=" Hoa.TN ", code=f"{code[:3]} {code[3:]}")


def test_a_password_typed_in_decomposed_letters_is_the_same_password(door: Door, hoa: Account) -> None:
    assert door.show(password=unicodedata.normalize("NFD", PASSWORD))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "nobody"},
        {"password": "x" * 14},
        {"password": ""},
        {"password": "y" * 5000},
        {"code": "000000"},
        {"code": ""},
        {"code": "１２３４５６"},
    ],
)
def test_anything_wrong_gives_the_same_nothing(door: Door, hoa: Account, wrong: dict[str, str]) -> None:
    assert door.show(**wrong) is None


def test_a_code_works_once(door: Door, hoa: Account) -> None:
    assert door.show()
    assert door.show() is None


def test_an_older_code_does_not_work_after_a_newer_one(door: Door, hoa: Account, clock: FixedClock) -> None:
    older = code_at(clock)
    clock.forward(seconds=30)
    assert door.show()
    assert door.show(code=older) is None


def test_a_clock_that_is_half_a_minute_off_still_signs_in(door: Door, hoa: Account, clock: FixedClock) -> None:
    code = code_at(clock)
    clock.forward(seconds=30)
    assert door.show(code=code)


def test_a_code_of_two_minutes_ago_does_not(door: Door, hoa: Account, clock: FixedClock) -> None:
    code = code_at(clock)
    clock.forward(minutes=2)
    assert door.show(code=code) is None


def test_of_two_sign_ins_with_one_code_at_the_same_moment_one_wins(door: Door, hoa: Account) -> None:
    got: list[str | None] = []
    threads = [threading.Thread(target=lambda: got.append(door.show())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(token is not None for token in got) == 1


def test_an_unknown_name_costs_the_same_work_as_a_wrong_password(door: Door, hoa: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []
    verify = proof.password_matches
    monkeypatch.setattr(proof, "password_matches", lambda hashed, typed: worked.append(hashed[:30]) or verify(hashed, typed))
    door.show(name="hoa.tn", password="not the password")
    door.show(name="nobody", password="not the password")
    # The same algorithm with the same cost, once each: a clock at the other end learns nothing.
    assert len(worked) == 2
    assert worked[0] == worked[1]


def test_every_sign_in_has_a_new_token_and_the_one_before_ends(door: Door, hoa: Account, clock: FixedClock) -> None:
    first = door.show()
    clock.forward(seconds=30)
    second = door.show(old=first or "")
    assert first != second
    assert door.who(first) is None
    assert door.who(second)


def test_a_session_ends_after_two_idle_hours_and_after_twelve_in_all(door: Door, hoa: Account, clock: FixedClock) -> None:
    token = door.show()
    clock.forward(hours=2, seconds=1)
    assert door.who(token) is None
    token = door.show()
    with door.rows.transaction() as tx:
        tx.execute(text("UPDATE sessions SET last_seen = expires_at"))
    clock.forward(hours=12)
    assert door.who(token) is None


def test_signing_out_ends_the_session_on_the_server_too(door: Door, hoa: Account, clock: FixedClock) -> None:
    token = door.show() or ""
    with door.rows.transaction() as tx:
        service.sign_out(tx, token, clock.now())
    assert door.who(token) is None


def test_a_lost_phone_is_signed_out_from_another_machine(door: Door, hoa: Account, clock: FixedClock) -> None:
    phone = door.show()
    clock.forward(seconds=30)
    desk = door.show()
    officer = door.who(desk)
    assert officer
    with door.rows.transaction() as tx:
        lines = queries.sessions_of(tx, hoa.id, clock.now())
        service.revoke_session(tx, officer, lines[-1].id, clock.now())
    assert len(lines) == 2
    assert [door.who(phone) is None, door.who(desk) is None].count(True) == 1


def test_nobody_ends_the_session_of_somebody_else(door: Door, hoa: Account, clock: FixedClock) -> None:
    token = door.show()
    stranger = Officer("another", "Lan", "06994", frozenset({"administrator"}))
    with door.rows.transaction() as tx:
        (line,) = queries.sessions_of(tx, hoa.id, clock.now())
        with pytest.raises(NotFound):
            service.revoke_session(tx, stranger, line.id, clock.now())
    assert door.who(token)


def test_a_disabled_account_is_out_at_once_and_stays_out(door: Door, hoa: Account, clock: FixedClock) -> None:
    token = door.show()
    with door.rows.transaction() as tx:
        service.disable_account(tx, hoa.id, clock.now())
    clock.forward(seconds=30)
    assert door.who(token) is None
    assert door.show() is None


def test_tokens_passwords_and_code_secrets_do_not_stand_in_the_rows(door: Door, hoa: Account) -> None:
    token = door.show() or ""
    with door.rows.reading() as db:
        tables = ("accounts", "sessions", "sign_in_tries")
        rows = " ".join(str(tuple(row)) for table in tables for row in db.execute(text(f"SELECT * FROM {table}")))
    assert "argon2id" in rows
    assert "m=19456,t=2,p=1" in rows
    for secret in (token, PASSWORD, SECRET):
        assert secret not in rows


def test_failed_tries_are_counted_for_the_owner(door: Door, hoa: Account, clock: FixedClock) -> None:
    door.show(code="000000")
    door.show(password="wrong password")
    door.show()
    with door.rows.reading() as db:
        assert queries.failed_tries_since(db, hoa.id, clock.now() - timedelta(hours=1)) == 2


@pytest.mark.parametrize(
    ("name", "roles", "password"),
    [
        ("Ab", ("clerk",), PASSWORD),
        ("có dấu", ("clerk",), PASSWORD),
        ("fine", ("king",), PASSWORD),
        ("fine", (), PASSWORD),
        ("fine", ("clerk",), "short"),
    ],
)
def test_an_account_with_a_bad_name_role_or_password_is_not_made(
    door: Door, keyring: Keyring, name: str, roles: tuple[str, ...], password: str
) -> None:
    wanted = service.NewAccount(name, "Ai", "06994", roles, password, "JBSWY3DPEHPK3PXP")
    with door.rows.transaction() as tx, pytest.raises(ValueError):
        service.create_account(tx, keyring, wanted, door.clock.now())
