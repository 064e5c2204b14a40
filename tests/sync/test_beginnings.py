"""A dossier that a phone began: pinned to the definition it says, open to both halves of its browser at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.houses import House
from tests.sync.asking import aside_of, count, require_whole, sheet_of
from tests.sync.pockets import Pocket, acked, refused
from webapp.dossiers.models import DossierRow, Grant

LIE = "ab" * 32


# proves FM 40
@pytest.mark.parametrize("lie_first", [True, False])
def test_two_beginnings_in_one_batch_pin_no_definition_that_nobody_has(both: House, lie_first: bool) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    lie = phone.op(dossier, "dossier.start", body=_body(phone, dossier), facts=start["facts"] | {"digest": LIE}, seq=1)
    told = phone.sends(*([lie, start] if lie_first else [start, lie]))
    assert LIE not in _digests(both)
    assert acked(told) in ([], [start["id"]])
    assert len(refused(told)) + len(told["parked"]) + len(acked(told)) == 2
    for begun in acked(told):
        assert begun == start["id"]
        assert phone.browser.get(f"/vi/dossiers/{dossier}/review").status_code == 200
    assert set(aside_of(both).values()) <= {"unknown_definition"}


def test_a_beginning_that_names_another_procedure_than_its_definition_is_handed_over(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    told = phone.sends(start | {"facts": start["facts"] | {"procedure": "1.001456"}})
    assert refused(told) == {start["id"]: "unknown_definition"}
    assert count(both) == (0, 0, 0)
    assert aside_of(both) == {start["id"]: "unknown_definition"}
    assert dossier not in {change["dossier"] for change in phone.sends()["changes"]}


# proves I7
def test_both_halves_of_the_browser_own_what_the_phone_began_from_the_same_moment(both: House) -> None:
    phone, stranger = Pocket(both), Pocket(both)
    stranger.sends()
    dossier, start = phone.begins()
    phone.sends(start, phone.sets(dossier, "owner.name", "Nguyễn Thị Mến"))
    with both.database.reading() as db:
        holders = list(db.execute(select(Grant.holder, Grant.relation, Grant.until).where(Grant.dossier == dossier)))
    assert len({holder for holder, _, _ in holders}) == len(holders) == 2
    assert {(relation, until) for _, relation, until in holders} == {("own", None)}
    assert f"keyholder:{phone.device}" in {holder for holder, _, _ in holders}
    assert phone.browser.get(f"/vi/dossiers/{dossier}/review").status_code == 200
    assert stranger.browser.get(f"/vi/dossiers/{dossier}/review").status_code == 404
    assert sheet_of(both, dossier).answers == {("owner.name", None): "Nguyễn Thị Mến"}
    require_whole(both)


def _body(phone: Pocket, dossier: str) -> dict[str, object]:
    return {"slips": [phone.slips[dossier].code], "secret": phone.slips[dossier].secret}


def _digests(house: House) -> list[str]:
    with house.database.reading() as db:
        return list(db.scalars(select(DossierRow.definition_digest)))
