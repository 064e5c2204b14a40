"""What a person types is kept once, never lost, and never silently overwritten by another browser."""

from __future__ import annotations

import pytest

from tests.dossiers.conftest import Office
from webapp.dossiers import service
from webapp.dossiers.access import grant
from webapp.dossiers.edge import UnsafeValue
from webapp.dossiers.models import UsedForm
from webapp.dossiers.service import CLEAR, Change, FileStamp, FormStamp
from webapp.kernel.actor import Citizen
from webapp.kernel.digest import canonical_json, sha256_hex
from webapp.kernel.ids import new_id
from webapp.kernel.problems import AlreadySubmitted, NotAllowed, NotFound


def _form(
    office: Office, dossier: str, name: str = "f1", posted: object = None, location: str = "/next", seen: int | None = None
) -> FormStamp:
    return FormStamp(name, office.sheet(dossier).last_seq if seen is None else seen, posted, location)


def _second_browser(office: Office, dossier: str) -> Citizen:
    other = Citizen(new_id())
    with office.database.transaction() as tx:
        grant(tx, other.ref, dossier, "own", office.clock.now())
    return other


def test_an_answer_comes_back_as_it_was_given(office: Office) -> None:
    dossier = office.start().id
    address = {"province": "22", "commune": "06967", "detail": "thôn Đông"}
    office.answer(dossier, ("owner.name", "Nguyễn Thị Mến"), ("owner.address", address), ("fee", 2**53), ("agrees", False))
    answers = office.sheet(dossier).answers
    assert answers["owner.name", None] == "Nguyễn Thị Mến"
    assert answers["owner.address", None] == address
    assert (answers["fee", None], answers["agrees", None]) == (2**53, False)


def test_an_equal_answer_writes_nothing(office: Office) -> None:
    dossier = office.start().id
    office.answer(dossier, ("a", {"province": "22", "detail": "x"}), ("b", "same"))
    again = office.answer(dossier, ("a", {"detail": "x", "province": "22"}), ("b", "same"), ("c", CLEAR))
    assert (again.written, again.last_seq) == (0, office.sheet(dossier).last_seq)
    assert office.kinds(dossier) == ["dossier.start", "answer.set", "answer.set"]


def test_true_and_one_are_different_answers(office: Office) -> None:
    dossier = office.start().id
    office.answer(dossier, ("a", True))
    assert office.answer(dossier, ("a", 1)).written == 1


def test_a_cleared_answer_is_gone_and_stays_in_the_log(office: Office) -> None:
    dossier = office.start().id
    office.answer(dossier, ("a", "x"))
    office.answer(dossier, ("a", CLEAR))
    assert office.sheet(dossier).answers == {}
    assert office.kinds(dossier)[-1] == "answer.clear"


def test_the_same_form_twice_writes_once_and_leads_to_the_same_place(office: Office) -> None:
    dossier = office.start().id
    form = _form(office, dossier, posted={"a": ["x"]}, location="/vi/first")
    first = office.answer(dossier, ("a", "x"), form=form)
    second = FormStamp(form.form, form.seen, form.posted, "/vi/second")
    again = office.answer(dossier, ("a", "other"), form=second)
    assert (first.location, again.location, again.folded, again.written) == ("/vi/first", "/vi/first", True, 0)
    assert office.sheet(dossier).answers["a", None] == "x"


def test_a_form_restored_by_back_with_a_new_value_is_a_new_answer(office: Office) -> None:
    dossier = office.start().id
    seen = office.sheet(dossier).last_seq
    office.answer(dossier, ("a", "first"), form=FormStamp("f", seen, {"a": "first"}, "/n"))
    office.answer(dossier, ("a", "second"), form=FormStamp("f", seen, {"a": "second"}, "/n"))
    sheet = office.sheet(dossier)
    assert (sheet.answers["a", None], sheet.conflicts) == ("second", ())


def test_the_kept_digest_of_a_form_cannot_be_computed_without_the_key(office: Office) -> None:
    dossier = office.start().id
    office.answer(dossier, ("a", "1945-08-15"), form=_form(office, dossier, posted={"a": "1945-08-15"}))
    with office.database.reading() as db:
        kept = db.query(UsedForm.digest).scalar()
    assert kept not in {sha256_hex(canonical_json([dossier, {"a": "1945-08-15"}])), sha256_hex(canonical_json({"a": "1945-08-15"}))}


