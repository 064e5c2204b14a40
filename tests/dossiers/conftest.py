"""A small office: rows, keys, a clock, one browser, and one officer who can do every step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from webapp.database import Database
from webapp.dossiers import queries, service
from webapp.dossiers.models import EntryRow
from webapp.dossiers.service import Change, FormStamp, Owner, Recorded, Started, Submission
from webapp.dossiers.sheet import DossierSheet
from webapp.forms.definition import Definition
from webapp.kernel.actor import Actor, Citizen, Officer, Role
from webapp.kernel.clock import FixedClock
from webapp.kernel.ids import new_id
from webapp.kernel.localised import Localised
from webapp.sealing import Keyring

UNIT = "22-06967"
OWNER = Owner("Nguyễn Thị Mến", "1945-08-15", "022145000123", "0912345678")
ALL_STEPS: frozenset[Role] = frozenset({"receiving_officer", "case_officer", "approver", "clerk"})


def a_definition(procedure: str = "1.014027") -> Definition:
    name = Localised("Trợ cấp hưu trí xã hội", "Social pension")
    return Definition(procedure=procedure, revision=1, name=name, steps=(), signing="none", presence="none")


def an_officer(*roles: Role, unit: str = UNIT, account: str = "lan") -> Officer:
    return Officer(account, "Trần Thị Lan", unit, frozenset(roles) or ALL_STEPS)


@dataclass
class Office:
    """What the tests act through."""

    database: Database
    keyring: Keyring
    clock: FixedClock
    citizen: Citizen = field(default_factory=lambda: Citizen(new_id()))
    officer: Officer = field(default_factory=an_officer)

    @contextmanager
    def acting(self, actor: Actor | None = None) -> Iterator[tuple[Session, Keyring, Actor, datetime]]:
        with self.database.transaction() as tx:
            yield tx, self.keyring, actor or self.citizen, self.clock.now()

    def start(self, actor: Actor | None = None, **said: Any) -> Started:
        with self.acting(actor) as hand:
            return service.start_dossier(*hand, a_definition(), **said)

    def answer(self, dossier: str, *changes: tuple[Any, ...], actor: Actor | None = None, form: FormStamp | None = None) -> Recorded:
        with self.acting(actor) as hand:
            return service.record_answers(*hand, dossier, [Change(*change) for change in changes], form)

    def submit(self, dossier: str, route: Any = "desk", actor: Actor | None = None, **said: Any) -> service.Submitted:
        with self.acting(actor) as hand:
            return service.submit_dossier(*hand, dossier, Submission(route, UNIT, UNIT, said.pop("owner", OWNER), **said))

    def do(self, verb: Any, dossier: str, actor: Actor | None = None, **said: Any) -> Any:
        with self.acting(actor) as hand:
            return verb(*hand, dossier, **said)

    def desk(self, verb: Any, dossier: str, officer: Officer | None = None, version: int | None = None, **said: Any) -> Recorded:
        with self.database.transaction() as tx:
            seen = queries.top_of_dossier(tx, dossier).version if version is None else version
            done: Recorded = verb(tx, self.keyring, officer or self.officer, self.clock.now(), dossier, seen, **said)
            return done

    def sheet(self, dossier: str) -> DossierSheet:
        with self.database.reading() as db:
            return queries.dossier(db, self.keyring, dossier)

    def submitted(self) -> Started:
        started = self.start()
        self.answer(started.id, ("owner.name", OWNER.full_name))
        self.submit(started.id)
        return started

    def kinds(self, dossier: str) -> list[str]:
        with self.database.reading() as db:
            rows = db.query(EntryRow.kind).where(EntryRow.dossier == dossier).order_by(EntryRow.server_seq)
            return [row.kind for row in rows]


@pytest.fixture
def office(database: Database, keyring: Keyring) -> Office:
    return Office(database, keyring, FixedClock(datetime(2026, 11, 23, 1, 5, tzinfo=UTC)))
