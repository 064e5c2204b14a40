"""Whole apps for tests, each with a data folder of its own: migrated, catalogue loaded, demonstration people made.

The rows are made once per run and copied; what is only read (catalogue, guides, templates) is shared by all houses.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.support.strict_client import StrictClient
from webapp.accounts import signed_in
from webapp.accounts.cookies import CookieJar
from webapp.accounts.demo import FILE_NAME, seed_demo_people
from webapp.accounts.models import Account
from webapp.accounts.service import open_session
from webapp.assembly import create_app, parts_of, prepare
from webapp.cli.commands import register_commands
from webapp.database import Database
from webapp.kernel.clock import FixedClock
from webapp.sealing import Keyring
from webapp.settings import Settings
from webapp.ui.limits import Limiter, SqlStorage
from webapp.ui.parts import Parts
from webapp.uploads.stores import open_store

MORNING = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)


@dataclass
class House:
    """One running app and everything behind it."""

    app: Flask
    made: Parts
    clock: FixedClock
    data: Path

    @property
    def database(self) -> Database:
        """The rows."""
        return self.made.database

    def browser(self) -> StrictClient:
        """Return a new browser: no cookie, and every page is read strictly."""
        found = self.app.test_client()
        assert isinstance(found, StrictClient)
        return found

    def people(self) -> dict[str, dict[str, Any]]:
        """Return the demonstration people by the name they sign in with."""
        told = json.loads((self.data / FILE_NAME).read_text("utf-8"))["accounts"]
        return {person["sign_in_name"]: person for person in told}

    def officer(self, sign_in_name: str) -> StrictClient:
        """Return a browser on which this member of staff is signed in (without typing: that is tested elsewhere)."""
        browser = self.browser()
        browser.set_cookie("staff", self.session_of(sign_in_name))
        return browser

    def session_of(self, sign_in_name: str) -> str:
        """Open a session and return its token."""
        now = self.clock.now()
        with self.database.transaction() as tx:
            account = tx.scalars(select(Account).where(Account.sign_in_name == sign_in_name)).one()
            step = account.totp_last_step + 1
            token = open_session(tx, account.id, account.password_hash, step, "computer", now)
        assert token is not None
        return token

    def runner_says(self, *words: str) -> str:
        """Run a command of the house and return what it printed. Raises AssertionError when it fails."""
        done = self.app.test_cli_runner().invoke(args=list(words))
        assert done.exit_code == 0, done.output
        return done.output


class Builder:
    """Builds houses. The first one of a run is the pattern of all others."""

    def __init__(self, folder: Path) -> None:
        self._pattern = folder / "pattern"
        settings = demo_settings(self._pattern)
        self.parts = parts_of(settings, FixedClock(MORNING))
        prepare(self.parts)
        seed_demo_people(self.parts.database, self.parts.keyring, settings.data, MORNING)
        self.parts.database.dispose()

    def furnish(self, data: Path) -> None:
        """Copy rows, keys and people into a data folder that a server will be started on."""
        shutil.copytree(self._pattern, data)

    def build(self, data: Path, database_url: str | None = None, parts: Mapping[str, Any] | None = None, **told: str) -> House:
        """Return a house in ``data``. ``database_url`` names an empty database; ``parts`` replace some, ``told`` are settings."""
        settings = demo_settings(data, database_url, **told)
        data.mkdir(parents=True, exist_ok=True)
        for path in self._pattern.iterdir():
            copy = shutil.copytree if path.is_dir() else shutil.copy
            copy(path, data / path.name)
        made = self._made(settings, dict(parts or {}))
        if database_url is not None:
            prepare(made)
            seed_demo_people(made.database, made.keyring, data, made.clock.now())
        app = register_commands(create_app(settings, made))
        app.test_client_class = StrictClient
        assert isinstance(made.clock, FixedClock)
        return House(app, made, made.clock, data)

    def _made(self, settings: Settings, given: dict[str, Any]) -> Parts:
        clock, database = FixedClock(MORNING), given.pop("database", Database)(settings.database_url)
        keyring = Keyring.from_folder(settings.keys_folder, make=False)
        own: dict[str, Any] = {
            "settings": settings,
            "clock": clock,
            "database": database,
            "keyring": keyring,
            "limiter": Limiter(SqlStorage(database, lambda: clock.now().timestamp()), keyring),
            "store": open_store(settings),
            "who": signed_in.who_comes(database, clock, CookieJar(settings.secure)),
        }
        return dataclasses.replace(self.parts, **own | given)


def demo_settings(data: Path, database_url: str | None = None, **told: str) -> Settings:
    """Return the settings of a demonstration in that folder."""
    environ = {"CAMTAY_DEMO": "1", "CAMTAY_DATA": str(data), **told}
    return Settings.from_environ(environ | ({"CAMTAY_DATABASE_URL": database_url} if database_url else {}))
