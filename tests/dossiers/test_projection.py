"""The projections are what the log says: made again from nothing they are the same, whatever happened."""

from __future__ import annotations

import contextlib
import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.dossiers.conftest import OWNER, Office, an_officer
from tests.support import databases
from webapp.dossiers import service
from webapp.dossiers.access import grant
from webapp.dossiers.log import verify
from webapp.dossiers.projection import ANSWERS, DOSSIERS, MARKS, PAPERS, ROWS, SLIPS, rebuild
from webapp.dossiers.service import Change, FileStamp, FormStamp, Submission
from webapp.kernel.actor import Citizen, System
from webapp.kernel.problems import Refusal

TABLES = (DOSSIERS, ANSWERS, ROWS, PAPERS, MARKS, SLIPS)
VERBS = (
    ["set"] * 8 + ["clear"] * 3 + ["add_row"] * 3 + ["remove_row"] * 3 + ["attach", "detach", "decide", "later", "explain", "route"]
    + ["submit", "accept", "refuse", "appraise", "approve", "send_back", "seal", "return", "open", "withdraw", "code", "erase", "help"]
)  # fmt: skip


def _dump(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    with office.database.reading() as db:
        return {table.name: sorted((tuple(map(str, row)) for row in db.execute(select(table))), key=str) for table in TABLES}


def _rebuilt(office: Office) -> int:
    with office.database.transaction() as tx:
        return rebuild(tx, office.keyring)


class Story:
    """Two browsers and the desk act on two dossiers, each seeing an older or newer picture."""

    def __init__(self, office: Office, chance: random.Random) -> None:
        self.office, self.chance = office, chance
        self.other = Citizen("01a20000-0000-7000-8000-00000000000b")
        self.dossiers = [office.start().id, office.start(demonstration=True).id]
        self.seen = 0
        with office.database.transaction() as tx:
            for dossier in self.dossiers:
                grant(tx, self.other.ref, dossier, "own", office.clock.now())

    def act(self, verb: str) -> None:
        self.office.clock.forward(minutes=7)
        dossier = self.chance.choice(self.dossiers)
        actor = self.chance.choice([self.office.citizen, self.other])
        with contextlib.suppress(Refusal):
            getattr(self, f"_{verb}")(dossier, actor)

    def _form(self) -> FormStamp:
        self.seen += self.chance.randrange(4)
        return FormStamp(str(self.chance.random()), self.seen, [], "/next")

    def _row(self) -> str:
        return f"01a20000-0000-7000-8000-00000000010{self.chance.randrange(3)}"

    def _change(self, value: Any) -> Change:
        row = self.chance.choice([None, None, self._row()])
        return Change(self.chance.choice(["owner.name", "owner.note"]), value, row)

    def _set(self, dossier: str, actor: Citizen) -> None:
        change = self._change(self.chance.choice(["An", "Bình", 3, {"unknown": True}]))
        self.office.do(service.record_answers, dossier, actor, changes=[change], form=self._form())

    def _clear(self, dossier: str, actor: Citizen) -> None:
        self.office.do(service.record_answers, dossier, actor, changes=[self._change(None)], form=self._form())

    def _add_row(self, dossier: str, actor: Citizen) -> None:
        row = self._row()
        changes = [Change("owner.name", "Cúc", row)]
        self.office.do(service.add_row, dossier, actor, field="children", row=row, changes=changes, form=self._form())

    def _remove_row(self, dossier: str, actor: Citizen) -> None:
        self.office.do(service.remove_row, dossier, actor, field="children", row=self._row(), form=self._form())

    def _attach(self, dossier: str, actor: Citizen) -> None:
        self.office.do(service.attach_paper, dossier, actor, paper="birth-note", file=FileStamp(self._row(), "s", "k"))

    def _detach(self, dossier: str, actor: Citizen) -> None:
        self.office.do(service.remove_paper, dossier, actor, paper="birth-note", file=self._row())

    def _decide(self, dossier: str, actor: Citizen) -> None:
        choice = self.chance.choice(["bring", "cannot"])
        self.office.do(service.decide_paper, dossier, actor, paper="birth-note", choice=choice, reason="mất", form=self._form())

    def _later(self, dossier: str, actor: Citizen) -> None:
        self.office.do(service.later, dossier, actor, step=self.chance.choice(["name", "address"]))

    def _explain(self, dossier: str, actor: Citizen) -> None:
        self.office.do(service.explain_warning, dossier, actor, field="owner.name", code="sex", reason="giấy cũ sai")

    def _route(self, dossier: str, actor: Citizen) -> None:
        self.office.do(service.choose_route, dossier, actor, route="counter", unit=self.chance.choice("ab"))

    def _submit(self, dossier: str, actor: Citizen) -> None:
        route = self.chance.choice(["desk", "desk", "portal"])
        unit = self.office.officer.unit
        self.office.do(service.submit_dossier, dossier, actor, submission=Submission(route, unit, unit, OWNER, promise={"days": 8}))

    def _accept(self, dossier: str, _actor: Citizen) -> None:
        self.office.desk(service.accept, dossier, due_on="2026-12-01")

    def _refuse(self, dossier: str, _actor: Citizen) -> None:
        self.office.desk(service.refuse, dossier, reasons=["thiếu"])

    def _appraise(self, dossier: str, _actor: Citizen) -> None:
        self.office.desk(service.appraise, dossier, proposal="được")

    def _approve(self, dossier: str, _actor: Citizen) -> None:
        self.office.desk(service.approve, dossier)

    def _send_back(self, dossier: str, _actor: Citizen) -> None:
        self.office.desk(service.send_back, dossier, reason="xem lại")

    def _seal(self, dossier: str, _actor: Citizen) -> None:
        self.office.desk(service.seal, dossier, number="12/QĐ", on="2026-11-30")

    def _return(self, dossier: str, _actor: Citizen) -> None:
        self.office.desk(service.return_result, dossier)

    def _open(self, dossier: str, _actor: Citizen) -> None:
        self.office.do(service.record_opening, dossier, an_officer())

    def _withdraw(self, dossier: str, actor: Citizen) -> None:
        self.office.do(service.withdraw, dossier, actor)

    def _code(self, dossier: str, actor: Citizen) -> None:
        self.office.do(service.note_official_code, dossier, actor, code="H49.22-261123-0001")

    def _help(self, dossier: str, actor: Citizen) -> None:
        self.office.do(service.ask_help, dossier, actor, about="name")

    def _erase(self, dossier: str, _actor: Citizen) -> None:
        if self.chance.random() < 0.3:
            self.office.do(service.erase, dossier, System())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), verbs=st.lists(st.sampled_from(VERBS), min_size=5, max_size=45))
