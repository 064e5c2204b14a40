"""A long story comes in portions that the slowest line can carry, each beginning where the last one ended."""

from __future__ import annotations

from tests.support.houses import House
from tests.sync.asking import entries_of, require_whole
from tests.sync.pockets import Pocket, Wire, acked
from webapp.sync.changes import MOST_BYTES, MOST_ENTRIES

NAME = "Nguyễn Thị Mến"
BATCH = 50


def everything(phone: Pocket) -> list[Wire]:
    """Ask until there is no more."""
    told = [phone.sends()]
    while told[-1]["more"]:
        assert len(told) < 30
        told.append(phone.sends())
    return told


def portions(told: list[Wire], dossier: str) -> list[Wire]:
    return [change for one in told for change in one["changes"] if change["dossier"] == dossier]


def test_one_long_dossier_comes_in_portions_each_entry_once_and_in_order(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    phone.sends(start)
    for batch in range(2 * MOST_ENTRIES // BATCH + 1):
        phone.sends(*(phone.sets(dossier, "owner.name", f"{NAME} {batch} {number}") for number in range(BATCH)))
    emptied = Pocket(both, phone.browser)
    came = portions(everything(emptied), dossier)
    assert len(came) == 3
    assert [op["id"] for change in came for op in change["entries"]] == [entry.id for entry in entries_of(both, dossier)]
    assert max(len(change["entries"]) for change in came) == MOST_ENTRIES
    assert [change["last_seq"] for change in came] == [change["entries"][-1]["server_seq"] for change in came]
    assert ["key" in change for change in came] == [True, False, False]
    assert emptied.sends()["changes"] == []


def test_long_answers_come_one_after_the_other_and_none_is_too_long_to_come(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    phone.sends(start)
    for _ in range(3):
        phone.sends(phone.sets(dossier, "nobody.knows", "ế" * (MOST_BYTES // 2)))
    emptied = Pocket(both, phone.browser)
    came = portions(everything(emptied), dossier)
    assert len(came) >= 3
    assert [op["id"] for change in came for op in change["entries"]] == [entry.id for entry in entries_of(both, dossier)]


def test_what_is_written_between_two_portions_is_acked_and_nothing_is_left_out(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    phone.sends(start)
    for batch in range(MOST_ENTRIES // BATCH + 1):
        phone.sends(*(phone.sets(dossier, "owner.name", f"{NAME} {batch} {number}") for number in range(BATCH)))
    emptied = Pocket(both, phone.browser)
    first = emptied.sends()
    assert first["more"] is True
    mine = emptied.sets(dossier, "owner.birth_date", "1945", seq=1)
    second = emptied.sends(mine)
    assert acked(second) == [mine["id"]]
    came = portions([first, second, *everything(emptied)], dossier)
    told = {op["id"] for change in came for op in change["entries"]} | {mine["id"]}
    assert told == {entry.id for entry in entries_of(both, dossier)}
    require_whole(both)
