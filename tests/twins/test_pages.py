"""Slip and progress page of real dossiers, in every state they come to: the same view, and the same bytes, on both sides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.catalogue.conftest import frame_in
from tests.support.houses import Builder, House
from tests.support.people import FISHERMAN, OLD_WOMAN, PASSPORT, PENSION
from tests.support.twins import assert_same_bytes, hostile
from tests.twins.ends import (
    DUE,
    REFUSALS,
    REFUSED,
    EndingPhone,
    Json,
    Slip,
    differences,
    handed_in,
    slip_in,
    through_desks,
    top_of,
    withdraw,
)
from webapp.dossiers import service
from webapp.dossiers.states import State
from webapp.kernel.actor import Citizen
from webapp.kernel.ids import new_id
from webapp.kernel.problems import Problem

LANGS = ("vi", "en")
BIRTH = "1.001193"
GENERIC = 10
UNREADABLE = (Problem("official_code", "official_code_unreadable"),)


@pytest.fixture(scope="module")
def house(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = builder.build(tmp_path_factory.mktemp("ends") / "data")
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def phone(builder: Builder) -> Iterator[EndingPhone]:
    with EndingPhone(builder.parts) as asked:
        yield asked


def both(house: House, dossier: str) -> list[Slip]:
    return [slip_in(house, dossier, lang) for lang in LANGS]


def drawn(slips: list[Slip]) -> list[tuple[str, Json]]:
    """The pages of these views, as they are and with hostile words in them."""
    pages: list[tuple[str, Json]] = []
    for slip in slips:
        frame = frame_in(slip.asked["lang"])
        pages += [("citizen/receipt.html", frame | slip.ours["receipt"]), ("citizen/progress.html", frame | slip.ours["progress"])]
    return [*pages, *((template, hostile(view)) for template, view in pages)]


@pytest.fixture(scope="module")
def life(house: House) -> dict[str, list[Slip]]:
    """A pension on its way through all desks, seen after each act; and two that ended early."""
    dossier = handed_in(house, PENSION, OLD_WOMAN).dossier
    seen = {"handed in": both(house, dossier)} | {done: both(house, dossier) for done in through_desks(house, dossier)}
    for way in ("refused", "withdrawn"):
        dossier = handed_in(house, PENSION, OLD_WOMAN).dossier
        if way == "refused":
            list(through_desks(house, dossier, REFUSED))
        else:
            withdraw(house, dossier)
        seen[way] = both(house, dossier)
    return seen


def test_a_pension_has_the_same_slip_and_the_same_steps_whatever_the_desks_did(life: dict[str, list[Slip]], phone: EndingPhone) -> None:
    slips = [slip for both_languages in life.values() for slip in both_languages]
    assert {slip.asked["status"]["state"] for slip in slips} == {
        "submitted", "received", "in_process", "done", "returned", "refused", "withdrawn",
    }  # fmt: skip
    assert list(differences(phone, slips)) == []
    assert_same_bytes(drawn(slips))


def test_the_steps_say_what_the_desks_did(life: dict[str, list[Slip]]) -> None:
    marks = {done: [step["mark"] for step in slips[0].ours["progress"]["steps"]] for done, slips in life.items()}
    assert marks["handed in"] == ["done", "now", "next", "next", "next", "next"]
    assert marks["accepted"] == ["done", "done", "now", "next", "next", "next"]
    assert marks["sent back"] == ["done", "done", "now", "next", "next", "next"]
    assert marks["sealed"] == ["done", "done", "done", "done", "done", "now"]
    assert marks["returned"] == ["done"] * 6
    assert marks["refused"] == marks["withdrawn"] == ["done", "next", "next", "next", "next", "next"]
    vi, en = (slip.ours["progress"] for slip in life["refused"])
    assert [one["text"] for one in vi["reasons"]] == REFUSALS
    assert [one["text"] for one in en["reasons"]] == ["A required paper is still missing. Its name is written below.", REFUSALS[1]]
    assert len(vi["openings"]) == 0
    assert len(life["opened"][0].ours["progress"]["openings"]) == 1
    accepted = life["accepted"][0].ours
    assert accepted["progress"]["due"] == accepted["receipt"]["due"] == "thứ Sáu, 4/12/2026"
    assert life["accepted"][0].asked["status"]["due_on"] == DUE


def test_who_only_follows_gets_the_same_page_too(house: House, phone: EndingPhone) -> None:
    dossier = handed_in(house, PENSION, OLD_WOMAN).dossier
    slips = [slip_in(house, dossier, lang, own=False) for lang in LANGS]
    assert list(differences(phone, slips)) == []


PREPARED = [
    (PASSPORT, FISHERMAN),
    (PASSPORT, FISHERMAN | {"applicant.vneid": True}),
    (BIRTH, {}),
    (BIRTH, {"unit": {"province": "22", "commune": "06685"}}),
    (PENSION, OLD_WOMAN | {"unit": {"unknown": True}}),
]


def test_guides_that_end_elsewhere_are_prepared_alike(house: House, phone: EndingPhone) -> None:
    slips: list[Slip] = []
    for code, given in PREPARED:
        dossier = handed_in(house, code, given).dossier
        slips += both(house, dossier)
        slips += [slip_in(house, dossier, lang, "Gõ <sai>", UNREADABLE) for lang in LANGS]
        if top_of(house, dossier).state is State.PREPARED:
            note_code(house, dossier)
            slips += both(house, dossier)
    assert sum(slip.ours["receipt"]["official_code"] == "G22.99-261123-0001" for slip in slips) >= 4
    assert {way["route"] for slip in slips for way in slip.ours["receipt"]["ending"]["ways"]} == {"portal", "counter"}
    assert list(differences(phone, slips)) == []
    assert_same_bytes(drawn(slips))


def note_code(house: House, dossier: str) -> None:
    made, now, person = house.made, house.clock.now(), Citizen(new_id())
    with made.database.transaction() as tx:
        service.grant(tx, person.ref, dossier, "own", now)
        service.note_official_code(tx, made.keyring, person, now, dossier, "G22.99-261123-0001")


def test_procedures_without_a_guide_end_alike(house: House, phone: EndingPhone) -> None:
    made = house.made
    plain = [code for code in sorted(made.catalogue.procedures) if not made.shelf.has_guide(code)]
    codes = plain[:: len(plain) // GENERIC][:GENERIC]
    slips = [slip for code in codes for slip in both(house, handed_in(house, code, {}).dossier)]
    assert len(slips) == 2 * GENERIC
    assert len({slip.ours["receipt"]["ending"]["decided_by"] for slip in slips}) >= 3
    assert list(differences(phone, slips)) == []
    assert_same_bytes(drawn(slips))
