"""A submission that came from a phone is the same as one of the plain forms, whatever is missing, and is never sent back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.house.scene import ANSWERS
from tests.support.houses import House
from tests.support.people import FISHERMAN, OLD_WOMAN, PASSPORT, PENSION, VAN_DON
from tests.support.persons import Person
from tests.sync.asking import entries_of, kinds_of, require_whole, sheet_of
from tests.sync.pockets import Pocket, Wire, acked
from webapp.dossiers import queries
from webapp.dossiers.entries import Entry, dossier_key_place, open_body
from webapp.dossiers.models import DossierKey, Mark
from webapp.dossiers.picture import Top
from webapp.dossiers.states import MOVES, State

ITS_OWN = {"id", "last_seq", "version", "started_at", "changed_at", "submitted_at", "arrived_at"}
BOUND = {"check", "slip_secret"}
Life = list[tuple[str, str | None, str | None, dict[str, Any]]]


def opened(house: House, dossier: str) -> list[tuple[Entry, dict[str, Any]]]:
    """Return the entries of a dossier with what they say."""
    with house.database.reading() as db:
        wrapped = db.scalar(select(DossierKey.wrapped).where(DossierKey.dossier == dossier))
    assert wrapped is not None
    envelope = house.made.keyring.envelope(wrapped, dossier_key_place(dossier))
    return [(entry, open_body(envelope, entry)) for entry in entries_of(house, dossier)]


def life_of(house: House, dossier: str) -> Life:
    """Return what a person did between the beginning and the end."""
    told = [(entry.kind, entry.field, entry.row, body | {"facts": entry.facts}) for entry, body in opened(house, dossier)]
    return [one for one in told if not one[0].startswith("dossier.")]


def lived_again(phone: Pocket, code: str, life: Life) -> str:
    """Do on a phone what somebody did with plain forms, and hand in."""
    dossier, start = phone.begins(code)
    ops = [start]
    for kind, field, row, body in life:
        said = {name: value for name, value in body.items() if name not in {"field", "row", "facts"}}
        ops.append(phone.op(dossier, kind, field, row, body=said, facts=body["facts"]))
    ops.append(phone.submits(dossier))
    for at in range(0, len(ops), 50):
        told = phone.sends(*ops[at : at + 50])
        assert told["refused"] == told["parked"] == []
    return dossier


def marks(house: House, dossier: str) -> set[tuple[str, str]]:
    with house.database.reading() as db:
        return {(row.purpose, row.mark) for row in db.scalars(select(Mark).where(Mark.dossier == dossier)) if row.purpose not in BOUND}


def findings(house: House, dossier: str) -> dict[str, Any]:
    """Return owner and problems as the desk reads them."""
    with house.database.reading() as db:
        told = queries.happenings(db, house.made.keyring, dossier, ("dossier.submit", "dossier.judged"))
    found: dict[str, Any] = {}
    for one in told:
        found |= one.body
    return {"owner": found["owner"], "problems": found["problems"]}


@pytest.mark.parametrize(("code", "answers"), [(PENSION, OLD_WOMAN), (PENSION, ANSWERS), (PASSPORT, FISHERMAN)])
def test_a_dossier_handed_in_by_phone_and_one_by_plain_forms_are_the_same(both: House, code: str, answers: dict[str, Any]) -> None:
    person, phone = Person(both), Pocket(both)
    walked = person.walk(code, answers, loosely=answers is ANSWERS)
    walked.hand_in()
    dossier = lived_again(phone, code, life_of(both, walked.dossier))
    formed, phoned = sheet_of(both, walked.dossier), sheet_of(both, dossier)
    names = [name for name in Top.__dataclass_fields__ if name not in ITS_OWN]
    assert {name: getattr(phoned, name) for name in names} == {name: getattr(formed, name) for name in names}
    assert len(names) > 10
    for part in ("answers", "papers", "explained", "conflicts"):
        assert getattr(phoned, part) == getattr(formed, part)
    assert marks(both, dossier) == marks(both, walked.dossier)
    assert findings(both, dossier) == findings(both, walked.dossier)
    facts = [entry.facts for entry in entries_of(both, walked.dossier) if entry.kind == "dossier.submit"]
    assert [entry.facts | {"filing_day": ""} for entry in entries_of(both, dossier) if entry.kind == "dossier.submit"] == facts
    require_whole(both)


def test_a_submission_with_nothing_answered_is_received_and_says_what_is_to_be_mended(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    submit = phone.submits(dossier)
    told = phone.sends(start, submit)
    assert acked(told) == [start["id"], submit["id"]]
    status = told["changes"][0]["status"]
    assert status["state"] in {"submitted", "prepared"}
    assert {problem["level"] for problem in status["problems"]} >= {"error"}
    assert findings(both, dossier)["problems"] == status["problems"]
    with both.database.reading() as db:
        assert queries.show_by_slip(db, both.made.keyring, phone.slips[dossier].code)["problems"] == status["problems"]
    walked = Person(both).walk(PENSION, ANSWERS, loosely=True)
    walked.hand_in()
    assert findings(both, walked.dossier)["owner"] != findings(both, dossier)["owner"]


def test_ten_submissions_are_one(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    submits = [phone.submits(dossier) for _ in range(10)]
    told = phone.sends(start, *submits)
    assert acked(told) == [start["id"], submits[0]["id"]]
    assert [(no["code"], no["fate"]) for no in told["refused"]] == [("already_submitted", "drop")] * 9
    assert kinds_of(both, dossier) == ["dossier.start", "dossier.submit", "dossier.judged"]


@pytest.mark.parametrize(("days", "counts"), [(-31, False), (-30, True), (-1, True), (0, True), (1, True), (2, False)])
def test_the_day_of_filing_is_the_phones_from_thirty_days_before_to_one_day_after(both: House, days: int, counts: bool) -> None:
    phone = Pocket(both)
    here = date(2026, 11, 23)
    said = (here + timedelta(days=days)).isoformat()
    dossier, start = phone.begins()
    status = phone.sends(start, phone.submits(dossier, day=said))["changes"][0]["status"]
    assert status["filed_on"] == (said if counts else here.isoformat())
    facts = entries_of(both, dossier)[1].facts
    assert (facts["filing_day"], facts["received_on"]) == (said, here.isoformat())


@pytest.mark.parametrize("day", ["", "tomorrow", "23/11/2026", "2026-11-31", 5, None])
def test_a_day_that_is_none_is_the_day_of_arrival(house: House, day: Any) -> None:
    phone = Pocket(house)
    dossier, start = phone.begins()
    told = phone.sends(start, phone.submits(dossier, day=day))
    assert told["refused"] == []
    assert told["changes"][0]["status"]["filed_on"] == "2026-11-23"


def test_rules_see_the_day_of_filing_and_not_the_day_of_arrival(both: House) -> None:
    """A person who turned 75 on the boat, the day before the signal came."""
    found = []
    for day in ("2026-11-23", "2026-11-24"):
        phone = Pocket(both)
        dossier, start = phone.begins()
        answers = [("owner.birth_date", "2026-11-24"), ("unit", VAN_DON)]
        told = phone.sends(start, *(phone.sets(dossier, *answer) for answer in answers), phone.submits(dossier, day=day))
        found.append([p["code"] for p in told["changes"][0]["status"]["problems"] if p["field"] == "owner.birth_date"])
    assert found[0] != found[1]
    assert found[0] != []


def test_a_prepared_dossier_takes_the_code_of_the_portal(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins(PASSPORT)
    ops = [start, phone.submits(dossier), phone.op(dossier, "portal.code", facts={"code": "H49.1-261123-0001"})]
    told = phone.sends(*ops)
    assert told["refused"] == []
    assert told["changes"][0]["status"]["official_code"] == "H49.1-261123-0001"
    assert told["changes"][0]["status"]["state"] == "prepared"


# proves I8
def test_a_dossier_moves_only_along_its_steps_whatever_phones_say(both: House) -> None:
    kinds = ["dossier.submit", "dossier.withdraw", "portal.code", "answer.set", "dossier.start", "desk.accepted", "consent.give"]
    allowed = {(state, move.state) for (_, state, _), move in MOVES.items()}
    seen = set()
    for first in kinds:
        phone = Pocket(both)
        dossier, start = phone.begins()
        phone.sends(start)
        before = State.DRAFT
        for kind in [first, *kinds, *reversed(kinds)]:
            phone.sends(a_saying(phone, dossier, kind, start))
            after = sheet_of(both, dossier).state
            assert after == before or (before, after) in allowed, (before, kind, after)
            seen.add((before, after))
            before = after
        both.clock.forward(minutes=1)
    assert len(seen) > 3
    require_whole(both)


def a_saying(phone: Pocket, dossier: str, kind: str, start: Wire) -> Wire:
    body: Wire = {"ticks": [], "manifest": {}, "reason": "", "value": "x", "slips": [], "secret": "", "what": "stream"}
    facts = start["facts"] if kind == "dossier.start" else {"code": "H49"} if kind == "portal.code" else {}
    made = phone.op(dossier, kind, "owner.name" if kind == "answer.set" else None, body=body, facts=facts)
    told = phone.sends(made)
    if any(no["fate"] == "hand_over" for no in told["refused"]):
        phone.seqs[dossier] -= 1
        return phone.op(dossier, "op.void", facts={"void": made["id"]})
    return made


# proves I12
def test_the_log_is_the_same_whatever_language_was_shown(house: House) -> None:
    lives = []
    for lang in ("vi", "en"):
        walked = Person(house, lang).walk(PENSION, OLD_WOMAN)
        walked.hand_in()
        lives.append([(entry.kind, entry.field, entry.facts, body) for entry, body in opened(house, walked.dossier)])
    bare = [[(kind, field, {**facts, "nth": []}, without_slip(body)) for kind, field, facts, body in life] for life in lives]
    assert bare[0] == bare[1]
    assert len(bare[0]) > 15


def without_slip(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in {"slips", "secret"}}


# proves I9
def test_every_dossier_that_ever_came_is_open_closed_withdrawn_or_set_aside(both: House) -> None:
    phone, said = Pocket(both), []
    for number in range(6):
        dossier, start = phone.begins()
        more = [[], [phone.submits(dossier)], [phone.op(dossier, "dossier.withdraw", body={"reason": ""})]][number % 3]
        said.append(dossier)
        phone.sends(start, *more)
    dossier, start = phone.begins()
    phone.sends(start | {"facts": start["facts"] | {"digest": "0" * 64}})
    with both.database.reading() as db:
        from webapp.dossiers.models import DossierRow
        from webapp.sync.models import SetAside

        there = {row.id for row in db.scalars(select(DossierRow))}
        aside = {row.dossier for row in db.scalars(select(SetAside))}
    assert there == set(said)
    assert aside == {dossier}
