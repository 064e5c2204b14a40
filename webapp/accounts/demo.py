"""Demonstration people: one for every role at Vân Đồn's centre, and one officer of another unit to prove the walls.

Their passwords and one-time secrets are made at random, written to ``demo.json`` (only its owner can read it) and kept:
a second start on the same folder changes nothing.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from webapp.accounts import proof, service
from webapp.accounts.models import Account
from webapp.database import Database
from webapp.kernel.actor import Role
from webapp.sealing import Keyring

DEMO_UNIT = "06994"
OTHER_UNIT = "06685"
FILE_NAME = "demo.json"


@dataclass(frozen=True, slots=True)
class Person:
    """An invented member of staff."""

    sign_in_name: str
    name: str
    roles: tuple[Role, ...]
    unit: str = DEMO_UNIT


PEOPLE = (
    Person("tiepnhan", "Phạm Thu Hà", ("receiving_officer",)),
    Person("chuyenmon", "Bùi Văn Khánh", ("case_officer",)),
    Person("lanhdao", "Hoàng Minh Đức", ("approver",)),
    Person("vanthu", "Vũ Thị Ngân", ("clerk",)),
    Person("giamdoc", "Trần Quốc Tuấn", ("director",)),
    Person("tongdai", "Đỗ Thị Mai", ("agent",)),
    Person("noidung", "Lê Hải Yến", ("editor",)),
    Person("giamsat", "Ngô Đình Phúc", ("auditor",)),
    Person("quantri", "Đặng Anh Dũng", ("administrator",)),
    Person("honggai", "Nguyễn Thanh Bình", ("receiving_officer", "case_officer"), OTHER_UNIT),
)


def seed_demo_people(database: Database, keyring: Keyring, data: Path, now: datetime) -> list[dict[str, Any]]:
    """Make the demonstration people who are missing, and return what ``demo.json`` holds about all of them.

    The file is written before the rows: after a crash in between, the next start makes the rows with the same passwords.
    """
    before = _read(data / FILE_NAME)
    entries = [_entry(person, before.get(person.sign_in_name)) for person in PEOPLE]
    if entries != list(before.values()):
        _write(data / FILE_NAME, entries)
    with database.transaction() as tx:
        for person, entry in zip(PEOPLE, entries, strict=True):
            known = service.find_account_for_change(tx, person.sign_in_name)
            if known is None:
                service.create_account(tx, keyring, _wanted(entry), now)
            elif not _opens(known, keyring, entry):
                service.set_locks(known, keyring, entry["password"], entry["totp_secret"])
    return entries


def _entry(person: Person, before: dict[str, Any] | None) -> dict[str, Any]:
    kept = before or {}
    return {
        # One account a role: whoever looks for "receiving_officer" finds the desk that all the others work at.
        "role": person.roles[0] if person.unit == DEMO_UNIT else f"{person.roles[0]}@{person.unit}",
        "sign_in_name": person.sign_in_name,
        "name": person.name,
        "unit": person.unit,
        "roles": list(person.roles),
        "password": kept.get("password") or secrets.token_urlsafe(12),
        "totp_secret": kept.get("totp_secret") or proof.new_totp_secret(),
    }


def _wanted(entry: dict[str, Any]) -> service.NewAccount:
    return service.NewAccount(
        entry["sign_in_name"], entry["name"], entry["unit"], tuple(entry["roles"]), entry["password"], entry["totp_secret"]
    )


def _opens(account: Account, keyring: Keyring, entry: dict[str, Any]) -> bool:
    """Tell whether the file and the row still fit; they do not when somebody removed the file or changed the keys."""
    if service.totp_secret_of(account, keyring) != entry["totp_secret"]:
        return False
    return proof.password_matches(account.password_hash, entry["password"])


def _read(path: Path) -> dict[str, dict[str, Any]]:
    if not path.exists():
        return {}
    return {entry["sign_in_name"]: entry for entry in json.loads(path.read_text("utf-8"))["accounts"]}


def _write(path: Path, entries: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"accounts": entries}, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
