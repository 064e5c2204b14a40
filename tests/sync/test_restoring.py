"""The centre's rows come back from a backup: phones give back what is missing, and everything is there once."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.house.scene import ANSWERS
from tests.support.houses import House
from tests.support.people import OLD_WOMAN, PENSION, VAN_DON
from tests.support.persons import Person
from tests.sync.asking import aside_of, count, entries_of, kinds_of, require_whole, sheet_of
from tests.sync.pockets import Pocket, Wire, acked, refused

NAME = "Nguyễn Thị Mến"
ROWS = "camtay.sqlite"


def back_up(house: House) -> Path:
    """Copy the rows as they are now."""
    copy = house.data / "backup.sqlite"
    with closing(sqlite3.connect(house.data / ROWS)) as live, closing(sqlite3.connect(copy)) as kept:
        live.backup(kept)
    return copy


def put_back(house: House, copy: Path) -> None:
    """Put the copy where the rows were, and say so."""
    house.database.dispose()
    for part in ("", "-wal", "-shm"):
        (house.data / f"{ROWS}{part}").unlink(missing_ok=True)
    shutil.copy(copy, house.data / ROWS)
    assert house.runner_says("sync", "restored").startswith("incarnation ")


class Keeping(Pocket):
    """A phone that keeps what it sent and what came, as ``static/core`` does, and gives all of it back when rows were lost."""

    def __init__(self, house: House, browser: object = None) -> None:
        super().__init__(house, browser)
        self.kept: dict[str, Wire] = {}
        self.order: dict[str, int] = {}

    def sends(self, *ops: Wire, **said: object) -> Wire:
        told = super().sends(*ops, **said)
        self.kept |= {op["id"]: op for op in ops}
        for ack in told["acks"]:
            self.order[ack["id"]] = ack["server_seq"]
        for change in told["changes"]:
            self.kept |= {op["id"]: op for op in change["entries"]}
            self.order |= {op["id"]: op["server_seq"] for op in change["entries"]}
            if change["dossier"] not in self.sealed:
                self.seals(change["dossier"])
        return told

    def gives_back(self) -> list[Wire]:
        """Notice the new incarnation, send everything, and return the answers."""
        before = self.incarnation
        told = [self.sends(have=self.have)]
        assert told[0]["incarnation"] != before
        self.have = {}
        everything = sorted(self.kept.values(), key=lambda op: self.order.get(op["id"], 10**9))
        for at in range(0, len(everything), 40):
            told.append(self.sends(*everything[at : at + 40], lost=True))
        return told


def same_as(house: House, dossier: str, before: list[tuple[str, str]]) -> None:
    people = [(entry.id, entry.box_hash) for entry in entries_of(house, dossier) if entry.device != "machine"]
    assert sorted(people) == sorted(before)
    assert len({entry_id for entry_id, _ in people}) == len(people)


def written(house: House, dossier: str) -> list[tuple[str, str]]:
    return [(entry.id, entry.box_hash) for entry in entries_of(house, dossier) if entry.device != "machine"]


# proves FM 35, I1, I2
def test_what_a_phone_wrote_after_the_backup_comes_back_once(house: House) -> None:
    phone = Keeping(house)
    old, start = phone.begins()
    phone.sends(start, phone.sets(old, "owner.name", NAME))
    copy = back_up(house)
    new, again = phone.begins()
    phone.sends(phone.sets(old, "owner.birth_date", "1945"), again, phone.sets(new, "unit", VAN_DON), phone.submits(new))
    both = {dossier: written(house, dossier) for dossier in (old, new)}
    sheets = {dossier: sheet_of(house, dossier).answers for dossier in both}
    put_back(house, copy)
    assert count(house)[2] == 1
    told = phone.gives_back()
    assert [no for one in told for no in (*one["refused"], *one["parked"])] == []
    for dossier, before in both.items():
        same_as(house, dossier, before)
        assert sheet_of(house, dossier).answers == sheets[dossier]
    assert sheet_of(house, new).state.value == "submitted"
    before_again = count(house)
    phone.sends(*phone.kept.values(), lost=True)
    assert count(house) == before_again
    require_whole(house)


# proves FM 35, I1
def test_a_dossier_of_plain_forms_that_the_backup_does_not_hold_comes_back_from_the_phone_that_had_it(house: House) -> None:
    """Even the browser's cookie is unknown to the restored rows."""
    copy = back_up(house)
    person = Person(house)
    walked = person.walk(PENSION, OLD_WOMAN)
    phone = Keeping(house, person.browser)
    phone.sends()
    walked.hand_in()
    phone.sends()
    before, sheet = written(house, walked.dossier), sheet_of(house, walked.dossier)
    put_back(house, copy)
    assert count(house) == (0, 0, 0)
    house.clock.forward(days=3)
    told = phone.gives_back()
    assert [no for one in told for no in (*one["refused"], *one["parked"])] == []
    same_as(house, walked.dossier, before)
    after = sheet_of(house, walked.dossier)
    for name in ("state", "official", "step", "route", "handed_in_at", "competent", "owner_search", "answers", "papers", "promise"):
        assert getattr(after, name) == getattr(sheet, name), name
    assert after.filed_on == sheet.filed_on == "2026-11-23"
    assert person.get(f"{walked.base}/receipt").status_code == 200
    require_whole(house)


