"""A storm: phones that act and die, a network that breaks, a server that is killed; then calm, and everything is compared."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select

from tests.support.breaking_proxy import breaking_proxy
from tests.support.harbours import Harbour
from tests.support.house import ROOT
from tests.support.houses import Builder
from tests.support.people import PASSPORT, PENSION
from webapp.database import Database
from webapp.dossiers.log import ENTRIES, OPERATION_IDS, verify
from webapp.dossiers.models import DossierRow
from webapp.dossiers.projection import rebuild
from webapp.dossiers.queries import dossier
from webapp.forms.definition import Definition, definition_digest
from webapp.forms.kinds import KINDS
from webapp.sealing import Keyring
from webapp.sync.models import SetAside

WITHOUT = frozenset({"repeat", "photo", "paper"})
GUIDES = (PENSION, PASSPORT, "1.001653")
PATIENCE, FEWEST_KILLS = 120.0, 2
PROGRAM = ROOT / "tests" / "chaos" / "phones.mjs"


@dataclass
class Report:
    """What happened, and what every phone and the centre hold at the end."""

    seed: int
    ticked: dict[str, dict[str, Any]] = field(default_factory=dict)
    phones: list[dict[str, Any]] = field(default_factory=list)
    network: dict[str, int] = field(default_factory=dict)
    kills: int = 0
    rows: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    aside: dict[str, str] = field(default_factory=dict)
    doubled: int = 0
    faults: list[Any] = field(default_factory=list)
    sheets: dict[str, Any] = field(default_factory=dict)
    rebuilt: dict[str, Any] = field(default_factory=dict)
    received: int = 0
    states: dict[str, int] = field(default_factory=dict)
    strikes: dict[str, int] = field(default_factory=dict)
    untrue: list[dict[str, Any]] = field(default_factory=list)
    revoked: frozenset[str] = frozenset()
    foreign: list[str] = field(default_factory=list)
    photo_faults: list[tuple[str, str]] = field(default_factory=list)
    photos: dict[str, int] = field(default_factory=dict)


def storm(folder: Path, builder: Builder, seed: int, phones: int, seconds: float) -> Report:
    """Rage for ``seconds``, heal, and look."""
    report, random = Report(seed), Random(seed)
    builder.furnish(folder / "data")
    harbour = Harbour(folder).start()
    try:
        with breaking_proxy(harbour.port, seed) as network:
            said = told(builder, network.base, seed, phones, seconds) | {"centre": centre(harbour.site.data / "keys")}
            with Crowd(said, report, folder / "phones.log") as crowd:
                while not crowd.over.wait(1.0 + random.random() * 2.5) or report.kills < FEWEST_KILLS:
                    harbour.kill()
                    harbour.start()
                    report.kills += 1
                network.heal()
                crowd.drain()
            report.network = dict(network.counts)
        harbour.stop()
        _look(harbour, report)
    finally:
        harbour.kill()
    return report


class Crowd:
    """The phones' process. ``over`` is set when their time is, or when they are gone."""

    def __init__(self, said: Mapping[str, Any], report: Report, log: Path) -> None:
        # What a phone warns of is mostly the faults that it was told to make.
        with log.open("wb") as warnings:
            self._process = subprocess.Popen(
                ["node", str(PROGRAM), json.dumps(said)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=warnings, text=True
            )
        self.over = threading.Event()
        self._listener = threading.Thread(target=listen, args=(self._process, report, self.over), daemon=True)

    def __enter__(self) -> Crowd:
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for end in (self._process.stdin, self._process.stdout):
            assert end is not None
            end.close()

    def says(self, line: str) -> None:
        """Tell the phones something (see ``phones.mjs``)."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def drain(self) -> None:
        """Let them send what is left and tell what they hold."""
        self.says("drain")
        assert self._process.wait(PATIENCE) == 0
        self._listener.join(10)


def told(builder: Builder, base: str, seed: int, phones: int, seconds: float) -> dict[str, Any]:
    """Return what the phones are told at their start; ``centre`` is still to be added."""
    shelf = builder.parts.shelf
    return {
        "base": base,
        "seed": seed,
        "phones": phones,
        "seconds": seconds,
        "procedures": [procedure_for_phones(builder, shelf.newest(code)) for code in GUIDES],
    }


def procedure_for_phones(builder: Builder, definition: Definition) -> dict[str, Any]:
    """Return what phones know of a form: its name, and values for each of its fields."""
    fields = [one for step in definition.steps for one in step.fields if one.kind not in WITHOUT]
    return {
        "procedure": definition.procedure,
        "digest": definition_digest(definition),
        "revision": definition.revision,
        "fields": [[one.id, [KINDS[one.kind].example(one, builder.parts.lists, seed) for seed in range(3)]] for one in fields],
    }


def centre(keys: Path) -> dict[str, Any]:
    """Return what phones know of the centre's key."""
    import base64

    kid, key = Keyring.from_folder(keys, make=False).centre()
    return {"kid": kid, "key": base64.b64encode(key).decode()}


def listen(process: subprocess.Popen[str], report: Report, over: threading.Event) -> None:
    """Write down what the phones say, until they have said everything; ``over`` is set when their time is."""
    assert process.stdout is not None
    for line in process.stdout:
        said = json.loads(line)
        if "ticked" in said:
            report.ticked[said["ticked"]["id"]] = said["ticked"]
        elif "untrue" in said:
            report.untrue.append(said["untrue"])
        elif "heal" in said:
            over.set()
        else:
            report.phones = said["end"]
    over.set()


def _look(harbour: Harbour, report: Report) -> None:
    database = Database(f"sqlite:///{harbour.site.data / 'camtay.sqlite'}")
    keyring = Keyring.from_folder(harbour.site.data / "keys", make=False)
    look(database, keyring, report)


def look(database: Database, keyring: Keyring, report: Report) -> None:
    """Write down what the centre holds, and what a plain replay of its log makes of it."""
    with database.reading() as db:
        for row in db.execute(select(ENTRIES.c.id, ENTRIES.c.box_hash, ENTRIES.c.server_seq, ENTRIES.c.kind)):
            report.doubled += row.id in report.rows
            report.rows[row.id] = (row.box_hash, row.server_seq, row.kind)
        report.doubled += (db.scalar(select(func.count()).select_from(OPERATION_IDS)) or 0) != len(report.rows)
        report.aside = {row.op: row.code for row in db.scalars(select(SetAside))}
        report.faults = verify(db)
        ids = list(db.scalars(select(DossierRow.id)))
        report.sheets = {one: _plain(dossier(db, keyring, one)) for one in ids}
        states = db.execute(select(DossierRow.state, func.count()).group_by(DossierRow.state)).all()
        report.states, report.received = dict(states), len(ids)
    with database.transaction() as tx:
        rebuild(tx, keyring)
    with database.reading() as db:
        report.rebuilt = {one: _plain(dossier(db, keyring, one)) for one in ids}
    database.dispose()


def _plain(sheet: Any) -> dict[str, Any]:
    answers = {name: value for (name, row), value in sheet.answer_set().values.items() if row is None}
    return {"answers": answers, "later": sorted(sheet.later), "state": sheet.state.value}
