"""Boxes of photos come in pieces, survive cuts, count once, and nobody but those who may brings or sees them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tests.support import odd_files as odd
from tests.support.houses import House
from tests.sync.asking import kinds_of, require_whole
from tests.sync.photos import PAPER, PIECE, Photo, Tus, another, attaches, b64, checksum, metadata, photo, shows, with_photo
from tests.sync.pockets import Pocket, refused
from webapp.dossiers.work import envelope_of
from webapp.kernel.ids import new_id
from webapp.kernel.problems import NotKept, TooLarge, TooMany
from webapp.sync.receiving import AT_ONCE, OF_ONE, bay
from webapp.uploads import queries
from webapp.uploads.service import known_or_room, read_file


def kept(house: House, one: Photo) -> tuple[queries.KeptFile, bytes]:
    """Return the kept file of a photo and its clean bytes."""
    with house.database.reading() as db:
        found = queries.file_of(db, one.dossier, one.file)
        envelope = envelope_of(db, house.made.keyring, one.dossier)
    assert found is not None
    return found, read_file(house.made.store, envelope, found)


def parts_left(house: House) -> list[str]:
    return [place for place, _ in house.made.store.places() if place.startswith("parts/")]


def awaited(phone: Pocket, dossier: str) -> list[str]:
    phone.have.pop(dossier, None)
    told = phone.sends()
    return list(next(change for change in told["changes"] if change["dossier"] == dossier)["status"]["photos_awaited"])


def code_of(answer: Any) -> str:
    assert answer.mimetype == "application/problem+json"
    return str(json.loads(answer.data)["code"])


# proves FM 31, I3
def test_a_photo_that_comes_in_pieces_is_kept_under_its_own_id_and_let_go_only_then(both: House) -> None:
    phone = Pocket(both)
    one, tus = with_photo(phone), Tus(phone)
    assert awaited(phone, one.dossier) == [one.file]
    begun = tus.creates(one)
    assert (begun.status_code, begun.headers["Location"], begun.headers["Upload-Offset"]) == (201, f"/uploads/{one.file}", "0")
    half = tus.adds(one.file, 0, one.box[:PIECE])
    assert (half.status_code, half.headers["Cam-Tay-File"], half.headers["Upload-Offset"]) == (204, "partial", str(PIECE))
    assert "Cam-Tay-Hash" not in half.headers
    again = tus.creates(one)
    assert (again.status_code, again.headers["Upload-Offset"]) == (201, str(PIECE))
    last = tus.brings(one)
    assert (last.status_code, last.headers["Cam-Tay-File"], last.headers["Cam-Tay-Hash"]) == (204, "kept", one.hash)
    file, clean = kept(both, one)
    assert (file.id, file.sent_sha256, file.media_type) == (one.file, one.sent, "image/jpeg")
    assert Image.open(BytesIO(clean)).size == (320, 240)
    assert parts_left(both) == []
    assert awaited(phone, one.dossier) == []
    assert kinds_of(both, one.dossier)[-1] == "file.kept"
    looked = tus.looks(one.file)
    assert (looked.status_code, looked.headers["Cam-Tay-File"], looked.headers["Cache-Control"]) == (200, "kept", "no-store")
    assert (looked.headers["Upload-Offset"], looked.headers["Upload-Length"]) == (str(len(one.box)),) * 2
    require_whole(both)


def test_gps_phone_and_comment_are_gone_from_what_is_kept(house: House) -> None:
    phone = Pocket(house)
    one = with_photo(phone, odd.photo_of_a_phone(orientation=6))
    assert b"SecretPhone" in one.plain
    Tus(phone).brings(one)
    _, clean = kept(house, one)
    picture = Image.open(BytesIO(clean))
    assert (dict(picture.getexif()), picture.info.get("comment"), picture.size) == ({}, None, (240, 320))
    assert b"SecretPhone" not in clean
    assert b"Exif" not in clean


BAD_FILES: dict[str, bytes] = {
    "file_pixels": odd.huge_png(),
    "file_type": odd.SVG,
    "file_empty": b"",
    "file_unreadable": odd.picture()[:400],
    "pdf_active": odd.pdf(odd.with_script),
}


# proves FM 65
def test_a_file_that_cannot_be_taken_is_refused_for_good_with_its_reason(both: House) -> None:
    phone = Pocket(both)
    good, tus = with_photo(phone), Tus(phone)
    for code, plain in BAD_FILES.items():
        one = photo(phone, good.dossier, plain)
        assert refused(phone.sends(attaches(phone, one))) == {}
        answer = tus.brings(one, 64 * 1024)
        assert (answer.status_code, code_of(answer)) == (422, code)
        said = [answer.headers[f"Cam-Tay-{name}"] for name in ("File", "Code", "Hash")]
        assert said == ["refused", code, one.hash]
        assert tus.looks(one.file).headers["Cam-Tay-Code"] == code
        assert code_of(tus.creates(one)) == code_of(tus.adds(one.file, len(one.box), b"")) == code
    assert parts_left(both) == []
    assert awaited(phone, good.dossier) == [good.file]
    assert tus.brings(good).headers["Cam-Tay-File"] == "kept"
    require_whole(both)


@pytest.mark.parametrize("wrong", ["other box", "other key", "other place", "other photo"])
def test_a_box_that_is_not_what_was_announced_is_never_kept(house: House, wrong: str) -> None:
    phone = Pocket(house)
    dossier, start = phone.begins()
    one = photo(phone, dossier)
    if wrong == "other key":
        one = another(one)
    if wrong == "other place":
        one = Photo(dossier, one.plain, photo(phone, dossier, one.plain).box, one.file)
    naming = attaches(phone, one)
    if wrong == "other photo":
        naming = phone.op(dossier, "paper.attach", PAPER, body={"sent": "0" * 64, "poor": []}, facts=one.facts, seq=2)
    assert phone.sends(start, naming)["refused"] == []
    tus = Tus(phone)
    if wrong != "other box":
        assert code_of(tus.brings(one)) == "file_damaged"
        return
    spoilt = another(one)
    tus.creates(one)
    for _ in range(2):  # it may have been spoilt on the way: the phone may send it again
        answer = tus.adds(one.file, 0, spoilt.box)
        assert (answer.status_code, answer.headers["Upload-Offset"], answer.headers["Cam-Tay-File"]) == (204, "0", "partial")
    assert code_of(tus.adds(one.file, 0, spoilt.box)) == "file_damaged"


# proves FM 32
def test_a_piece_counts_only_where_the_last_one_ended_and_only_if_it_is_what_its_checksum_says(both: House) -> None:
    phone = Pocket(both)
    one, tus = with_photo(phone), Tus(phone)
    tus.creates(one)
    for at in (1, len(one.box), 10**17):
        answer = tus.adds(one.file, at, b"x")
        assert (answer.status_code, code_of(answer), answer.headers["Upload-Offset"]) == (409, "wrong_offset", "0")
    spoilt = tus.adds(one.file, 0, one.box[:PIECE], **{"Upload-Checksum": checksum(b"another")})
    assert (spoilt.status_code, code_of(spoilt)) == (460, "checksum_mismatch")
    assert tus.looks(one.file).headers["Upload-Offset"] == "0"
    too_long = tus.adds(one.file, 0, one.box + b"x")
    assert (too_long.status_code, code_of(too_long)) == (413, "too_large")
    assert tus.adds(one.file, 0, one.box[:PIECE]).status_code == 204
    assert tus.adds(one.file, 0, one.box[:PIECE]).status_code == 409
    assert tus.brings(one).headers["Cam-Tay-File"] == "kept"
    assert tus.adds(one.file, 0, one.box[:PIECE]).headers["Cam-Tay-File"] == "kept"


# proves FM 32
def test_two_who_bring_one_photo_at_once_bring_it_once(both: House) -> None:
    phone = Pocket(both)
    one = with_photo(phone)
    Tus(phone).creates(one)

    def brings(number: int) -> str:
        tus, answer = Tus(phone), None
        while answer is None or answer.headers.get("Cam-Tay-File") != "kept":
            at = int(tus.looks(one.file).headers["Upload-Offset"])
            answer = tus.adds(one.file, at, one.box[at : at + 900 + number])
            assert answer.status_code in {204, 409, 429}, answer.data
        return str(answer.headers["Cam-Tay-Hash"])

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(brings, range(4))) == {one.hash}
    assert kept(both, one)[0].sent_sha256 == one.sent
    assert kinds_of(both, one.dossier).count("file.kept") == 1
    assert parts_left(both) == []
    assert len([place for place, _ in both.made.store.places()]) == 1


def test_whoever_may_not_and_whatever_is_not_named_get_one_and_the_same_answer(both: House) -> None:
    phone, stranger = Pocket(both), Pocket(both)
    one, theirs = with_photo(phone), with_photo(stranger)
    Tus(phone).creates(one)
    unnamed = photo(phone, one.dossier)
    told = {Tus(stranger).creates(one).data, Tus(phone).creates(theirs).data, Tus(phone).creates(unnamed).data}
    told |= {
        Tus(stranger).adds(one.file, 0, b"x").data,
        Tus(phone).adds(theirs.file, 0, b"x").data,
        Tus(phone).adds("x" * 300, 0, b"x").data,
    }
    told.add(Tus(phone, **{"Cam-Tay-Secret": "A" * 43}).creates(one).data)
    told.add(Tus(phone, **{"Cam-Tay-Device": new_id()}).adds(one.file, 0, b"x").data)
    assert [json.loads(body)["code"] for body in told] == ["unknown_upload"]
    for tus, file in ((Tus(stranger), one.file), (Tus(phone), unnamed.file), (Tus(phone), new_id()), (Tus(phone), "..")):
        assert tus.looks(file).status_code == 404
    assert Tus(phone).looks(one.file).headers["Upload-Offset"] == "0"


def test_the_cookie_of_the_browser_brings_what_its_worker_announced(house: House) -> None:
    phone = Pocket(house)
    one = with_photo(phone)
    tus = Tus(phone)
    tus.browser, tus.headers = phone.browser, {"Tus-Resumable": "1.0.0"}
    assert tus.brings(one).headers["Cam-Tay-File"] == "kept"


def test_another_length_or_hash_than_announced_is_told_so(house: House) -> None:
    phone = Pocket(house)
    one, tus = with_photo(phone), Tus(phone)
    for said in ({"Upload-Length": "0"}, {"Upload-Length": "77"}, {"Upload-Metadata": metadata(one.dossier, one.file, "0" * 64)}):
        answer = tus.creates(one, **said)
        assert (answer.status_code, code_of(answer)) == (409, "upload_differs")
    huge = tus.creates(one, **{"Upload-Length": str(10**12)})
    assert (huge.status_code, code_of(huge)) == (413, "file_bytes")


BAD_LENGTHS: list[Any] = [None, "", "-1", "+5", "1e3", "０", "9" * 19, "12 34"]
BAD_METADATA: list[Any] = [None, "", "dossier", "dossier !!!", "file " + b64(b"\xff\xfe"), "a b,a b", "x" * 3000, ",,,", "dossier \x80"]


def test_headers_that_cannot_be_read_are_told_so(house: House) -> None:
    phone = Pocket(house)
    one, tus = with_photo(phone), Tus(phone)
    for said in [{"Upload-Length": bad} for bad in BAD_LENGTHS] + [{"Upload-Metadata": bad} for bad in BAD_METADATA]:
        answer = tus.creates(one, **said)
        assert (answer.status_code, code_of(answer)) in {(400, "bad_request"), (404, "unknown_upload")}, said
    assert tus.creates(one).status_code == 201


def test_a_piece_of_another_sort_or_without_a_readable_place_is_told_so(house: House) -> None:
    phone = Pocket(house)
    one, tus = with_photo(phone), Tus(phone)
    tus.creates(one)
    assert tus.adds(one.file, 0, b"x", **{"Content-Type": "application/octet-stream"}).status_code == 415
    for said in ({"Upload-Offset": "-1"}, {"Upload-Offset": ""}, {"Upload-Checksum": "md5 AAAA"}, {"Upload-Checksum": "sha256 !"}):
        assert tus.adds(one.file, 0, b"x", **said).status_code == 400
    assert tus.adds(one.file, 0, bytes(1024 * 1024 + 1)).status_code == 413
    assert tus.looks(one.file).headers["Upload-Offset"] == "0"


def test_the_address_says_what_it_can_and_refuses_other_versions(house: House) -> None:
    phone = Pocket(house)
    told = house.app.test_client().options("/uploads/")
    assert told.status_code == 204
    assert (told.headers["Tus-Version"], told.headers["Tus-Extension"]) == ("1.0.0", "creation,checksum")
    assert (told.headers["Tus-Checksum-Algorithm"], told.headers["Tus-Max-Size"]) == ("sha256", str(10 * 1024 * 1024 + 29))
    other = Tus(phone, **{"Tus-Resumable": "0.2.2"}).creates(with_photo(phone))
    assert (other.status_code, other.headers["Tus-Version"]) == (412, "1.0.0")
    for method, path in (("GET", "/uploads/"), ("DELETE", f"/uploads/{new_id()}"), ("POST", f"/uploads/{new_id()}"), ("POST", "/uploads")):
        wrong = house.app.test_client().open(path, method=method)
        assert (wrong.status_code, wrong.mimetype) in {(404, "application/problem+json"), (405, "application/problem+json")}


# proves FM 34
def test_one_photo_in_two_places_is_two_files_and_one_id_is_one_box_for_ever(both: House) -> None:
    phone = Pocket(both)
    one, tus = with_photo(phone), Tus(phone)
    twin = photo(phone, one.dossier, one.plain)
    assert refused(phone.sends(attaches(phone, twin, "household-certificate"))) == {}
    assert tus.brings(one).headers["Cam-Tay-File"] == tus.brings(twin).headers["Cam-Tay-File"] == "kept"
    assert kept(both, one)[0].sent_sha256 == kept(both, twin)[0].sent_sha256
    changed = photo(phone, one.dossier, odd.picture(), file=one.file)
    assert list(refused(phone.sends(attaches(phone, changed))).values()) == ["bad_operation"]
    assert kept(both, one)[0].sent_sha256 == one.sent
    other = Pocket(both)
    dossier, start = other.begins()
    stolen = photo(other, dossier, odd.picture(), file=one.file)
    assert list(refused(other.sends(start, attaches(other, stolen))).values()) == ["bad_operation"]


def test_a_photo_of_a_person_is_an_answer_that_waits_for_its_bytes(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins("1.001456")
    one, better = photo(phone, dossier), photo(phone, dossier, odd.picture())
    first = shows(phone, one, "applicant.photo")
    assert phone.sends(start, first)["refused"] == []
    assert awaited(phone, dossier) == [one.file]
    again = shows(phone, better, "applicant.photo") | {"base": [first["id"]]}
    assert phone.sends(again)["refused"] == []
    assert awaited(phone, dossier) == [better.file]
    assert Tus(phone).creates(one).status_code == 404
    assert Tus(phone).brings(better).headers["Cam-Tay-File"] == "kept"
    assert awaited(phone, dossier) == []
    require_whole(both)


def test_a_photo_that_was_taken_out_is_not_waited_for_and_may_be_put_back(both: House) -> None:
    phone = Pocket(both)
    one, tus = with_photo(phone), Tus(phone)
    tus.creates(one)
    tus.adds(one.file, 0, one.box[:PIECE])
    assert refused(phone.sends(phone.op(one.dossier, "paper.remove", PAPER, facts={"file": one.file}))) == {}
    assert awaited(phone, one.dossier) == []
    assert tus.looks(one.file).status_code == 404
    assert refused(phone.sends(attaches(phone, one))) == {}
    assert tus.looks(one.file).headers["Upload-Offset"] == str(PIECE)
    assert tus.brings(one).headers["Cam-Tay-File"] == "kept"
    assert refused(phone.sends(phone.op(one.dossier, "paper.remove", PAPER, facts={"file": one.file}), attaches(phone, one))) == {}
    assert awaited(phone, one.dossier) == []
    require_whole(both)


def test_twelve_photos_are_announced_and_the_thirteenth_comes_back_to_its_page(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    photos = [photo(phone, dossier, odd.picture((20 + number, 20))) for number in range(13)]
    ops = [attaches(phone, one) for one in photos]
    told = phone.sends(start, *ops)
    assert [(no["id"], no["code"], no["fate"]) for no in told["refused"]] == [(ops[12]["id"], "dossier_files", "fix")]
    assert told["refused"][0]["problems"][0] | {"params": {}} == {
        "field": PAPER, "code": "dossier_files", "params": {}, "row": None, "part": "file", "level": "error",
    }  # fmt: skip
    assert awaited(phone, dossier) == [one.file for one in photos[:12]]
    with both.database.reading() as db, pytest.raises(TooLarge, match="dossier_files"):  # a form counts them too
        known_or_room(db, dossier, "keyholder:x", odd.picture(), both.clock.now())
    out = phone.op(dossier, "paper.remove", PAPER, facts={"file": photos[0].file})
    assert phone.sends(out, attaches(phone, photos[12]))["refused"] == []


def test_forty_megabytes_are_announced_and_not_one_more(house: House) -> None:
    phone = Pocket(house)
    dossier, start = phone.begins()
    ops = [attaches(phone, photo(phone, dossier, b"x"), size=10 * 1024 * 1024) for _ in range(5)]
    ops.append(attaches(phone, photo(phone, dossier, b"x"), size=10 * 1024 * 1024 + 30))
    assert [no["code"] for no in phone.sends(start, *ops)["refused"]] == ["dossier_bytes", "file_bytes"]


def test_a_file_that_is_announced_wrongly_is_set_aside(house: House) -> None:
    for said in ({"size": 5}, {"size": "900"}, {"size": True}, {"hash": "x"}, {"hash": "A" * 64}, {"file": "x"}, {"file": "../x"}):
        phone = Pocket(house)
        dossier, start = phone.begins()
        told = phone.sends(start, attaches(phone, photo(phone, dossier), **said))
        assert list(refused(told).values()) == ["bad_operation"], said


def test_what_an_answer_shows_is_the_file_that_it_announces(house: House) -> None:
    phone = Pocket(house)
    dossier, start = phone.begins("1.001456")
    one, two = photo(phone, dossier), photo(phone, dossier)
    wrong = phone.op(dossier, "answer.set", "applicant.photo", body={"value": {"file": two.file, "sent": two.sent}}, facts=one.facts)
    assert list(refused(phone.sends(start, wrong)).values()) == ["bad_operation"]


def test_who_has_brought_much_today_goes_on_tomorrow(both: House, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = Pocket(both)
    one, tus = with_photo(phone), Tus(phone)
    two = photo(phone, one.dossier, odd.picture())
    phone.sends(attaches(phone, two))
    monkeypatch.setattr("webapp.sync.uploading.MOST_DAY_BYTES", len(one.box) + 100)
    assert tus.brings(one).headers["Cam-Tay-File"] == "kept"
    full = tus.creates(two)
    assert (full.status_code, code_of(full)) == (413, "day_bytes")
    assert awaited(phone, one.dossier) == [two.file]
    both.clock.forward(days=1, seconds=1)
    assert tus.brings(two).headers["Cam-Tay-File"] == "kept"


def test_a_store_that_keeps_nothing_now_is_told_so_and_nothing_is_lost(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = Pocket(house)
    one, tus = with_photo(phone), Tus(phone)
    tus.creates(one)

    def full(_place: str, _content: bytes) -> None:
        raise NotKept

    with monkeypatch.context() as patch:
        patch.setattr(house.made.store, "put", full)
        answer = tus.adds(one.file, 0, one.box[:PIECE])
        assert (answer.status_code, code_of(answer), answer.headers["Retry-After"]) == (503, "unavailable", "30")
    assert tus.looks(one.file).headers["Upload-Offset"] == "0"
    assert tus.brings(one).headers["Cam-Tay-File"] == "kept"


def test_rows_that_were_brought_back_without_their_pieces_begin_again(both: House) -> None:
    phone = Pocket(both)
    one, tus = with_photo(phone), Tus(phone)
    tus.creates(one)
    tus.adds(one.file, 0, one.box[:PIECE])
    for place in parts_left(both):
        both.made.store.delete(place)
    last = tus.adds(one.file, PIECE, one.box[PIECE:])
    assert (last.status_code, last.headers["Upload-Offset"], last.headers["Cam-Tay-File"]) == (204, "0", "partial")
    assert tus.brings(one).headers["Cam-Tay-File"] == "kept"


def test_two_who_finish_one_photo_at_once_finish_it_once(both: House, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = Pocket(both)
    one = with_photo(phone)
    with monkeypatch.context() as patch:
        patch.setattr("webapp.sync.uploading.Finishing.finish", lambda _self, _whole: 0)  # the process died here
        assert Tus(phone).brings(one).headers["Cam-Tay-File"] == "partial"
    with ThreadPoolExecutor(2) as threads:
        said = list(threads.map(lambda _: Tus(phone).adds(one.file, len(one.box), b"").headers["Cam-Tay-File"], range(2)))
    assert "kept" in said
    assert Tus(phone).looks(one.file).headers["Cam-Tay-File"] == "kept"
    assert kinds_of(both, one.dossier).count("file.kept") == 1
    assert len(list(both.made.store.places())) == 1


def test_pieces_take_their_share_of_the_threads_and_no_more() -> None:
    with ExitStack() as taken:
        for _ in range(OF_ONE):
            taken.enter_context(bay("one"))
        with pytest.raises(TooMany), bay("one"):
            pass
        for number in range(AT_ONCE - OF_ONE):
            taken.enter_context(bay(f"other {number}"))
        with pytest.raises(TooMany), bay("late"):
            pass
    with bay("late"):
        pass
