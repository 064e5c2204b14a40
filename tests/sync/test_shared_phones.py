"""The worker of a shared phone: it sends for everybody, and the browser's cookie, which is whoever's, opens none of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from tests.support.houses import House
from tests.sync.pockets import Pocket, acked
from webapp.accounts.models import Keyholder
from webapp.sync.models import KeyholderLink

NAME = "NGUYỄN THỊ MẾN"


def begun(phone: Pocket) -> str:
    dossier, start = phone.begins()
    told = phone.sends(start, phone.sets(dossier, "owner.name", NAME), alone=True)
    assert told["refused"] == []
    return dossier


def shows(phone: Pocket) -> dict[str, str]:
    return {"Cam-Tay-Device": phone.device, "Cam-Tay-Secret": phone.secret}


def counted(house: House, what: Any) -> int:
    with house.database.reading() as db:
        return db.scalar(select(func.count()).select_from(what)) or 0


# proves I7
def test_a_worker_that_goes_alone_is_linked_to_no_cookie_and_writes_nothing_when_it_comes_again(both: House) -> None:
    browser = both.browser()
    browser.post("/vi/dossiers", data={"procedure": "1.001193"})  # the cookie of whoever has the phone
    phone = Pocket(both, browser)
    dossier = begun(phone)
    assert counted(both, KeyholderLink) == 0
    assert browser.get(f"/vi/dossiers/{dossier}/review").status_code == 404
    before = counted(both, Keyholder)
    answer = phone.posts([], alone=True)
    assert "Set-Cookie" not in answer.headers
    assert answer.get_json()["changes"] == []  # what the cookie began is not told to the worker
    assert counted(both, Keyholder) == before == 2
    assert Pocket(both).posts([], alone=True, device=phone.device).status_code == 403


def test_what_a_phone_says_it_has_to_the_largest_number_is_not_told_to_it(both: House) -> None:
    phone = Pocket(both)
    dossier = begun(phone)
    assert phone.sends(alone=True, have={})["changes"] != []
    assert phone.sends(alone=True, have={dossier: 2**53 - 1})["changes"] == []


# proves I7
def test_a_code_for_one_persons_dossiers_opens_those_and_no_others(both: House) -> None:
    phone = Pocket(both)
    grans, lans = begun(phone), begun(phone)
    stranger = Pocket(both)
    strangers = begun(stranger)
    asked = {"digits": "5678", "dossier": [grans, strangers, "x"]}
    answer = phone.browser.post("/vi/leave", data=asked, headers=shows(phone))
    assert answer.status_code == 204
    code = answer.headers["Cam-Tay-Code"]
    assert acked(phone.sends(phone.sets(lans, "owner.name", "HOÀNG NGỌC LAN"), alone=True)) != []  # the worker stays

    home = Pocket(both)
    home.sends(alone=True)
    wrong = home.browser.post("/vi/resume", data={"resume": code, "digits": "0000"}, headers=shows(home))
    assert (wrong.status_code, "Cam-Tay-Brought" in wrong.headers) == (422, False)
    found = home.browser.post("/vi/resume", data={"resume": code, "digits": "5678"}, headers=shows(home))
    assert (found.status_code, found.headers["Cam-Tay-Brought"]) == (204, grans)
    assert {change["dossier"] for change in home.sends(alone=True)["changes"]} == {grans}
    assert home.browser.get(f"/vi/dossiers/{grans}/review").status_code == 404


def test_nobody_gets_a_code_with_another_secret_or_for_what_is_not_theirs(both: House) -> None:
    phone, stranger = Pocket(both), Pocket(both)
    dossier = begun(phone)
    stranger.sends(alone=True)
    theirs = stranger.browser.post("/vi/leave", data={"digits": "1", "dossier": dossier}, headers=shows(stranger))
    assert (theirs.status_code, "Cam-Tay-Code" in theirs.headers) == (204, False)
    for wrong in ({"Cam-Tay-Secret": stranger.secret}, {"Cam-Tay-Secret": ""}, {"Cam-Tay-Device": "x"}):
        answer = both.browser().post("/vi/leave", data={"digits": "1", "dossier": dossier}, headers=shows(phone) | wrong)
        assert (answer.status_code, "Cam-Tay-Code" in answer.headers) == (200, False)


def test_pages_of_locks_lead_back_where_the_centre_keeps_everything_and_read_no_secret(both: House) -> None:
    browser = both.browser()
    for place in ("phone", "phone/new", "phone/change", "phone/forgotten", "unlock"):
        assert browser.get(f"/vi/{place}").headers["Location"] == "/vi/dossiers/"
        assert browser.post(f"/vi/{place}", data={"secret": "480216"}).headers["Location"] == "/vi/dossiers/"
    assert {browser.get("/en/lock").headers["Location"], browser.post("/en/lock").headers["Location"]} == {"/en/leave"}