def test_two_browsers_that_change_one_field_from_the_same_picture_are_both_kept(office: Office) -> None:
    dossier = office.start().id
    office.answer(dossier, ("a", "before"))
    other = _second_browser(office, dossier)
    seen = office.sheet(dossier).last_seq
    office.answer(dossier, ("a", "mine"), form=FormStamp("f1", seen, 1, "/n"))
    office.answer(dossier, ("a", "yours"), actor=other, form=FormStamp("f2", seen, 2, "/n"))
    sheet = office.sheet(dossier)
    assert sheet.answers["a", None] == "yours"
    [conflict] = sheet.conflicts
    assert [(version.value, version.by, version.shows) for version in conflict.versions] == [
        ("mine", office.citizen.ref, False),
        ("yours", other.ref, True),
    ]
    assert len(sheet.heads["a", None]) == 2


def test_choosing_between_two_answers_ends_the_conflict_even_when_the_shown_one_is_chosen(office: Office) -> None:
    dossier = office.start().id
    other = _second_browser(office, dossier)
    office.answer(dossier, ("a", "mine"), form=FormStamp("f1", 1, 1, "/n"))
    office.answer(dossier, ("a", "yours"), actor=other, form=FormStamp("f2", 1, 2, "/n"))
    assert len(office.sheet(dossier).conflicts) == 1
    office.answer(dossier, ("a", "yours"), form=_form(office, dossier, "f3"))
    sheet = office.sheet(dossier)
    assert (sheet.conflicts, sheet.answers["a", None]) == ((), "yours")


def test_a_browser_that_saw_the_other_answer_simply_replaces_it(office: Office) -> None:
    dossier = office.start().id
    other = _second_browser(office, dossier)
    office.answer(dossier, ("a", "mine"))
    office.answer(dossier, ("a", "yours"), actor=other, form=_form(office, dossier))
    assert office.sheet(dossier).conflicts == ()


def test_rows_keep_the_order_in_which_they_came(office: Office) -> None:
    dossier = office.start().id
    rows = [new_id() for _ in range(3)]
    for row in reversed(rows):
        office.do(service.add_row, dossier, field="children", row=row, changes=[Change("child.name", row[-4:], row)])
    office.do(service.remove_row, dossier, field="children", row=rows[1])
    sheet = office.sheet(dossier)
    assert sheet.rows == {"children": (rows[2], rows[0])}
    assert set(sheet.answers) == {("child.name", rows[2]), ("child.name", rows[0])}
    assert sheet.answer_set().rows_of("children") == (rows[2], rows[0])


def test_a_row_removed_here_and_edited_there_is_a_conflict_and_comes_back(office: Office) -> None:
    dossier = office.start().id
    row = new_id()
    office.do(service.add_row, dossier, field="children", row=row, changes=[Change("child.name", "An", row)])
    other = _second_browser(office, dossier)
    seen = office.sheet(dossier).last_seq
    office.do(service.remove_row, dossier, field="children", row=row, form=FormStamp("f1", seen, 1, "/n"))
    office.answer(dossier, ("child.name", "Anh", row), actor=other, form=FormStamp("f2", seen, 2, "/n"))
    sheet = office.sheet(dossier)
    assert sheet.rows == {"children": (row,)}
    assert sheet.answers["child.name", row] == "Anh"
    assert [conflict.part for conflict in sheet.conflicts] == ["row"]
    office.do(service.remove_row, dossier, field="children", row=row, form=_form(office, dossier, "f3"))
    assert (office.sheet(dossier).rows, office.sheet(dossier).conflicts) == ({}, ())


def test_a_row_edited_there_and_removed_here_unseen_is_a_conflict(office: Office) -> None:
    dossier = office.start().id
    row = new_id()
    office.do(service.add_row, dossier, field="children", row=row)
    other = _second_browser(office, dossier)
    seen = office.sheet(dossier).last_seq
    office.answer(dossier, ("child.name", "Anh", row), actor=other, form=FormStamp("f2", seen, 2, "/n"))
    office.do(service.remove_row, dossier, field="children", row=row, form=FormStamp("f1", seen, 1, "/n"))
    sheet = office.sheet(dossier)
    assert sheet.rows == {}
    assert [conflict.part for conflict in sheet.conflicts] == ["row"]


def test_an_answer_in_a_row_nobody_added_is_not_found(office: Office) -> None:
    dossier = office.start().id
    with pytest.raises(NotFound):
        office.answer(dossier, ("child.name", "An", new_id()))


