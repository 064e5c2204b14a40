"""Lives of one dossier, told to both logs: by the verbs of the centre here, by those of the phone in node."""

from __future__ import annotations

import base64
import json
import random
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from tests.dossiers.conftest import OWNER, UNIT, Office
from tests.support import databases
from tests.support.house import ROOT
from webapp.dossiers import service
from webapp.dossiers.access import grant
from webapp.dossiers.entries import Entry, dossier_key_place
from webapp.dossiers.log import COLUMNS_OF_ENTRY, ENTRIES, entry_of
from webapp.dossiers.models import DossierKey
from webapp.dossiers.service import Change, FileStamp, FormStamp, Submission
from webapp.dossiers.sheet import DossierSheet
from webapp.kernel.actor import Citizen
from webapp.kernel.problems import Refusal

DEVICES = ("01a20000-0000-7000-8000-00000000000a", "01a20000-0000-7000-8000-00000000000b")
ROWS = tuple(f"01a20000-0000-7000-8000-00000000010{number}" for number in range(3))
VALUES = (
    "An",
    "Bình",
    3,
    True,
    {"unknown": True},
    {"province": "22", "commune": "06967"},
    ["a", "b"],
    "🚢 NFC é",
    {"unknown": True, "b": 1, "a": [{}]},
)
VERBS = ["set"] * 8 + ["clear"] * 3 + ["add_row"] * 3 + ["remove_row"] * 3 + ["paper"] * 3 + ["later", "explain", "stream"]
LAST = ("submit", "set", "code", "submit", "withdraw", "set")
REFUSED = {"NotFound": "not_found", "AlreadySubmitted": "already_submitted", "WrongState": "wrong_state"}
Act = dict[str, Any]
Done = tuple[list[Act], Any, dict[str, Any]]
"""What the phone is told, the verb of the centre, and what that is told."""


