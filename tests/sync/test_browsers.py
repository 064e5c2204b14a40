"""The two halves of a browser are one person, two browsers are two, and nobody is told what is not theirs."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import select

from tests.house.scene import ANSWERS, CANARIES, PENSION, REASON, a_whole_life, scene_in
from tests.support.houses import House
from tests.support.persons import Person
from tests.sync.asking import entries_of, require_whole, sheet_of
from tests.sync.pockets import Pocket, Wire, acked, refused
from webapp.accounts.models import Keyholder
from webapp.dossiers.access import grant
from webapp.dossiers.casework import erase
from webapp.dossiers.slip import RESUME_SIGNS
from webapp.kernel.actor import System
from webapp.sync.models import KeyholderLink

NAME = "Nguyễn Thị Mến"


def begun(phone: Pocket, *answers: tuple[str, Any]) -> str:
    dossier, start = phone.begins()
    told = phone.sends(start, *(phone.sets(dossier, *answer) for answer in answers))
    assert told["refused"] == told["parked"] == []
    return dossier


def changes(told: Wire) -> dict[str, Wire]:
    return {change["dossier"]: change for change in told["changes"]}


def test_a_browser_without_a_cookie_gets_one_and_keeps_it(both: House) -> None:
    phone = Pocket(both)
    first = phone.posts([])
    assert "HttpOnly" in first.headers["Set-Cookie"]
    assert "SameSite=Lax" in first.headers["Set-Cookie"]
    assert "Set-Cookie" not in phone.posts([]).headers
    with both.database.reading() as db:
        assert len(db.scalars(select(Keyholder)).all()) == 2
        assert len(db.scalars(select(KeyholderLink)).all()) == 1


# proves I11
def test_a_draft_begun_with_plain_forms_comes_whole_and_opens(both: House) -> None:
    person = Person(both)
    walked = person.walk(PENSION, ANSWERS, loosely=True, until="contact-others")
    phone = Pocket(both, person.browser)
    told = phone.sends()
    change = changes(told)[walked.dossier]
    kept = entries_of(both, walked.dossier)
    assert [op["id"] for op in change["entries"]] == [entry.id for entry in kept]
    assert [op["hash"] for op in change["entries"]] == [entry.box_hash for entry in kept]
    assert len(kept) > 10
    assert change["last_seq"] == kept[-1].server_seq
    assert change["status"]["slips"] != []
    phone.seqs[walked.dossier] = 0
    named = phone.sets(walked.dossier, "owner.name", NAME.upper(), base=[heads_of(both, walked.dossier, "owner.name")[0]])
    assert acked(phone.sends(named)) == [named["id"]]
    page = person.get(f"{walked.base}/steps/name").get_data(as_text=True)
    assert NAME.upper() in page
    assert changes(phone.sends()) == {}


def heads_of(house: House, dossier: str, field: str) -> list[str]:
    return list(sheet_of(house, dossier).heads[field, None])


# proves I11
def test_a_workers_draft_is_reachable_with_the_cookie_of_the_same_browser(both: House) -> None:
    phone = Pocket(both)
    dossier = begun(phone, ("owner.name", NAME.upper()))
    for page in ("steps/name", "review"):
        answer = phone.browser.get(f"/vi/dossiers/{dossier}/{page}")
        assert answer.status_code == 200
        assert NAME.upper() in answer.get_data(as_text=True)
    assert dossier in phone.browser.get("/vi/dossiers/").get_data(as_text=True)


# proves FM 43, I7
def test_another_browser_is_told_nothing_and_opens_nothing(both: House) -> None:
    phone, other = Pocket(both), Pocket(both)
    dossier = begun(phone, ("owner.name", NAME.upper()))
    begun(other)
    told = other.sends(have={dossier: 0})
    assert dossier not in json.dumps(told)
    assert other.browser.get(f"/vi/dossiers/{dossier}/review").status_code == 404


def test_what_another_machine_held_comes_after_its_code_was_typed(both: House) -> None:
    phone, other = Pocket(both), Pocket(both)
    dossier = begun(phone, ("owner.name", NAME.upper()))
    other.sends()
    left = phone.browser.post("/vi/leave", data={"digits": "1234"}).get_data(as_text=True)
    code = re.search(f"[{RESUME_SIGNS}]{{5}} [{RESUME_SIGNS}]{{5}}", left)
    assert code is not None
    assert other.browser.post("/vi/resume", data={"resume": code[0], "digits": "1234"}).status_code == 303
    told = other.sends()
    assert [op["kind"] for op in changes(told)[dossier]["entries"]] == ["dossier.start", "answer.set"]
    answer = other.sets(dossier, "owner.birth_date", "1945", seq=1)
    assert acked(other.sends(answer)) == [answer["id"]]


# proves FM 51, I7
def test_the_worker_that_stayed_behind_when_a_person_left_hands_nothing_to_the_next(both: House) -> None:
    phone = Pocket(both)
    dossier = begun(phone, ("owner.name", NAME.upper()))
    phone.browser.post("/vi/leave", data={"digits": "1234"})
    answer = phone.posts([])
    assert (answer.status_code, answer.get_json()["error"]) == (403, "unknown_device")
    assert phone.browser.get(f"/vi/dossiers/{dossier}/review").status_code == 404
    assert dossier not in phone.browser.get("/vi/dossiers/").get_data(as_text=True)


# proves FM 2
def test_a_browser_whose_storage_was_emptied_is_told_so_once_and_gets_everything_again(both: House) -> None:
    phone = Pocket(both)
    dossier = begun(phone, ("owner.name", NAME))
    emptied = Pocket(both, phone.browser)
    told = emptied.sends()
    assert told["wiped"] is True
    assert emptied.keys[dossier] == phone.keys[dossier]
    assert len(changes(told)[dossier]["entries"]) == 2
    assert emptied.sends()["wiped"] is False
    assert phone.sends()["wiped"] is False


def test_two_browsers_that_never_met_are_never_taken_for_an_emptied_one(both: House) -> None:
    assert [Pocket(both).sends()["wiped"] for _ in range(3)] == [False] * 3


def test_what_is_new_comes_with_numbers_and_only_once(both: House) -> None:
    person = Person(both)
    phone = Pocket(both, person.browser)
    dossier = begun(phone, ("owner.name", NAME.upper()))
    assert phone.sends()["changes"] == []
    stamp = person.get(f"dossiers/{dossier}/steps/birth-date").get_data(as_text=True).split('name="_form" value="')[1].split('"')[0]
    posted = {"_form": stamp, "owner.birth_date.year": "1945", "owner.birth_date.month": "8", "owner.birth_date.day": "15"}
    assert person.post(f"dossiers/{dossier}/steps/birth-date", posted).status_code == 303
    change = changes(phone.sends())[dossier]
    assert [(op["kind"], op["field"]) for op in change["entries"]] == [("answer.set", "owner.birth_date")]
    assert change["entries"][0]["server_seq"] == change["last_seq"]
    assert "key" not in change
    assert phone.sends()["changes"] == []


def test_a_long_log_comes_in_portions_until_it_is_whole(both: House) -> None:
    phone = Pocket(both)
    dossiers = []
    for _ in range(12):
        dossier, start = phone.begins()
        dossiers.append(dossier)
        phone.sends(start, *(phone.sets(dossier, "owner.name", f"{NAME} {number}") for number in range(45)))
    emptied = Pocket(both, phone.browser)
    told = [emptied.sends()]
    while told[-1]["more"]:
        told.append(emptied.sends())
    assert len(told) > 1
    assert {dossier: len(change["entries"]) for one in told for dossier, change in changes(one).items()} == dict.fromkeys(dossiers, 46)


# proves I7
def test_what_officers_write_among_themselves_never_stands_in_what_a_phone_is_told(house: House) -> None:
    scene = scene_in(house)
    owner = Pocket(house)
    owner.sends()
    with house.database.transaction() as tx:
        grant(tx, f"keyholder:{owner.device}", scene.handed_in.dossier, "own", house.clock.now())
    a_whole_life(scene)
    told = owner.sends()
    change = changes(told)[scene.handed_in.dossier]
    whole = json.dumps(told, ensure_ascii=False)
    assert REASON not in whole
    assert {op["kind"].partition(".")[0] for op in change["entries"]}.isdisjoint({"desk", "machine"})
    assert {"dossier.opened", "dossier.judged", "slip.added"}.isdisjoint(op["kind"] for op in change["entries"])
    assert change["status"]["state"] == "returned"
    assert [one["kind"] for one in change["status"]["history"]] == [
        "dossier.submit",
        "desk.accepted",
        "desk.appraised",
        "desk.approved",
        "desk.sealed",
        "desk.returned",
    ]
    assert {unit["unit"] for unit in change["status"]["openings"]} == {"06994"}
    for browser in [Pocket(house, visitor) for name, visitor in scene.visitors.items() if name != "owner"]:
        said = json.dumps(browser.sends(), ensure_ascii=False)
        assert [canary for canary in CANARIES if canary in said] == []
        assert scene.handed_in.dossier not in said


def test_a_refusal_comes_with_the_reasons_that_its_owner_reads(both: House) -> None:
    from webapp.dossiers import casework, queries
    from webapp.kernel.actor import Officer

    phone = Pocket(both)
    dossier = begun(phone, ("unit", {"province": "22", "commune": "06994"}))
    phone.sends(phone.submits(dossier))
    roles: Any = frozenset({"receiving_officer"})
    with both.database.transaction() as tx:
        top = queries.top_of_dossier(tx, dossier)
        officer = Officer("lan", "Trần Thị Lan", str(top.handed_in_at), roles)
        casework.refuse(tx, both.made.keyring, officer, both.clock.now(), dossier, top.version, ["wrong_place"])
    status = changes(phone.sends())[dossier]["status"]
    assert (status["state"], status["official"], status["reasons"]) == ("refused", 3, ["wrong_place"])


def test_an_erased_dossier_does_not_come_any_more(both: House) -> None:
    phone = Pocket(both)
    gone, kept = begun(phone), begun(phone)
    with both.database.transaction() as tx:
        erase(tx, both.made.keyring, System(), both.clock.now(), gone)
    assert list(changes(phone.sends(have={}))) == [kept]
    require_whole(both)


# proves FM 50
def test_a_request_needs_no_token_of_a_page_and_a_foreign_page_sends_nothing(both: House) -> None:
    phone = Pocket(both)
    dossier = begun(phone)
    late = phone.sets(dossier, "owner.name", NAME)
    both.clock.forward(days=30)
    assert acked(phone.sends(late)) == [late["id"]]
    evil = {"Origin": "https://evil.example", "Content-Type": "application/json", "Cam-Tay-Sync": "1"}
    body = json.dumps({"device": phone.device, "secret": phone.secret, "ops": [phone.submits(dossier)]})
    assert phone.browser.post("/sync", data=body, headers=evil).status_code == 403
    assert sheet_of(both, dossier).state.value == "draft"
    assert refused(phone.sends()) == {}