def test_projections_made_again_from_the_log_equal_the_live_ones(office: Office, seed: int, verbs: list[str]) -> None:
    databases.empty(office.database)
    story = Story(office, random.Random(seed))
    for verb in verbs:
        story.act(verb)
    live = _dump(office)
    assert _rebuilt(office) == 2
    assert _dump(office) == live
    with office.database.reading() as db:
        assert verify(db) == []


def test_a_whole_life_of_a_dossier_is_made_again(office: Office) -> None:
    story = Story(office, random.Random(5))
    done = office.start().id
    office.answer(done, ("owner.name", "Mến"))
    for verb in ("_submit", "_accept", "_send_back", "_accept", "_appraise", "_approve", "_seal", "_return", "_open"):
        story.chance = random.Random(1)
        getattr(story, verb)(done, office.citizen)
    live = _dump(office)
    _rebuilt(office)
    assert _dump(office) == live
    assert office.sheet(done).state == "returned"


def test_an_erased_dossier_stays_erased_when_all_is_made_again(office: Office) -> None:
    started = office.submitted()
    office.do(service.erase, started.id, System())
    live = _dump(office)
    _rebuilt(office)
    assert _dump(office) == live
    assert (live["answers"], live["dossier_marks"], live["slip_codes"]) == ([], [], [])
