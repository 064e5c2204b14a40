"""Handing in: once, at the right day, with what the officer needs and nothing in clear."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.dossiers.conftest import OWNER, UNIT, Office, an_officer
from webapp.dossiers import queries, service
from webapp.dossiers.service import Change, Owner, Submission
from webapp.kernel.actor import Citizen
from webapp.kernel.ids import new_id
from webapp.kernel.problems import NotAllowed, NotFound, Problem, WrongState
from webapp.migrations.tables import all_tables


def test_the_route_desk_submits_and_the_others_only_prepare(office: Office) -> None:
    states = {}
    for route in ("desk", "portal", "counter"):
        dossier = office.start().id
        done = office.submit(dossier, route)
        states[route] = (done.state.value, done.official)
        sheet = office.sheet(dossier)
        assert (sheet.step, sheet.desk_unit) == ((1, UNIT) if route == "desk" else (0, None))
    assert states == {"desk": ("submitted", 1), "portal": ("prepared", None), "counter": ("prepared", None)}
    with office.database.reading() as db:
        assert queries.count_submitted(db) == 1


def test_ten_taps_at_once_hand_in_once(office: Office) -> None:
    dossier = office.start().id

    def tap(_: int) -> service.Submitted:
        return office.submit(dossier)

    with ThreadPoolExecutor(10) as threads:
        done = list(threads.map(tap, range(10)))
    assert sorted(each.again for each in done) == [False] + [True] * 9
    assert office.kinds(dossier).count("dossier.submit") == 1
    with office.database.reading() as db:
        assert queries.verify(db) == []


def test_ten_browsers_writing_at_once_lose_nothing(office: Office) -> None:
    dossiers = [office.start().id for _ in range(10)]

    def write(at: int) -> None:
        for number in range(5):
            office.answer(dossiers[at], (f"field.{number}", number))

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(write, range(10)))
    assert all(len(office.sheet(dossier).answers) == 5 for dossier in dossiers)
    with office.database.reading() as db:
        assert queries.verify(db, queries.head_of(db)) == []


def test_the_same_form_ten_times_at_once_writes_once(office: Office) -> None:
    dossier = office.start().id
    form = service.FormStamp("f", 1, {"a": "x"}, "/vi/next")

    def tap(_: int) -> service.Recorded:
        return office.answer(dossier, ("a", "x"), form=form)

    with ThreadPoolExecutor(10) as threads:
        done = list(threads.map(tap, range(10)))
    assert {each.location for each in done} == {"/vi/next"}
    assert sum(each.written for each in done) == 1


@pytest.mark.parametrize(
    ("said", "filed"),
    [
        ("2026-11-20", "2026-11-20"),
        ("2026-10-24", "2026-10-24"),
        ("2026-10-23", "2026-11-23"),
        ("2026-11-24", "2026-11-24"),
        ("2026-11-25", "2026-11-23"),
        ("1970-01-01", "2026-11-23"),
        ("", "2026-11-23"),
        ("20261120", "2026-11-20"),
        ("not a day", "2026-11-23"),
    ],
)
def test_today_is_frozen_at_the_phones_day_when_that_is_near_ours(said: str, filed: str) -> None:
    assert service.frozen_day(said, datetime(2026, 11, 23, 1, 5, tzinfo=UTC)) == filed


def test_late_in_the_evening_the_day_is_the_one_in_vietnam() -> None:
    assert service.frozen_day("", datetime(2026, 11, 22, 17, 30, tzinfo=UTC)) == "2026-11-23"


def test_both_days_the_ticks_and_the_problems_are_kept(office: Office) -> None:
    dossier = office.start().id
    office.submit(
        dossier,
        filing_day="2026-11-21",
        ticks=["true_statement"],
        problems=[Problem("owner.phone", "missing")],
        manifest={"devices": {"phone": 7}, "sent": ["ab"]},
        promise={"days": 8, "fee": 0, "ground": "NĐ 20/2021"},
    )
    with office.database.reading() as db:
        submit = queries.history(db, office.keyring, dossier)[-1]
    assert (submit.facts["filed_on"], submit.facts["received_on"]) == ("2026-11-21", "2026-11-23")
    assert submit.body["ticks"] == ["true_statement"]
    assert submit.body["problems"][0]["code"] == "missing"
    assert submit.body["manifest"] == {"devices": {"phone": 7}, "sent": ["ab"]}
    assert office.sheet(dossier).promise == {"days": 8, "fee": 0, "ground": "NĐ 20/2021"}


def test_what_a_person_answers_stands_nowhere_in_clear(office: Office) -> None:
    started = office.start()
    canary = "Hoàng Kim Canary"
    row = new_id()
    office.answer(started.id, ("owner.name", canary), ("owner.birth_date", "1945-08-15"), ("owner.phone", "0912345678"))
    office.do(service.add_row, started.id, field="kids", row=row, changes=[Change("kid.name", canary, row)])
    office.do(service.decide_paper, started.id, paper="p", choice="cannot", reason=canary)
    office.do(service.explain_warning, started.id, field="owner.name", code="c", reason=canary)
    office.do(service.ask_help, started.id, about="name", text=canary)
    office.submit(started.id, owner=Owner(canary, "1945-08-15", "022145000123", "0912345678"))
    office.do(service.record_opening, started.id, office.officer)
    office.desk(service.accept, started.id, note=canary)
    secrets = [canary, "1945-08-15", "022145000123", "0912345678", started.slip.code, started.slip.secret, "canary"]
    found = [(table, secret) for table, content in _everything(office).items() for secret in secrets if secret in content]
    assert found == [("dossiers", "canary")]  # the folded name for the officers' search, and nothing else


def _everything(office: Office) -> dict[str, str]:
    tables = all_tables().sorted_tables
    with office.database.reading() as db:
        return {table.name: "\n".join(_plain(value) for row in db.execute(table.select()) for value in row) for table in tables}


def _plain(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def test_the_owner_is_found_by_equal_marks_in_the_same_unit_only(office: Office) -> None:
    dossier = office.submitted().id
    with office.database.reading() as db:
        for purpose, folded in (("personal_id", "022145000123"), ("phone", "0912345678"), ("name_birth", "nguyen thi men|1945-08-15")):
            assert [top.id for top in queries.find_by_mark(db, office.keyring, UNIT, purpose, folded)] == [dossier]
            assert queries.find_by_mark(db, office.keyring, "22-other", purpose, folded) == []


def test_the_official_code_is_noted_on_a_prepared_dossier_only(office: Office) -> None:
    prepared, submitted = office.start().id, office.submitted().id
    office.submit(prepared, "portal")
    for _ in range(2):
        office.do(service.note_official_code, prepared, code="H49.22-261123-0001")
    assert office.sheet(prepared).official_code == "H49.22-261123-0001"
    assert office.kinds(prepared).count("portal.code") == 1
    with pytest.raises(WrongState):
        office.do(service.note_official_code, submitted, code="H49")


def test_a_dossier_is_withdrawn_by_its_owner_until_it_is_accepted(office: Office) -> None:
    draft, submitted, accepted = office.start().id, office.submitted().id, office.submitted().id
    helper = Citizen(new_id())
    with office.database.transaction() as tx:
        service.grant(tx, helper.ref, submitted, "help", office.clock.now())
    office.desk(service.accept, accepted)
    with pytest.raises(NotAllowed):
        office.do(service.withdraw, submitted, helper)
    office.do(service.withdraw, draft)
    office.do(service.withdraw, submitted)
    with pytest.raises(WrongState):
        office.do(service.withdraw, accepted)
    assert [(office.sheet(each).state.value, office.sheet(each).official) for each in (draft, submitted)] == [
        ("withdrawn", None),
        ("withdrawn", 7),
    ]
    with pytest.raises(WrongState):
        office.submit(draft)


def test_an_officer_account_can_not_submit_for_a_citizen_without_a_grant(office: Office) -> None:
    dossier = office.start().id
    with pytest.raises(NotFound), office.acting(an_officer()) as hand:
        service.submit_dossier(*hand, dossier, Submission("desk", UNIT, UNIT, OWNER))
