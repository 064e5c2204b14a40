"""A commune's desk behind the real app: real facts and guides, fresh rows, and people who act at will."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import webapp.desk.routes  # puts the desk on its counter
from webapp import assembly
from webapp.database import Database
from webapp.dossiers import queries, service
from webapp.dossiers.picture import Top
from webapp.dossiers.service import Change, Owner, Submission
from webapp.forms.answers import AnswerSet
from webapp.forms.validation import check_all
from webapp.kernel.actor import Actor, Citizen, Officer, Role
from webapp.kernel.clock import FixedClock, day_in_vietnam
from webapp.kernel.ids import new_id
from webapp.sealing import Keyring
from webapp.settings import Settings
from webapp.ui.parts import Parts
from webapp.uploads.adapters.local import LocalStore

assert webapp.desk.routes.PAGES

UNIT, OTHER_UNIT = "06994", "06685"
PENSION, COPY = "1.014027", "2.000815"
MEN = Owner("Nguyễn Thị Mến", "1945-08-15", "022145000123", "0912345678")
TEN_DAYS = {"time": {"number": 10, "unit": "working_days", "ground": "", "certainty": "unverified"}}
NOBODY = Citizen()


def an_officer(*roles: Role, unit: str = UNIT, account: str = "") -> Officer:
    """An officer of a unit, named after the first role."""
    return Officer(account or f"{roles[0]}-{unit}", f"Người {roles[0]}", unit, frozenset(roles))


HA = an_officer("receiving_officer")
KHANH = an_officer("case_officer")
DUC = an_officer("approver")
NGAN = an_officer("clerk")
TUAN = an_officer("director")
BINH = an_officer("receiving_officer", "case_officer", unit=OTHER_UNIT)


@dataclass
class Desk:
    """What the tests act through: the app, its rows, and whoever sits before it now."""

    app: Flask
    made: Parts
    clock: FixedClock
    citizen: Citizen
    actor: Actor = NOBODY

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    def get(self, who: Actor, address: str, lang: str = "vi") -> TestResponse:
        self.actor = who
        return self.browser().get(f"/{lang}/{address}")

    def post(self, who: Actor, dossier: str, page: str, version: int | str | None = None, **said: Any) -> TestResponse:
        self.actor = who
        seen = self.top(dossier).version if version is None else version
        return self.browser().post(f"/vi/desk/dossiers/{dossier}/{page}", data={"_version": seen, **said})

    def top(self, dossier: str) -> Top:
        with self.made.database.reading() as db:
            return queries.top_of_dossier(db, dossier)

    def handed_in(
        self,
        code: str = PENSION,
        owner: Owner = MEN,
        changes: Sequence[Change] = (),
        route: Any = "desk",
        unit: str = UNIT,
        promise: dict[str, Any] | None = None,
        demonstration: bool = True,
    ) -> str:
        """A dossier as citizens hand it in: with its problems, which never stop it."""
        made, now = self.made, self.clock.now()
        with made.database.transaction() as tx:
            definition = made.shelf.newest(code)
            hand = (tx, made.keyring, self.citizen, now)
            dossier = service.start_dossier(*hand, definition, demonstration=demonstration).id
            said = [Change("owner.name", owner.full_name), *changes] if code == PENSION else list(changes)
            service.record_answers(*hand, dossier, said)
            answers = AnswerSet({(change.field, change.row): change.value for change in said})
            problems = check_all(definition, answers, day_in_vietnam(now), made.lists)
            promised = TEN_DAYS if promise is None else promise
            service.submit_dossier(*hand, dossier, Submission(route, unit, unit, owner, problems=problems, promise=promised))
        return dossier

    def kinds(self, dossier: str, *kinds: str) -> list[str]:
        with self.made.database.reading() as db:
            return [one.kind for one in queries.happenings(db, self.made.keyring, dossier, kinds)]

    def at_step(self, step: int) -> str:
        """A dossier that waits at a step."""
        dossier = self.handed_in()
        for who, page, said in WAY[: step - 1]:
            assert self.post(who, dossier, page, **said).status_code == 303
        assert self.top(dossier).step == step
        return dossier


WAY: tuple[tuple[Officer, str, dict[str, str]], ...] = (
    (HA, "accept", {}),
    (KHANH, "appraise", {"proposal": "grant", "note": "Đủ 75 tuổi"}),
    (DUC, "approve", {}),
    (NGAN, "seal", {"number": "15/QĐ-UBND", "on": "23/11/2026"}),
    (HA, "return", {"handed_to": "Nguyễn Thị Mến"}),
)
"""The five steps, each by whoever does it."""


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """The parts of an app; facts and guides are read once."""
    return assembly.parts_of(Settings.from_environ({"CAMTAY_DEMO": "1", "CAMTAY_DATA": str(tmp_path_factory.mktemp("desk"))}))


@pytest.fixture
def desk(house: Parts, database: Database, keyring: Keyring, tmp_path: Path) -> Desk:
    """The desk on Monday 23/11/2026 at 8:05, on SQLite and on PostgreSQL."""
    clock = FixedClock(datetime(2026, 11, 23, 1, 5, tzinfo=UTC))
    sitting: list[Desk] = []

    def who(_asked: Request) -> Actor:
        return sitting[0].actor

    store = LocalStore(tmp_path / "objects")
    made = replace(house, database=database, keyring=keyring, clock=clock, store=store, who=who)
    sitting.append(Desk(assembly.create_app(house.settings, made), made, clock, Citizen(new_id())))
    return sitting[0]
