"""The text is there and photos are not: citizen and officer see how many are awaited, nobody waits for ever, nobody closes too early."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from tests.house.scene import ANSWERS
from tests.support import odd_files as odd
from tests.support.houses import House
from tests.support.strict_client import text_of
from tests.sync.asking import require_whole
from tests.sync.photos import PIECE, Photo, Tus, attaches, photo
from tests.sync.pockets import Pocket
from webapp.dossiers.picture import Top
from webapp.dossiers.queries import top_of_dossier
from webapp.uploads.models import ExpectedFile, FileRow, Upload
from webapp.uploads.queries import announced_in, file_of

WAY = (
    ("tiepnhan", "accept", {}),
    ("chuyenmon", "appraise", {"proposal": "grant"}),
    ("lanhdao", "approve", {}),
    ("vanthu", "seal", {"number": "12/QĐ", "on": "23/11/2026"}),
    ("tiepnhan", "return", {"handed_to": "Bà Yến"}),
)


class Walk:
    """A dossier that a phone handed in with photos that have not come, and the officers of its desk."""

    def __init__(self, house: House, photos: int = 2) -> None:
        self.house, self.phone = house, Pocket(house)
        self.dossier, start = self.phone.begins()
        self.photos = [photo(self.phone, self.dossier, odd.picture((200 + number, 100))) for number in range(photos)]
        answers = [self.phone.sets(self.dossier, name, value) for name, value in ANSWERS.items()]
        told = self.phone.sends(start, *answers, *(attaches(self.phone, one) for one in self.photos), self.phone.submits(self.dossier))
        assert told["refused"] == told["parked"] == []
        self.desk = {name: house.officer(name) for name in ("tiepnhan", "chuyenmon", "lanhdao", "vanthu")}

    def top(self) -> Top:
        with self.house.database.reading() as db:
            return top_of_dossier(db, self.dossier)

    def brings(self, one: Photo) -> str:
        return Tus(self.phone).brings(one).headers["Cam-Tay-File"]

    def page(self, who: str = "tiepnhan", lang: str = "vi") -> str:
        return text_of(self.desk[who].get(f"/{lang}/desk/dossiers/{self.dossier}"))

    def says(self, who: str, verb: str, **said: Any) -> TestResponse:
        return self.desk[who].post(f"/vi/desk/dossiers/{self.dossier}/{verb}", data={"_version": self.top().version, **said})

    def shown(self, page: str = "") -> str:
        """A page of the citizen, as the centre draws it for the phone's browser."""
        return text_of(self.phone.browser.get(f"/vi/dossiers/{self.dossier}/{page}"))


def safety_in(page: str) -> str:
    return re.findall(r'data-safety="(\w+)"', page)[0]


# proves FM 33
def test_both_sides_see_how_many_photos_are_awaited_whichever_have_come(both: House) -> None:
    walk = Walk(both, photos=3)
    for left in (3, 2, 1):
        page = walk.shown()
        assert (safety_in(page), f"Đang chờ {left} ảnh." in page) == ("sending", True)
        assert 'data-part="photos_awaited"' in page
        assert safety_in(walk.shown("receipt")) == "sending"
        assert f"Còn chờ {left} ảnh" in walk.page()
        queue = text_of(walk.desk["tiepnhan"].get("/vi/desk/"))
        assert f"chờ {left} ảnh" in queue
        assert ANSWERS["owner.name"] in queue
        assert walk.brings(walk.photos[left - 1]) == "kept"
    page = walk.shown()
    assert (safety_in(page), "photos_awaited" in page) == ("arrived", False)
    for page in (walk.page(), text_of(walk.desk["tiepnhan"].get("/vi/desk/"))):
        assert "photos_awaited" not in page
    assert walk.page().count("/files/") == 3
    require_whole(both)


# proves FM 33
def test_a_dossier_is_accepted_with_a_warning_and_gets_no_result_while_photos_are_awaited(both: House) -> None:
    walk = Walk(both)
    assert 'id="f-accept-photos"' in walk.page()
    for who, verb, said in WAY[:3]:
        assert walk.says(who, verb, **said).status_code == 303
    assert safety_in(walk.shown()) == "sending"
    before = walk.top()
    answer = walk.says("vanthu", "seal", **WAY[3][2])
    assert answer.status_code == 422
    assert 'href="#f-seal-photos"' in text_of(answer)
    assert "Gọi người nộp, hoặc ghi đã nhận bản giấy." in text_of(answer)
    assert 'value="12/QĐ"' in text_of(answer)
    assert walk.top() == before
    for one in walk.photos:
        assert walk.brings(one) == "kept"
    assert walk.top().version == before.version
    for who, verb, said in WAY[3:]:
        assert walk.says(who, verb, **said).status_code == 303
    assert walk.top().state.value == "returned"


def test_papers_that_were_brought_are_not_waited_for_and_a_photo_that_comes_after_all_is_kept(both: House) -> None:
    walk = Walk(both)
    late, never = walk.photos
    assert walk.says("vanthu", "brought").status_code == 403
    stale = walk.desk["tiepnhan"].post(f"/vi/desk/dossiers/{walk.dossier}/brought", data={"_version": "0"})
    assert stale.status_code == 409
    for _ in range(2):  # pressing twice is once
        assert walk.says("tiepnhan", "brought").status_code == 303
    page = walk.page()
    assert page.count("Đã nhận bản giấy thay ảnh") == 2
    assert "Nhận bản giấy thay ảnh" in page
    assert "Còn chờ" not in page
    assert safety_in(walk.shown()) == "arrived"
    assert walk.brings(late) == "kept"
    with both.database.reading() as db:
        assert {one.file: one.state for one in announced_in(db, walk.dossier).values()} == {late.file: "kept", never.file: "brought"}
    for who, verb, said in WAY:
        assert walk.says(who, verb, **said).status_code == 303
    require_whole(both)