# proves FM 35
def test_a_draft_that_two_devices_wrote_comes_back_in_the_order_it_was_written(house: House) -> None:
    person = Person(house)
    copy = back_up(house)
    walked = person.walk(PENSION, ANSWERS, loosely=True, until="contact-others")
    phone = Keeping(house, person.browser)
    phone.sends()
    base = list(sheet_of(house, walked.dossier).heads["owner.name", None])
    named = phone.sets(walked.dossier, "owner.name", NAME.upper(), base=base, seq=1)
    phone.sends(named)
    phone.seqs[walked.dossier] = 1
    phone.sends(phone.submits(walked.dossier))
    before = written(house, walked.dossier)
    put_back(house, copy)
    told = phone.gives_back()
    assert [no for one in told for no in (*one["refused"], *one["parked"])] == []
    assert written(house, walked.dossier) == before
    sheet = sheet_of(house, walked.dossier)
    assert sheet.conflicts == ()
    assert sheet.answers["owner.name", None] == NAME.upper()
    assert kinds_of(house, walked.dossier).count("dossier.submit") == 1
    require_whole(house)


# proves FM 35, I7
def test_only_a_phone_that_had_a_dossier_can_give_it_back_and_nobody_uses_the_restore_to_write_in_anothers(house: House) -> None:
    owner, stranger = Keeping(house), Keeping(house)
    dossier, start = owner.begins()
    copy = back_up(house)
    stranger.sends()
    owner.sends(start, owner.sets(dossier, "owner.name", NAME))
    put_back(house, copy)
    owner.gives_back()
    stranger.keys[dossier], stranger.sealed[dossier] = owner.keys[dossier], owner.sealed[dossier]
    forged = stranger.sets(dossier, "owner.name", "KẺ KHÁC", device=owner.device, seq=3)
    assert refused(stranger.sends(forged, lost=True)) == {forged["id"]: "not_yours"}
    assert sheet_of(house, dossier).answers["owner.name", None] == NAME
    mine = owner.sets(dossier, "owner.birth_date", "1945")
    assert acked(owner.sends(mine)) == [mine["id"]]


# proves FM 35, I9
def test_a_photo_that_the_backup_does_not_hold_is_asked_for_again_and_holds_up_nothing(house: House) -> None:
    from tests.house.scene import attach

    person = Person(house)
    copy = back_up(house)
    walked = person.walk(PENSION, ANSWERS, loosely=True)
    attach(walked)
    phone = Keeping(house, person.browser)
    phone.sends()
    walked.hand_in()
    phone.sends()
    put_back(house, copy)
    told = phone.gives_back()
    assert [(no["code"], no["fate"]) for one in told for no in one["refused"]] == [("unreadable_value", "fix")]
    assert [one for answer in told for one in answer["parked"]] == []
    assert sheet_of(house, walked.dossier).state.value == "submitted"
    assert list(aside_of(house).values()) == ["unreadable_value"]


def test_the_command_gives_a_new_name_each_time(house: House) -> None:
    phone = Pocket(house)
    names = [phone.sends()["incarnation"]]
    for _ in range(2):
        house.runner_says("sync", "restored")
        names.append(phone.sends()["incarnation"])
    assert len(set(names)) == 3