def ask(questions: Sequence[tuple[str, Any]]) -> list[Any]:
    """Return the phone's answers. Raises AssertionError with what it threw."""
    program = ["node", str(ROOT / "tests" / "twins" / "log.mjs")]
    done = subprocess.run(program, input=json.dumps(questions), capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    for answer in answers:
        assert not (isinstance(answer, dict) and "$thrown" in answer), answer
    return answers


def text(data: bytes) -> str:
    """Return base64."""
    return base64.b64encode(data).decode()


class Life:
    """One dossier that two browsers write to, each from an older or newer picture of it."""

    def __init__(self, office: Office, chance: random.Random) -> None:
        databases.empty(office.database)
        self.office, self.chance = office, chance
        self.browsers = [Citizen(device) for device in DEVICES]
        self.id = office.start(self.browsers[0]).id
        self.acts: list[Act] = []
        self.outcomes: list[str | int] = []
        self.stream, self.count = False, 1
        with office.database.transaction() as tx:
            grant(tx, self.browsers[1].ref, self.id, "own", office.clock.now())

    def go_on(self, verbs: Sequence[str]) -> None:
        """Do each verb, and remember it as the phone is told it."""
        for verb in verbs:
            self.office.clock.forward(minutes=3)
            device = self.chance.randrange(2)
            seen = self.chance.choice([None, self.count, self.chance.randrange(1, self.count + 1), 1])
            if verb in {"stream", "submit", "withdraw"}:
                seen = None
            changes, do, named = getattr(self, f"_{verb}")()
            form = {} if seen is None else {"form": FormStamp(str(len(self.acts)), seen, [], "/next")}
            self.acts.append({"device": DEVICES[device], "seen": seen, "changes": changes})
            self.outcomes.append(self._outcome(self.browsers[device], do, named | form))

    def entries(self) -> list[Entry]:
        """Return the centre's log of the dossier."""
        with self.office.database.reading() as db:
            return [entry_of(row) for row in db.execute(select(*COLUMNS_OF_ENTRY).order_by(ENTRIES.c.server_seq))]

    def key(self) -> str:
        """Return the dossier's key as the centre hands it to a phone."""
        with self.office.database.reading() as db:
            wrapped = db.scalar(select(DossierKey.wrapped).where(DossierKey.dossier == self.id))
        assert wrapped is not None
        return text(self.office.keyring.unwrap(wrapped, dossier_key_place(self.id)))

    def wire(self) -> list[dict[str, Any]]:
        """Return the log as a phone holds it."""
        return [
            {"id": entry.id, "dossier": entry.dossier, "kind": entry.kind, "field": entry.field, "row": entry.row, "facts": entry.facts,
             "base": entry.base, "device": entry.device, "seq": entry.seq, "at": entry.at.isoformat(), "schema": entry.schema,
             "box": text(entry.box), "hash": entry.box_hash, "serverSeq": entry.server_seq, "n": place + 1}
            for place, entry in enumerate(self.entries())
        ]  # fmt: skip

    def sheet(self) -> DossierSheet:
        """Return the dossier as the centre's pages read it."""
        return self.office.sheet(self.id)

    def _outcome(self, browser: Citizen, verb: Any, named: dict[str, Any]) -> str | int:
        try:
            done = self.office.do(verb, self.id, browser, **named)
        except Refusal as refusal:
            return REFUSED[type(refusal).__name__]
        written = int(not done.again) if isinstance(done, service.Submitted) else done.written
        self.count += written
        return int(written)

    def _field(self) -> tuple[str, str | None]:
        return self.chance.choice(["owner.name", "owner.note"]), self.chance.choice([None, None, *ROWS])

    def _set(self) -> Done:
        (field, row), value = self._field(), self.chance.choice(VALUES)
        made = [Change(field, value, row), Change("owner.age", 7, row)][: self.chance.randrange(1, 3)]
        said = [{"do": "set", "field": one.field, "row": one.row, "value": one.value} for one in made]
        return said, service.record_answers, {"changes": made}

    def _clear(self) -> Done:
        field, row = self._field()
        return [{"do": "clear", "field": field, "row": row}], service.record_answers, {"changes": [Change(field, None, row)]}

    def _add_row(self) -> Done:
        place = {"field": "children", "row": self.chance.choice(ROWS)}
        return [{"do": "add_row", **place}], service.add_row, place

    def _remove_row(self) -> Done:
        place = {"field": "children", "row": self.chance.choice(ROWS)}
        return [{"do": "remove_row", **place}], service.remove_row, place

    def _paper(self) -> Done:
        said = {"paper": "birth-note", "choice": self.chance.choice(["bring", "cannot"]), "reason": self.chance.choice(["", "mất"])}
        return [{"do": "paper", **said}], service.decide_paper, said

    def _later(self) -> Done:
        said = {"step": self.chance.choice(["name", "address"])}
        return [{"do": "later", **said}], service.later, said

    def _explain(self) -> Done:
        row, reason = self.chance.choice([None, ROWS[0]]), self.chance.choice(["giấy cũ sai", "đúng"])
        said = {"field": "owner.name", "row": row, "code": "sex", "reason": reason}
        return [{"do": "explain", **said}], service.explain_warning, said

    def _stream(self) -> Done:
        self.stream = not self.stream
        said = {"what": "stream", "wording": "gửi dần"}
        verb = service.give_consent if self.stream else service.withdraw_consent
        return [{"do": "consent", "give": self.stream, **said}], verb, said if self.stream else {"what": "stream"}

    def _submit(self) -> Done:
        route = self.chance.choice(["desk", "portal"])
        said = {"do": "submit", "ticks": ["declaration.true"], "filingDay": "2026-11-23", "route": route}
        made = Submission(route, UNIT, UNIT, OWNER, ticks=["declaration.true"], filing_day="2026-11-23")  # type: ignore[arg-type]
        return [said], service.submit_dossier, {"submission": made}

    def _code(self) -> Done:
        said = {"code": self.chance.choice(["H49-1", "H49-2"])}
        return [{"do": "code", **said}], service.note_official_code, said

    def _withdraw(self) -> Done:
        return [{"do": "withdraw", "reason": ""}], service.withdraw, {}

    def attaches(self, file: str, *, away: bool = False) -> None:
        """Attach a file to a paper, or take it away: only the centre does so."""
        with self.office.acting(self.browsers[0]) as hand:
            if away:
                service.remove_paper(*hand, self.id, "birth-note", file)
            else:
                service.attach_paper(*hand, self.id, "birth-note", FileStamp(file, "s", "k"))
        self.count += 1


def told(sheet: DossierSheet, stream: bool, name: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Return what the centre reads in a dossier, in the words of ``log.mjs``; ids of entries as their numbers where ``name`` has them."""

    def called(entry: str) -> Any:
        return name[entry] if name is not None else entry

    answers = sheet.answer_set()
    return {
        "answers": [[field, row, value] for (field, row), value in answers.values.items()],
        "rows": {field: list(rows) for field, rows in answers.rows.items()},
        "heads": [[f"{field}|{row or ''}", [called(one) for one in heads]] for (field, row), heads in sheet.heads.items()],
        "papers": {paper: dict(said) for paper, said in sheet.papers.items()},
        "explained": [[f"{field}|{row or ''}", dict(said)] for (field, row), said in sheet.explained.items()],
        "conflicts": [_conflict(one, called) for one in sheet.conflicts],
        "later": list(sheet.later),
        "stream": stream,
        "broken": [],
        "submitted": sheet.filed_on,
        "code": sheet.official_code or "",
    }


def _conflict(found: Any, called: Any) -> list[Any]:
    versions = [[called(one.entry), None if found.part == "paper" else one.value, one.shows] for one in reversed(found.versions)]
    field = "paper." + found.field.replace("-", "_") if found.part == "paper" else found.field
    return [found.part, field, None if found.part == "paper" else found.row, versions]


def in_order(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same with every list that has no order of its own sorted."""
    loose = {"answers", "heads", "explained", "conflicts", "later"}

    def key(one: Any) -> str:
        return json.dumps(one, sort_keys=True)

    heads = [[name, sorted(heads, key=key)] for name, heads in said["heads"]]
    return {name: sorted(value, key=key) if name in loose else value for name, value in {**said, "heads": heads}.items()}
