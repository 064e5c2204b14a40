"""One round of chaos at full size: everything that can go wrong does, then it is healed, drained, and everything is compared."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.chaos.centre import ENDED, STRIKES, Centre
from tests.chaos.photos import look_at_photos, pictures
from tests.chaos.places import Places
from tests.chaos.storm import GUIDES, Crowd, Report, centre, look, procedure_for_phones, told
from tests.support.breaking_proxy import breaking_proxy
from tests.support.builds import other_build
from tests.support.houses import Builder
from webapp.database import Database
from webapp.dossiers.access import GRANTS
from webapp.forms.loading import load_folder
from webapp.kernel.actor import Citizen
from webapp.kernel.clock import SystemClock
from webapp.sealing import Keyring
from webapp.sync.changes import changes_for

BACKUP_AT, LOSS_AT = 0.25, 0.6
PAUSE, MOST_PAUSE = 0.4, 1.6


@dataclass(frozen=True)
class Weather:
    """How bad a round is. ``operations``: it ends early when so many were written; ``restores``: whether all is lost once."""

    phones: int = 12
    seconds: float = 60.0
    operations: int = 10_000
    answers: int = 4
    gap_ms: int = 700
    jumps: float = 0.01
    strikes: Sequence[str] = STRIKES
    photos: bool = True
    restores: bool = True

    def fitting(self, places: Places) -> Weather:
        """Return it without strikes at what these places do not have."""
        gone = {"rows"} if places.rows == "sqlite" else set()
        gone |= {"store"} if places.files == "local" else set()
        return replace(self, strikes=[one for one in self.strikes if one not in gone])


@dataclass(frozen=True)
class NewForms:
    """Another release with a new revision of the pension's form, and what phones are to know of it."""

    root: Path
    forms: list[dict[str, Any]]


def new_forms(folder: Path, builder: Builder) -> NewForms:
    """Make that release: a copy of the house in which revision 2 stands beside revision 1."""
    root = other_build(folder, {})
    guide = root / "webapp" / "procedures" / "social_pension"
    for path in guide.glob("v1.*.yaml"):
        text = path.read_text("utf-8").replace("revision: 1\n", "revision: 2\n", 1)
        (guide / path.name.replace("v1.", "v2.")).write_text(text, "utf-8")
    found = load_folder(root / "webapp" / "procedures")
    generic = {code: builder.parts.shelf.newest(code) for code in GUIDES}
    return NewForms(root, [procedure_for_phones(builder, found.get(code, generic[code])) for code in GUIDES])


def play(folder: Path, builder: Builder, places: Places, weather: Weather, forms: NewForms, seed: int) -> Report:
    """Play one round in an empty ``folder``. Raises AssertionError when something does not come up again."""
    report, random = Report(seed), Random(seed)
    hit = Centre(folder, builder, places, random, weather.strikes)
    hit.new_root = forms.root
    try:
        with breaking_proxy(hit.port, seed) as network:
            said = told(builder, network.base, seed, weather.phones, weather.seconds) | {"centre": centre(hit.keys)}
            said |= {"many": weather.answers, "gap": weather.gap_ms, "jumps": weather.jumps, "operations": weather.operations}
            said["photos"] = pictures(folder, seed) if weather.photos else []
            with Crowd(said, report, folder / "phones.log") as crowd:
                _rage(hit, crowd, weather, forms, random, lambda: len(report.ticked))
                network.heal()
                hit.heal()
                crowd.says(json.dumps({"again": sorted(hit.given_back)}))
                crowd.drain()
            report.network = dict(network.counts)
        hit.stop()
        report.kills, report.strikes, report.revoked = hit.counts["kills"], dict(hit.counts), frozenset(hit.revoked)
        _look(hit, report)
    finally:
        hit.close()
        places.forget()
    shutil.rmtree(folder / "backups", ignore_errors=True)
    return report


def _rage(hit: Centre, crowd: Crowd, weather: Weather, forms: NewForms, random: Random, written: Callable[[], int]) -> None:
    begun, milestones = time.monotonic(), [(BACKUP_AT, hit.back_up), (LOSS_AT, hit.lose_everything)] if weather.restores else []
    while not crowd.over.wait(PAUSE + random.random() * MOST_PAUSE):
        past = max((time.monotonic() - begun) / weather.seconds, written() / weather.operations)
        if milestones and past > milestones[0][0]:
            milestones.pop(0)[1]()
        elif weather.strikes and hit.strike() == "forms":
            crowd.says(json.dumps({"forms": forms.forms}))
    for _, act in milestones:  # it was over sooner than that: what was promised happens
        act()


def _look(hit: Centre, report: Report) -> None:
    database, keyring = Database(hit.site.url), hit.keyring()
    with database.reading() as db:
        ended = db.execute(
            select(GRANTS.c.holder, GRANTS.c.dossier).where(GRANTS.c.dossier.in_(hit.revoked), GRANTS.c.until == ENDED)
        ).all()
        report.foreign = [dossier for holder, dossier in ended if dossier in _told_to(db, keyring, holder)]
    look_at_photos(database, keyring, hit.store(), report)
    look(database, keyring, report)


def _told_to(db: Session, keyring: Keyring, holder: str) -> set[str]:
    """Return every dossier of which a phone that knows nothing would be told now."""
    have: dict[str, int] = {}
    more = True
    while more:
        changes, more = changes_for(db, keyring, Citizen(holder.removeprefix("keyholder:")), SystemClock().now(), have, set())
        have |= {one["dossier"]: one["last_seq"] for one in changes}
    return set(have)