def test_a_file_wins_over_cannot_get_it(office: Office) -> None:
    dossier = office.start().id
    file = FileStamp(new_id(), "11" * 32, "22" * 32)
    office.do(service.decide_paper, dossier, paper="birth-note", choice="cannot", reason="bị cháy")
    assert office.sheet(dossier).papers["birth-note"] == {"choice": "cannot", "reason": "bị cháy", "files": []}
    office.do(service.attach_paper, dossier, paper="birth-note", file=file)
    office.do(service.attach_paper, dossier, paper="birth-note", file=file)
    sheet = office.sheet(dossier)
    assert sheet.papers["birth-note"] == {"choice": "attached", "reason": "", "files": [file.id]}
    assert sheet.answer_set().value("paper.birth_note")["files"] == [file.id]
    office.do(service.remove_paper, dossier, paper="birth-note", file=file.id)
    assert office.sheet(dossier).papers["birth-note"]["choice"] == "cannot"
    assert office.kinds(dossier).count("paper.attach") == 1


def test_what_was_put_off_and_explained_is_kept_once(office: Office) -> None:
    dossier = office.start().id
    for _ in range(2):
        office.do(service.later, dossier, step="address")
        office.do(service.explain_warning, dossier, field="owner.personal_id", code="year_differs", reason="CMND cũ ghi sai")
        office.do(service.choose_route, dossier, route="counter", unit="22-1")
    sheet = office.sheet(dossier)
    assert sheet.later == ("address",)
    assert sheet.explained == {("owner.personal_id", None): {"code": "year_differs", "reason": "CMND cũ ghi sai"}}
    assert sheet.answers == {}
    assert (sheet.route, sheet.handed_in_at) == ("counter", "22-1")
    assert len(office.kinds(dossier)) == 4


@pytest.mark.parametrize(
    "value", ["a\x00b", "\ud800", 2**53 + 1, -(2**53) - 1, 1.5, {"a": ["x\x00"]}, {"\x00": 1}, [[[[[[[[[[[[[[1]]]]]]]]]]]]]], "x" * 100_001]
)
def test_what_cannot_be_kept_exactly_is_refused_and_nothing_is_stored(office: Office, value: object) -> None:
    dossier = office.start().id
    with pytest.raises(UnsafeValue):
        office.answer(dossier, ("ok", "kept?"), ("a", value))
    assert office.kinds(dossier) == ["dossier.start"]


@pytest.mark.parametrize("dossier", ["01a20000-0000-7000-8000-000000000000", "", "../../etc", "\x00", "a" * 36])
def test_an_unknown_dossier_is_not_found(office: Office, dossier: str) -> None:
    with pytest.raises(NotFound):
        office.answer(dossier, ("a", "x"))


def test_a_foreign_browser_finds_nothing(office: Office) -> None:
    dossier = office.start().id
    for stranger in (Citizen(new_id()), Citizen(None)):
        with pytest.raises(NotFound):
            office.answer(dossier, ("a", "x"), actor=stranger)
        with pytest.raises(NotFound):
            office.submit(dossier, actor=stranger)


def test_a_browser_that_may_only_track_changes_nothing(office: Office) -> None:
    dossier = office.start().id
    tracker = Citizen(new_id())
    with office.acting(tracker) as (tx, _, actor, now):
        service.grant_tracking(tx, actor, now, dossier)
    with pytest.raises(NotFound):
        office.answer(dossier, ("a", "x"), actor=tracker)


def test_nobody_cannot_start_a_dossier(office: Office) -> None:
    with pytest.raises(NotAllowed):
        office.start(Citizen(None))


def test_answers_after_the_submission_are_refused(office: Office) -> None:
    dossier = office.submitted().id
    with pytest.raises(AlreadySubmitted):
        office.answer(dossier, ("owner.name", "Another"))
    with pytest.raises(AlreadySubmitted):
        office.do(service.attach_paper, dossier, paper="p", file=FileStamp(new_id(), "a", "b"))
    assert office.answer(dossier, ("owner.name", "Nguyễn Thị Mến")).written == 0


def test_a_late_repeat_of_an_earlier_form_is_folded_not_refused(office: Office) -> None:
    dossier = office.start().id
    form = _form(office, dossier, posted="x", location="/vi/n")
    office.answer(dossier, ("a", "x"), form=form)
    office.submit(dossier)
    assert office.answer(dossier, ("a", "x"), form=form).location == "/vi/n"
