"""Five steps, each by its role, each once; every reading is written down; erasure leaves a log that verifies."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.dossiers.conftest import UNIT, Office, an_officer
from webapp.dossiers import queries, service
from webapp.dossiers.states import KINDS, MOVES, STEP_ROLES, State
from webapp.kernel.actor import ROLES, Citizen, System
from webapp.kernel.ids import new_id
from webapp.kernel.problems import NotAllowed, NotFound, Refusal, Stale, WrongState

STEPS: list[tuple[Any, dict[str, Any], str, str, int, int]] = [
    (service.accept, {"due_on": "2026-12-03"}, "receiving_officer", "received", 2, 2),
    (service.appraise, {"proposal": "đủ điều kiện"}, "case_officer", "in_process", 4, 3),
    (service.approve, {}, "approver", "in_process", 4, 4),
    (service.seal, {"number": "12/QĐ-UBND", "on": "2026-12-01"}, "clerk", "done", 9, 5),
    (service.return_result, {"handed_to": "chính chủ"}, "receiving_officer", "returned", 10, 0),
]


def _forward(office: Office, dossier: str, steps: int) -> None:
    for verb, said, *_ in STEPS[:steps]:
        office.desk(verb, dossier, **said)


# proves I8
def test_five_steps_lead_to_the_result_each_by_its_own_role(office: Office) -> None:
    dossier = office.submitted().id
    for verb, said, role, state, official, step in STEPS:
        for other in ROLES:
            if other != role:
                with pytest.raises(NotAllowed):
                    office.desk(verb, dossier, an_officer(other), **said)
        office.desk(verb, dossier, an_officer(role), **said)  # type: ignore[arg-type]
        sheet = office.sheet(dossier)
        assert (sheet.state.value, sheet.official, sheet.step) == (state, official, step)
    assert (sheet.due_on, sheet.result_number, sheet.result_on) == ("2026-12-03", "12/QĐ-UBND", "2026-12-01")
    assert sheet.accepted_at == office.clock.now()


def test_the_control_sheet_names_who_did_what_when(office: Office) -> None:
    dossier = office.submitted().id
    for verb, said, *_ in STEPS:
        office.clock.forward(hours=5)
        office.desk(verb, dossier, **said)
    with office.database.reading() as db:
        happened = queries.history(db, office.keyring, dossier)
    desk = [each for each in happened if each.kind.startswith("desk.")]
    assert [each.facts["step"] for each in desk] == [1, 2, 3, 4, 5]
    assert {(each.by, each.body["name"]) for each in desk} == {("account:lan", "Trần Thị Lan")}
    assert [each.at for each in desk] == sorted({each.at for each in desk})


def test_a_refusal_carries_its_reasons_and_ends_the_dossier(office: Office) -> None:
    dossier = office.submitted().id
    office.desk(service.refuse, dossier, reasons=["Không thuộc thẩm quyền"])
    sheet = office.sheet(dossier)
    assert (sheet.state.value, sheet.official, sheet.step) == ("refused", 3, 0)
    with office.database.reading() as db:
        assert queries.history(db, office.keyring, dossier)[-1].body["reasons"] == ["Không thuộc thẩm quyền"]
    with pytest.raises(WrongState):
        office.desk(service.accept, dossier)


def test_sending_back_goes_one_desk_and_never_takes_back_an_official_state(office: Office) -> None:
    dossier = office.submitted().id
    _forward(office, dossier, 4)
    seen = []
    for _ in range(4):
        try:
            office.desk(service.send_back, dossier, reason="số sai")
        except WrongState:
            break
        seen.append((office.sheet(dossier).official, office.sheet(dossier).step))
    assert seen == [(9, 4)]
    office.desk(service.seal, dossier, number="13/QĐ-UBND", on="2026-12-02")
    assert (office.sheet(dossier).official, office.sheet(dossier).result_number) == (9, "13/QĐ-UBND")


def test_a_dossier_sent_back_to_intake_is_taken_in_again_with_its_first_clock(office: Office) -> None:
    dossier = office.submitted().id
    office.desk(service.accept, dossier, due_on="2026-12-03")
    first = office.sheet(dossier).accepted_at
    office.clock.forward(days=1)
    office.desk(service.send_back, dossier, reason="thiếu chữ ký")
    with pytest.raises(WrongState):
        office.desk(service.refuse, dossier, reasons=["muộn"])
    office.desk(service.accept, dossier, due_on="2027-01-01")
    sheet = office.sheet(dossier)
    assert (sheet.accepted_at, sheet.due_on, sheet.step) == (first, "2026-12-03", 2)


def test_of_two_officers_at_once_one_is_told(office: Office) -> None:
    dossier = office.submitted().id
    version = office.sheet(dossier).version

    def decide(at: int) -> str:
        try:
            if at % 2:
                office.desk(service.accept, dossier, an_officer(account=f"o{at}"), version)
            else:
                office.desk(service.refuse, dossier, an_officer(account=f"o{at}"), version, reasons=["x"])
        except (Stale, WrongState) as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(decide, range(8)))
    assert done.count("done") == 1
    assert len([kind for kind in office.kinds(dossier) if kind.startswith("desk.")]) == 1


def test_an_officer_who_saw_an_older_picture_is_told(office: Office) -> None:
    dossier = office.submitted().id
    office.desk(service.accept, dossier)
    version = office.sheet(dossier).version
    office.desk(service.send_back, dossier, reason="x")
    office.desk(service.accept, dossier)
    with pytest.raises(Stale):
        office.desk(service.appraise, dossier, version=version, proposal="x")


def test_opening_a_dossier_does_not_make_the_picture_of_another_officer_old(office: Office) -> None:
    dossier = office.submitted().id
    version = office.sheet(dossier).version
    office.do(service.record_opening, dossier, an_officer(account="minh"))
    office.desk(service.accept, dossier, version=version)


def test_officers_of_another_unit_find_nothing(office: Office) -> None:
    dossier, draft = office.submitted().id, office.start().id
    stranger = an_officer(unit="22-00001")
    with pytest.raises(NotFound):
        office.desk(service.accept, dossier, stranger)
    with pytest.raises(NotFound):
        office.do(service.record_opening, dossier, stranger)
    with pytest.raises(NotFound):
        office.desk(service.accept, draft, version=1)
    with pytest.raises(NotFound):
        office.do(service.record_opening, draft, office.officer)


def test_the_citizen_can_see_who_opened_the_dossier(office: Office) -> None:
    dossier = office.submitted().id
    assert office.do(service.record_opening, dossier, office.officer)
    office.clock.forward(minutes=5)
    assert not office.do(service.record_opening, dossier, office.officer)
    assert office.do(service.record_opening, dossier, an_officer("case_officer", account="minh"))
    office.clock.forward(minutes=6)
    assert office.do(service.record_opening, dossier, office.officer)
    with office.database.reading() as db:
        seen = queries.openings(db, office.keyring, dossier)
    assert [each.by for each in seen] == ["account:lan", "account:minh", "account:lan"]
    assert seen[0].body["unit"] == UNIT


def test_roles_without_a_desk_do_not_open_dossiers(office: Office) -> None:
    dossier = office.submitted().id
    for role in ("agent", "editor", "auditor", "administrator"):
        with pytest.raises(NotFound):
            office.do(service.record_opening, dossier, an_officer(role))  # type: ignore[arg-type]


def test_an_erased_dossier_never_opens_again_and_the_log_still_verifies(office: Office) -> None:
    started = office.submitted()
    with office.database.reading() as db:
        outside = queries.head_of(db)
    office.do(service.erase, started.id, System())
    for read in (queries.dossier, queries.history, queries.openings):
        with office.database.reading() as db, pytest.raises(NotFound):
            read(db, office.keyring, started.id)  # type: ignore[operator]
    with office.database.reading() as db:
        assert queries.verify(db, outside) == []
        assert service.open_for_tracking(db, office.keyring, started.slip.code, "5678") is None
        assert queries.my_dossiers(db, office.citizen, office.clock.now()) == []
        assert queries.top_of_dossier(db, started.id).owner_search == ""
    with pytest.raises(NotFound):
        office.do(service.erase, started.id, System())


def test_only_the_machine_and_an_administrator_erase(office: Office) -> None:
    first, second = office.submitted().id, office.submitted().id
    for actor in (office.citizen, office.officer, Citizen(None)):
        with pytest.raises(NotAllowed):
            office.do(service.erase, first, actor)
    office.do(service.erase, second, an_officer("administrator"))


def test_no_move_leads_back_to_a_lower_official_number() -> None:
    reached: dict[tuple[State, int], set[int]] = {}
    for (_, state, step), there in MOVES.items():
        reached.setdefault((there.state, there.step), set()).add(there.official or 0)
        assert all((there.official or 0) >= number for number in reached.get((state, step), set()))


def test_every_step_has_a_role_and_every_move_of_the_desk_an_owner() -> None:
    for (verb, _, step), there in MOVES.items():
        if verb not in {"submit", "prepare", "withdraw"}:
            assert there.role == STEP_ROLES[step]


def test_every_kind_in_every_state_is_taken_or_refused_by_name(office: Office) -> None:
    from webapp.dossiers.states import require_taken

    for kind, states in KINDS.items():
        for state in State:
            if state in states:
                require_taken(kind, state)
            else:
                with pytest.raises(Refusal):
                    require_taken(kind, state)


def test_a_dossier_unknown_to_the_desk_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        office.do(service.record_opening, new_id(), office.officer)
