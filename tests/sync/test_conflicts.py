"""Two devices answer from the same picture: both answers are kept, the later number shows, the person chooses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.houses import House
from tests.sync.asking import require_whole, sheet_of
from tests.sync.pockets import Pocket, Wire, acked
from webapp.dossiers.access import grant
from webapp.dossiers.sheet import DossierSheet
from webapp.kernel.ids import new_id

REPEAT, INSIDE = "boat.crew", "crew.name"


def two_phones(both: House) -> tuple[Pocket, Pocket, str, Wire]:
    """Return two phones of one person, a dossier that both have, and an answer that both have seen."""
    here, there = Pocket(both), Pocket(both)
    dossier, start = here.begins()
    first = here.sets(dossier, "owner.name", "NGUYỄN AN")
    here.sends(start, first)
    there.sends()
    with both.database.transaction() as tx:
        grant(tx, f"keyholder:{there.device}", dossier, "own", both.clock.now())
    there.sends()
    assert there.keys[dossier] == here.keys[dossier]
    return here, there, dossier, first


def versions(sheet: DossierSheet) -> dict[str, Any]:
    return {version.entry: (version.value, version.shows) for conflict in sheet.conflicts for version in conflict.versions}


# proves FM 13, FM 16, I5, I11
@pytest.mark.parametrize("first_comes", ["here", "there"])
def test_two_answers_from_one_base_are_two_heads_and_one_that_has_seen_both_ends_it(both: House, first_comes: str) -> None:
    here, there, dossier, first = two_phones(both)
    said = {
        "here": (here, here.sets(dossier, "owner.name", "TRẦN BÌNH", base=[first["id"]])),
        "there": (there, there.sets(dossier, "owner.name", "LÊ CHI", base=[first["id"]])),
    }
    order = [first_comes, "there" if first_comes == "here" else "here"]
    for name in order:
        phone, op = said[name]
        assert acked(phone.sends(op)) == [op["id"]]
    sheet = sheet_of(both, dossier)
    late, early = said[order[1]][1], said[order[0]][1]
    shown = {"here": "TRẦN BÌNH", "there": "LÊ CHI"}
    assert versions(sheet) == {early["id"]: (shown[order[0]], False), late["id"]: (shown[order[1]], True)}
    assert sheet.answers["owner.name", None] == shown[order[1]]
    page = here.browser.get(f"/vi/dossiers/{dossier}/steps/name").get_data(as_text=True)
    assert all(name in page for name in shown.values())
    chosen = here.sets(dossier, "owner.name", shown[order[0]], base=[early["id"], late["id"]])
    here.sends(chosen)
    after = sheet_of(both, dossier)
    assert after.conflicts == ()
    assert after.answers["owner.name", None] == shown[order[0]]
    assert [op["id"] for change in there.sends()["changes"] for op in change["entries"]][-1] == chosen["id"]
    require_whole(both)


def test_answers_to_different_questions_are_no_conflict(both: House) -> None:
    here, there, dossier, _ = two_phones(both)
    here.sends(here.sets(dossier, "owner.birth_date", "1945"))
    there.sends(there.sets(dossier, "contact.phone", "0912345678"))
    sheet = sheet_of(both, dossier)
    assert sheet.conflicts == ()
    assert len(sheet.answers) == 3


@pytest.mark.parametrize("removed_first", [True, False])
def test_a_row_removed_here_and_edited_there_is_a_conflict_and_nothing_is_gone(both: House, removed_first: bool) -> None:
    here, there, dossier, _ = two_phones(both)
    row = new_id()
    added, named = here.op(dossier, "row.add", REPEAT, row), here.sets(dossier, INSIDE, "An", row=row)
    here.sends(added, named)
    there.sends()
    gone = here.op(dossier, "row.remove", REPEAT, row, base=[added["id"], named["id"]])
    edited = there.sets(dossier, INSIDE, "Bình", row=row, base=[named["id"], added["id"]])
    for phone, op in [(here, gone), (there, edited)] if removed_first else [(there, edited), (here, gone)]:
        assert acked(phone.sends(op)) == [op["id"]]
    sheet = sheet_of(both, dossier)
    assert [(one.part, one.field, one.row) for one in sheet.conflicts] == [("row", REPEAT, row)]
    assert {version.entry for version in sheet.conflicts[0].versions} == {gone["id"], edited["id"]}
    assert (row in sheet.rows.get(REPEAT, ())) is removed_first
    back = here.op(dossier, "row.add", REPEAT, row, base=[gone["id"], edited["id"]])
    here.sends(back)
    settled = sheet_of(both, dossier)
    assert settled.conflicts == ()
    assert settled.answers[INSIDE, row] == "Bình"
    require_whole(both)


def test_a_draft_that_is_worked_on_with_plain_forms_and_a_phone_at_once_keeps_both(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    first = phone.sets(dossier, "owner.name", "NGUYỄN AN")
    phone.sends(start, first)
    page = phone.browser.get(f"/vi/dossiers/{dossier}/steps/name").get_data(as_text=True)
    stamp = page.split('name="_form" value="')[1].split('"')[0]
    phone.sends(phone.sets(dossier, "owner.name", "TRẦN BÌNH", base=[first["id"]]))
    posted = phone.browser.post(f"/vi/dossiers/{dossier}/steps/name", data={"_form": stamp, "owner.name": "LÊ CHI"})
    assert posted.status_code == 303
    assert [shows for _, shows in versions(sheet_of(both, dossier)).values()] == [False, True]
    require_whole(both)


# proves FM 41, I9
def test_one_person_twice_from_two_phones_is_two_dossiers_that_are_found_together(both: House) -> None:
    dossiers = []
    for _ in range(2):
        phone = Pocket(both)
        dossier, start = phone.begins()
        answers = [("owner.name", "NGUYỄN AN"), ("owner.personal_id", "022145000123"), ("unit", {"province": "22", "commune": "06994"})]
        phone.sends(start, *(phone.sets(dossier, *answer) for answer in answers), phone.submits(dossier))
        dossiers.append(dossier)
    from webapp.dossiers.queries import find_by_mark

    with both.database.reading() as db:
        found = find_by_mark(db, both.made.keyring, "06994", "personal_id", "022145000123")
    assert {top.id for top in found} == set(dossiers)