def test_a_photo_that_could_not_be_taken_is_told_to_both_with_its_reason_and_blocks_nothing(house: House) -> None:
    walk = Walk(house, photos=0)
    phone = Pocket(house)
    dossier, start = phone.begins()
    bad = photo(phone, dossier, odd.huge_png())
    answers = [phone.sets(dossier, name, value) for name, value in ANSWERS.items()]
    assert phone.sends(start, *answers, attaches(phone, bad), phone.submits(dossier))["refused"] == []
    assert Tus(phone).brings(bad, 32 * 1024).status_code == 422
    page = text_of(walk.desk["tiepnhan"].get(f"/vi/desk/dossiers/{dossier}"))
    assert "Ảnh không nhận được. Nhờ người nộp gửi lại." in page
    assert "Ảnh này rộng quá." in page
    assert 'data-part="photos_refused"' in page
    shown = text_of(phone.browser.get(f"/vi/dossiers/{dossier}/"))
    assert (safety_in(shown), "Ảnh này rộng quá." in shown) == ("arrived", True)
    told = phone.sends(have={})["changes"][0]["status"]
    assert (told["photos_awaited"], told["photos_refused"]) == ([], [{"file": bad.file, "code": "file_pixels"}])


def test_the_command_line_tells_what_was_sent_what_is_kept_and_what_is_awaited(house: House) -> None:
    walk = Walk(house)
    walk.brings(walk.photos[0])
    told = json.loads(house.runner_says("dossiers", "show", walk.phone.slips[walk.dossier].code, "--json"))
    first, second = next(paper["files"] for paper in told["papers"] if paper["files"])
    assert (first["id"], first["sent"], first["state"]) == (walk.photos[0].file, walk.photos[0].sent, "kept")
    assert re.fullmatch("[0-9a-f]{64}", first["kept"])
    assert second == {"id": walk.photos[1].file, "sent": walk.photos[1].sent, "kept": "", "state": "awaited", "code": ""}
    assert told["photos_awaited"] == 1


def test_a_finish_that_was_interrupted_is_done_by_an_empty_piece_or_by_the_nightly_run(
    both: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = Walk(both)
    with monkeypatch.context() as patch:
        patch.setattr("webapp.sync.uploading.Finishing.finish", lambda _self, _whole: 0)  # the process died here
        for one in walk.photos:
            assert walk.brings(one) == "partial"
    first, second = walk.photos
    done = Tus(walk.phone).adds(first.file, len(first.box), b"")
    assert (done.status_code, done.headers["Cam-Tay-File"]) == (204, "kept")
    both.clock.forward(minutes=5)
    assert "1 uploads finished" in both.runner_says("retention", "run")
    assert Tus(walk.phone).looks(second.file).headers["Cam-Tay-File"] == "kept"
    require_whole(both)


def test_pieces_that_nobody_goes_on_with_are_forgotten_and_may_be_brought_again(house: House) -> None:
    walk = Walk(house)
    one, tus = walk.photos[0], Tus(walk.phone)
    tus.creates(one)
    tus.adds(one.file, 0, one.box[:PIECE])
    house.clock.forward(days=89)
    assert "0 pieces of uploads forgotten" in house.runner_says("retention", "run")
    house.clock.forward(days=2)
    assert "1 pieces of uploads forgotten" in house.runner_says("retention", "run")
    assert [place for place, _ in house.made.store.places()] == []
    assert tus.looks(one.file).status_code == 404
    assert walk.brings(one) == "kept"


def test_a_draft_that_is_erased_takes_its_pieces_along(house: House) -> None:
    phone = Pocket(house)
    dossier, start = phone.begins()
    one, tus = photo(phone, dossier), Tus(phone)
    phone.sends(start, attaches(phone, one))
    tus.creates(one)
    tus.adds(one.file, 0, one.box[:PIECE])
    house.clock.forward(days=31)
    assert house.runner_says("retention", "run").startswith("1 drafts erased")
    assert [place for place, _ in house.made.store.places()] == []
    assert tus.looks(one.file).status_code == tus.creates(one).status_code == 404


def test_a_photo_whose_row_was_lost_with_a_restore_is_taken_up_again_from_the_store_and_not_swept(both: House) -> None:
    walk = Walk(both, photos=1)
    one = walk.photos[0]
    assert walk.brings(one) == "kept"
    with both.database.transaction() as tx:  # as rows of a backup made before the photo came
        tx.execute(delete(FileRow))
        tx.execute(delete(Upload))
        tx.execute(update(ExpectedFile).values(state="awaited"))
    assert "Còn chờ 1 ảnh" in walk.page()
    both.clock.forward(days=2)
    assert "1 uploads finished" in both.runner_says("retention", "run")
    with both.database.reading() as db:
        kept = file_of(db, walk.dossier, one.file)
    assert kept is not None
    assert (kept.sent_sha256, kept.media_type, kept.width) == (one.sent, "image/jpeg", 200)
    walk.desk["tiepnhan"] = both.officer("tiepnhan")
    assert walk.page().count("/files/") == 1
    assert "0 uploads finished" in both.runner_says("retention", "run")
