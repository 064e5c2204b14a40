"""Demonstration people: every role, random secrets in a file only its owner reads, the same at the second start."""

from __future__ import annotations

import json
from pathlib import Path

import pyotp

from webapp.accounts.demo import seed_demo_people
from webapp.accounts.signing_in import Shown, sign_in
from webapp.database import Database
from webapp.kernel.actor import ROLES
from webapp.kernel.clock import FixedClock
from webapp.sealing import Keyring
from webapp.sealing.keyfiles import Keys, new_key


def may_enter(rows: Database, keyring: Keyring, clock: FixedClock, entry: dict[str, str]) -> bool:
    code = pyotp.TOTP(entry["totp_secret"]).at(clock.now())
    return sign_in(rows, keyring, Shown(entry["sign_in_name"], entry["password"], code, "other"), clock.now()) is not None


def test_every_role_is_there_and_the_file_signs_in(rows: Database, keyring: Keyring, clock: FixedClock, tmp_path: Path) -> None:
    seed_demo_people(rows, keyring, tmp_path, clock.now())
    entries = json.loads((tmp_path / "demo.json").read_text("utf-8"))["accounts"]
    assert sorted(entry["role"] for entry in entries if entry["unit"] == "06994") == sorted(ROLES)
    assert {entry["unit"] for entry in entries} == {"06994", "06685"}
    assert all(may_enter(rows, keyring, clock, entry) for entry in entries)


def test_only_its_owner_reads_the_file(rows: Database, keyring: Keyring, clock: FixedClock, tmp_path: Path) -> None:
    seed_demo_people(rows, keyring, tmp_path, clock.now())
    assert (tmp_path / "demo.json").stat().st_mode & 0o777 == 0o600


def test_a_second_start_keeps_passwords_and_used_codes(rows: Database, keyring: Keyring, clock: FixedClock, tmp_path: Path) -> None:
    first = seed_demo_people(rows, keyring, tmp_path, clock.now())
    assert may_enter(rows, keyring, clock, first[0])
    assert seed_demo_people(rows, keyring, tmp_path, clock.now()) == first
    assert not may_enter(rows, keyring, clock, first[0])


def test_a_lost_file_gives_new_passwords_that_open(rows: Database, keyring: Keyring, clock: FixedClock, tmp_path: Path) -> None:
    first = seed_demo_people(rows, keyring, tmp_path, clock.now())
    (tmp_path / "demo.json").unlink()
    second = seed_demo_people(rows, keyring, tmp_path, clock.now())
    assert second[0]["password"] != first[0]["password"]
    assert may_enter(rows, keyring, clock, second[0])


def test_lost_keys_are_mended_too(rows: Database, keyring: Keyring, clock: FixedClock, tmp_path: Path) -> None:
    entries = seed_demo_people(rows, keyring, tmp_path, clock.now())
    other = Keyring(Keys({1: new_key()}, new_key(), new_key()))
    assert not may_enter(rows, other, clock, entries[0])
    seed_demo_people(rows, other, tmp_path, clock.now())
    assert may_enter(rows, other, clock, entries[0])
