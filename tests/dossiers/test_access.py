"""Slip codes, tracking, resume codes, and who is related to a dossier."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from tests.dossiers.conftest import OWNER, Office, an_officer
from webapp.dossiers import policy, queries, service
from webapp.dossiers.service import Owner
from webapp.dossiers.slip import (
    Slip,
    grouped,
    is_slip_code,
    is_slip_secret,
    luhn_digit,
    make_resume_code,
    make_slip,
    make_slip_code,
    read_resume_code,
    read_slip_code,
)
from webapp.dossiers.states import State
from webapp.kernel.actor import Citizen
from webapp.kernel.ids import new_id
from webapp.kernel.problems import NotAllowed


def _track(office: Office, code: str, check: str) -> str | None:
    with office.database.reading() as db:
        return service.open_for_tracking(db, office.keyring, code, check)


def test_the_code_of_the_specification_has_its_check_digit() -> None:
    assert is_slip_code("1234567890123452")
    assert grouped("1234567890123452") == "1234 5678 9012 3452"


@given(st.text("0123456789", min_size=15, max_size=15), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(body: str, at: int, shift: int) -> None:
    code = body + luhn_digit(body)
    wrong = code[:at] + str((int(code[at]) + shift) % 10) + code[at + 1 :]
    assert is_slip_code(code)
    assert not is_slip_code(wrong)


@pytest.mark.parametrize("typed", ["1234 5678 9012 3452", "1234-5678-9012-3452", " 1234.5678.9012.3452 ", "1234567890123452"])
def test_a_slip_code_is_read_however_it_is_grouped(typed: str) -> None:
    assert read_slip_code(typed) == "1234567890123452"


@pytest.mark.parametrize("typed", ["", "1234", "1234567890123453", "12345678901234521", "１２３４567890123452", "1234567890123452x"])
def test_anything_else_is_no_slip_code(typed: str) -> None:
    assert read_slip_code(typed) == ""


def test_slips_do_not_repeat() -> None:
    slips = [make_slip() for _ in range(500)]
    assert len({slip.code for slip in slips}) == len({slip.secret for slip in slips}) == 500
    assert all(is_slip_code(slip.code) and is_slip_secret(slip.secret) for slip in slips)


def test_a_submitted_dossier_is_found_with_the_phone_the_birth_year_or_the_secret(office: Office) -> None:
    started = office.submitted()
    for check in ("5678", "1945", started.slip.secret):
        assert _track(office, started.slip.code, check) == started.id
    for wrong in ("5679", "1946", "", "0" * 32, "\x00", "đ"):
        assert _track(office, started.slip.code, wrong) is None
    assert _track(office, make_slip_code(), "5678") is None
    assert _track(office, "nonsense", "5678") is None


def test_a_draft_is_found_with_the_secret_only(office: Office) -> None:
    started = office.start()
    office.answer(started.id, ("owner.phone", OWNER.phone))
    assert _track(office, started.slip.code, "5678") is None
    assert _track(office, started.slip.code, started.slip.secret) == started.id


def test_a_person_without_phone_is_found_with_the_birth_year(office: Office) -> None:
    started = office.start()
    office.submit(started.id, owner=Owner("Mến", "1945"))
    assert _track(office, started.slip.code, "1945") == started.id


def test_an_unknown_code_costs_the_same_statements_as_a_wrong_check(office: Office) -> None:
    started = office.submitted()
    counted: list[str] = []

    def count(*said: Any) -> None:
        counted.append(said[2])

    event.listen(office.database.engine, "before_cursor_execute", count)
    with office.database.reading() as db:
        numbers = []
        for code, check in ((started.slip.code, "0000"), (make_slip_code(), "5678"), (started.slip.code, "5678")):
            counted.clear()
            service.open_for_tracking(db, office.keyring, code, check)
            numbers.append(len(counted))
    event.remove(office.database.engine, "before_cursor_execute", count)
    assert numbers == [2, 2, 2]


def test_two_phones_that_made_the_same_code_both_work(office: Office) -> None:
    slip = make_slip()
    first = office.start(slip=slip)
    second = office.start(slip=Slip(slip.code, make_slip().secret))
    assert first.codes == (slip.code,)
    assert second.codes[0] == slip.code
    assert len(second.codes) == 2
    office.submit(first.id)
    office.submit(second.id, owner=Owner("Khác", "1950", "", "0987654321"))
    assert _track(office, slip.code, "5678") == first.id
    assert _track(office, slip.code, "4321") == second.id
    assert _track(office, second.codes[1], "4321") == second.id
    with office.database.reading() as db:
        assert queries.slip_of(db, office.keyring, second.id)[0] == list(second.codes)


def test_tracking_lasts_thirty_minutes(office: Office) -> None:
    dossier, tracker = office.submitted().id, Citizen(new_id())
    with office.acting(tracker) as (tx, _, actor, now):
        service.grant_tracking(tx, actor, now, dossier)
    for minutes, relation in ((29, "track"), (2, None)):
        office.clock.forward(minutes=minutes)
        with office.database.reading() as db:
            assert queries.relation_of(db, tracker, dossier, office.clock.now()) == relation
    with office.acting(tracker) as (tx, _, actor, now):
        service.grant_tracking(tx, actor, now, dossier)
    with office.database.reading() as db:
        assert queries.relation_of(db, tracker, dossier, office.clock.now()) == "track"


def test_owning_counts_more_than_tracking(office: Office) -> None:
    dossier = office.submitted().id
    with office.acting() as (tx, _, actor, now):
        service.grant_tracking(tx, actor, now, dossier)
    with office.database.reading() as db:
        assert queries.relation_of(db, office.citizen, dossier, office.clock.now()) == "own"
        assert queries.relation_of(db, Citizen(None), dossier, office.clock.now()) is None


def test_a_resume_code_brings_the_drafts_to_another_browser_once(office: Office) -> None:
    dossiers = {office.start().id, office.start().id}
    with office.acting() as hand:
        code = service.leave_browser(*hand, "5678")
    other = Citizen(new_id())

    def resume(typed: str, digits: str) -> int | None:
        with office.acting(other) as hand:
            return service.resume(*hand, typed, digits)

    assert resume(code, "0000") is None
    assert resume(make_resume_code(), "5678") is None
    assert len(resume(f"{code[:5].lower()} {code[5:]}", "5678") or ()) == 2
    assert resume(code, "5678") is None
    with office.database.reading() as db:
        assert {top.id for top in queries.my_dossiers(db, other, office.clock.now())} == dossiers


def test_a_resume_code_ends_after_ninety_days(office: Office) -> None:
    office.start()
    with office.acting() as hand:
        code = service.leave_browser(*hand, "5678")
    office.clock.forward(days=91)
    with office.acting(Citizen(new_id())) as hand:
        assert service.resume(*hand, code, "5678") is None
    with pytest.raises(NotAllowed), office.acting(Citizen(None)) as hand:
        service.leave_browser(*hand, "5678")


def test_resume_codes_have_no_letters_that_are_misread() -> None:
    codes = "".join(make_resume_code() for _ in range(300))
    assert not set("01OILU") & set(codes)
    assert read_resume_code("abc") == ""


def test_my_dossiers_are_mine_and_the_last_changed_comes_first(office: Office) -> None:
    first, second = office.start().id, office.start().id
    office.start(Citizen(new_id()))
    office.clock.forward(hours=1)
    office.answer(first, ("a", 1))
    with office.database.reading() as db:
        assert [top.id for top in queries.my_dossiers(db, office.citizen, office.clock.now())] == [first, second]
        assert queries.my_dossiers(db, Citizen(None), office.clock.now()) == []


def test_policies_by_relation_and_state() -> None:
    relations: tuple[policy.Relation | None, ...] = ("own", "help", "track", None)
    assert [policy.may_edit(relation, State.DRAFT) for relation in relations] == [True, True, False, False]
    assert not any(policy.may_edit(relation, state) for relation in relations for state in State if state != State.DRAFT)
    assert [policy.may_track(relation) for relation in relations] == [True, True, True, False]
    assert [policy.may_withdraw(relation, State.SUBMITTED) for relation in relations] == [True, False, False, False]


def test_an_officer_works_only_at_the_desk_where_the_dossier_waits(office: Office) -> None:
    sheet = office.sheet(office.submitted().id)
    assert policy.may_work(an_officer("receiving_officer"), sheet)
    assert not policy.may_work(an_officer("case_officer"), sheet)
    assert not policy.may_work(an_officer("receiving_officer", unit="other"), sheet)
    assert not policy.may_work(office.citizen, sheet)
    assert policy.may_open(an_officer("director"), sheet)
    assert not policy.may_open(an_officer("director", unit="other"), sheet)
