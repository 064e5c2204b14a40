"""Whatever comes to ``/sync``: the answer is JSON with our mark, never a page, a redirect or a fault."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from tests.support.houses import House
from tests.sync.asking import aside_of, count, entries_of, kinds_of, require_whole, sheet_of
from tests.sync.pockets import HEADERS, Pocket, Wire, acked, b64, refused
from webapp.dossiers.entries import place_of
from webapp.kernel.ids import new_id
from webapp.sealing import Envelope

NAME = "Nguyễn Thị Mến"
BRACKETS = 100_000


def of_ours(answer: TestResponse, status: int, error: str) -> Wire:
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    assert (answer.headers["Cam-Tay-Sync"], answer.headers["Cam-Tay-Who"]) == ("1", "none")
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Location" not in answer.headers
    said: Wire = json.loads(answer.get_data())
    assert (said["proto"], said["error"]) == ("cam-tay-sync", error)
    return said


def post(house: House, body: bytes, **headers: str) -> TestResponse:
    answer: TestResponse = house.app.test_client().post("/sync", data=body, headers=HEADERS | headers)
    return answer


def asked(**said: Any) -> bytes:
    return json.dumps({"device": new_id(), "secret": secrets.token_urlsafe(32), "ops": []} | said).encode()


def draft(phone: Pocket) -> str:
    dossier, start = phone.begins()
    assert acked(phone.sends(start)) == [start["id"]]
    return dossier


# proves FM 24
def test_a_request_of_another_sort_is_told_so_in_json(house: House) -> None:
    browser = house.app.test_client()
    of_ours(browser.post("/sync", data=asked(), content_type="application/json"), 400, "bad_request")
    of_ours(post(house, asked(), **{"Cam-Tay-Sync": "2"}), 400, "bad_request")
    of_ours(post(house, asked(), **{"Content-Type": "text/plain"}), 415, "unsupported")
    of_ours(browser.post("/sync", data={"ops": "[]"}, headers={"Cam-Tay-Sync": "1"}), 415, "unsupported")
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        of_ours(browser.open("/sync", method=method, headers=HEADERS), 404, "not_found")
    of_ours(post(house, asked(), Origin="https://evil.example"), 403, "not_allowed")
    of_ours(post(house, asked(), **{"Sec-Fetch-Site": "cross-site"}), 403, "not_allowed")
    assert count(house) == (0, 0, 0)


def test_a_body_that_is_no_request_is_told_so(house: House) -> None:
    whole = asked()
    bodies = [
        b"",
        b"null",
        b"[]",
        b"<html>",
        whole[:-7],
        b"\xff\xfe" + whole,
        b"[" * BRACKETS,
        b'{"device":' + b"[" * 5000 + b"]" * 5000 + b"}",
        whole.replace(b'"ops": []', b'"ops": [NaN]'),
        whole.replace(b'"ops": []', b'"ops": [-Infinity]'),
        whole.replace(b'"ops": []', b'"ops": [' + b"9" * 5000 + b"]"),
        asked(device="x"),
        asked(device=new_id().upper()),
        asked(secret="short"),
        asked(secret="ế" * 43),
        asked(ops={}),
        asked(ops=None),
        asked(have={"x": "1"}),
        asked(have=[]),
        asked(keys=[]),
        asked(lost="yes"),
    ]
    for body in bodies:
        of_ours(post(house, body), 400, "bad_request")


def test_a_body_that_is_cut_in_the_middle_is_told_so(house: House) -> None:
    whole = asked()
    environ = EnvironBuilder("/sync", method="POST", data=whole[:40], headers=HEADERS).get_environ() | {"CONTENT_LENGTH": str(len(whole))}
    said, status, headers = run_wsgi_app(house.app.wsgi_app, environ, buffered=True)
    assert status.startswith("400")
    assert headers["Cam-Tay-Sync"] == "1"
    assert json.loads(b"".join(said))["error"] == "bad_request"


def test_ten_thousand_operations_in_one_batch_are_too_many(house: House) -> None:
    phone = Pocket(house)
    dossier, start = phone.begins()
    one = phone.sets(dossier, "owner.name", NAME)
    of_ours(phone.posts([start, *([one] * 10_000)]), 413, "too_large")
    of_ours(phone.posts([1] * 51), 413, "too_large")
    of_ours(post(house, b" " * (13 * 1024 * 1024)), 413, "too_large")
    assert count(house) == (0, 0, 0)
    assert acked(phone.sends(start, one)) == [start["id"], one["id"]]


HOSTILE: list[Any] = [
    None,
    7,
    "op",
    [],
    {},
    {"id": "\ud800"},
    {"id": "x" * 10_000},
    {"a": [[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]},
]


def test_one_operation_that_is_none_holds_up_no_other(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    good = phone.sets(dossier, "owner.name", NAME)
    told = phone.sends(*HOSTILE, good)
    assert acked(told) == [good["id"]]
    assert [(no["id"], no["code"], no["fate"]) for no in told["refused"]] == [("", "bad_operation", "hand_over")] * len(HOSTILE)


WRONG: list[Wire] = [
    {"seq": 0},
    {"seq": -1},
    {"seq": 2**60},
    {"seq": 1.5},
    {"seq": "2"},
    {"at": "yesterday"},
    {"at": "2026-11-23"},
    {"at": "2026-11-23T08:00:00"},
    {"at": "\x00"},
    {"box": ""},
    {"box": "ế"},
    {"box": "AAA"},
    {"box": None},
    {"base": ["x"]},
    {"base": [new_id()] * 65},
    {"base": "x"},
    {"field": ""},
    {"field": "_explained.owner.name"},
    {"field": "x" * 121},
    {"field": "tên\x00"},
    {"field": "\ud800"},
    {"field": None},
    {"row": "1"},
    {"kind": "x"},
    {"kind": "Answer.Set"},
    {"kind": "answer.set\x00"},
    {"kind": "a." + "b" * 200},
    {"facts": []},
    {"facts": None},
    {"dossier": "../x"},
    {"device": ""},
]


def test_an_operation_with_a_number_past_all_numbers_is_refused(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    raw = json.dumps(phone.sets(dossier, "owner.name", NAME)).replace('"facts": {}', '"facts": {"x": 1e999}')
    body = asked(device=phone.device, secret=phone.secret).replace(b'"ops": []', f'"ops": [{raw}]'.encode())
    answer = phone.browser.post("/sync", data=body, headers=HEADERS)
    assert [no["code"] for no in json.loads(answer.get_data())["refused"]] == ["unsafe_value"]


def test_an_operation_of_a_hostile_shape_is_set_aside_whole(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    ops = [phone.sets(dossier, "owner.name", NAME, seq=2) | wrong for wrong in WRONG]
    told = phone.sends(*ops)
    assert refused(told) == dict.fromkeys([op["id"] for op in ops], "bad_operation")
    assert told["acks"] == []
    assert set(aside_of(both)) == {op["id"] for op in ops}
    assert kinds_of(both, dossier) == ["dossier.start"]


def sealed(phone: Pocket, wire: Wire, body: bytes) -> Wire:
    """Return the operation with these bytes as its body."""
    place = place_of(wire["id"], wire["dossier"], wire["kind"])
    return wire | {"box": b64(Envelope(phone.keys[wire["dossier"]]).seal(body, place))}


def test_a_body_that_could_not_be_kept_as_it_is_is_set_aside_and_stops_nobody_else(both: House) -> None:
    phone = Pocket(both)
    dossier, other = draft(phone), draft(phone)
    front, end = b'{"field":"owner.name","row":null,"value":', b"}"
    texts = [b'"\\u0000"', b'"\\ud800"', b"1.5", b"1e999", b"NaN", str(2**60).encode(), b"[" * 20 + b"]" * 20, b'{"\\u0000":1}']
    deep = [b"[" * BRACKETS, b"9" * 5000]
    for number, text in enumerate([*texts, *deep]):
        bad = sealed(phone, phone.sets(dossier, "owner.name", NAME, seq=2), front + text + end)
        good = phone.sets(other, "owner.name", f"{NAME} {number}")
        told = phone.sends(bad, good)
        assert refused(told) == {bad["id"]: "unsafe_value" if text in texts else "bad_operation"}, text[:40]
        assert acked(told) == [good["id"]]
    for body in (b"", b"[]", b"7", b"null", b"\xff", b"{"):
        bad = sealed(phone, phone.sets(dossier, "owner.name", NAME, seq=2), body)
        assert refused(phone.sends(bad)) == {bad["id"]: "bad_operation"}
    assert kinds_of(both, dossier) == ["dossier.start"]
    require_whole(both)


BODIES: list[tuple[str, str | None, Wire, Wire]] = [
    ("dossier.submit", None, {"ticks": 1, "manifest": {}}, {}),
    ("dossier.submit", None, {"ticks": [], "manifest": []}, {}),
    ("dossier.submit", None, {"ticks": [], "manifest": {}, "owner": 7}, {}),
    ("dossier.submit", None, {"ticks": [], "manifest": {}, "owner": {"full_name": ["x"]}}, {}),
    ("dossier.submit", None, {"ticks": [], "manifest": {}, "problems": [{"field": 1}]}, {}),
    ("dossier.withdraw", None, {"reason": []}, {}),
    ("paper.cannot", "identity", {"choice": 1, "reason": ""}, {}),
    ("warning.explain", "owner.name", {"code": {}, "reason": ""}, {}),
    ("consent.give", None, {}, {}),
    ("answer.set", "owner.name", {}, {}),
    ("question.later", None, {}, {"step": 5}),
    ("question.later", None, {}, {"step": "x" * 3000}),
    ("portal.code", None, {}, {}),
    ("route.choose", None, {}, {"route": "desk"}),
    ("op.void", None, {}, {"void": None}),
    ("paper.attach", "identity", {"sent": "x", "kept": "y"}, {"file": 5}),
    ("paper.attach", "identity", {"sent": "x"}, {"file": new_id()}),
    ("row.add", "owner.boats", {}, {}),
    ("some.thing", None, {}, {"deep": "x" * 3000}),
]


def test_a_body_without_the_shape_of_its_kind_is_set_aside(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    for kind, field, body, facts in BODIES:
        bad = phone.op(dossier, kind, field, body=body, facts=facts, seq=2)
        told = phone.sends(bad)
        assert refused(told) == {bad["id"]: "bad_operation"}, (kind, body)
        assert aside_of(both)[bad["id"]] == "bad_operation"
    strange = phone.op(dossier, "some.thing", facts={"text": "\x00"}, seq=2)
    assert refused(phone.sends(strange)) == {strange["id"]: "unsafe_value"}
    gone = phone.op(dossier, "paper.attach", "identity", body={"sent": "x", "kept": "y"}, facts={"file": new_id()}, seq=2)
    assert phone.sends(gone)["refused"][0]["fate"] == "fix"


# proves FM 36
@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_is_ten_years_off_changes_neither_order_nor_day(both: House, years: int) -> None:
    phone = Pocket(both)
    here, off = both.clock.now(), timedelta(days=365 * years)
    dossier, start = phone.begins()
    answers = [phone.sets(dossier, "owner.name", name, at=(here + off - timedelta(hours=n)).isoformat()) for n, name in enumerate("ABC", 1)]
    submit = phone.submits(dossier, day=f"{here.year + years}-11-23") | {"at": (here + off).isoformat()}
    phone.sends(start, *answers[:2], clock=(here + off).isoformat())
    told = phone.sends(answers[2], submit, clock=(here + off).isoformat())
    assert told["refused"] == told["parked"] == []
    sheet = sheet_of(both, dossier)
    assert sheet.answers["owner.name", None] == "C"
    assert sheet.filed_on == "2026-11-23"
    assert sheet.submitted_at == here
    assert datetime.fromisoformat(told["clock"]) == here
    kept = entries_of(both, dossier)
    assert [entry.received_at for entry in kept] == [here] * len(kept)
    assert kept[1].facts["said_at"] == answers[0]["at"]
    assert kept[1].at == here - timedelta(hours=1)
    require_whole(both)


def test_moments_that_no_clock_can_say_are_kept_beside_the_moment_of_arrival(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    moments = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1969-12-31T23:59:59+00:00"]
    ops = [phone.sets(dossier, "owner.name", f"{NAME} {at[:4]}", at=at) for at in moments]
    assert acked(phone.sends(*ops, clock="9999-12-31T23:59:59-14:00")) == [op["id"] for op in ops]
    kept = entries_of(both, dossier)[1:]
    assert [entry.at for entry in kept] == [both.clock.now()] * 3
    assert [entry.facts["said_at"] for entry in kept] == moments
    for clock in ("x", "\x00", "2026-11-23", "0001-01-01T00:00:00"):
        phone.sends(clock=clock)


# proves FM 44
def test_a_phone_that_asks_too_often_is_told_when_to_come_again(house: House) -> None:
    phone = Pocket(house)
    answers = [phone.posts([]) for _ in range(121)]
    assert [answer.status_code for answer in answers[:120]] == [200] * 120
    said = of_ours(answers[120], 429, "too_many")
    assert said["retry_after"] > 0
    assert answers[120].headers["Retry-After"] == str(said["retry_after"])
    house.clock.forward(seconds=said["retry_after"] + 60)
    assert phone.posts([]).status_code == 200


def test_a_worker_with_another_secret_is_not_known(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    before = entries_of(both, dossier)
    for browser in (phone.browser, both.app.test_client()):
        answer = browser.post("/sync", data=asked(device=phone.device, secret="x" * 43, ops=[phone.submits(dossier)]), headers=HEADERS)
        of_ours(answer, 403, "unknown_device")
    assert entries_of(both, dossier) == before


def test_a_worker_with_the_secret_of_another_is_not_known(both: House) -> None:
    phone = Pocket(both)
    phone.sends()
    of_ours(post(both, asked(secret=phone.secret)), 403, "unknown_device")


def test_the_id_of_a_cookie_is_no_worker(both: House) -> None:
    phone = Pocket(both)
    told = phone.sends()
    assert told["changes"] == []
    from sqlalchemy import select

    from webapp.accounts.models import Keyholder

    with both.database.reading() as db:
        cookie = db.scalars(select(Keyholder.id).where(Keyholder.kind == "cookie")).one()
    of_ours(post(both, asked(device=cookie)), 403, "unknown_device")


# proves FM 44
def test_rows_that_cannot_be_reached_are_a_pause_and_not_a_refusal(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = Pocket(house)
    dossier = draft(phone)
    name = phone.sets(dossier, "owner.name", NAME)

    def gone(*_said: Any, **_named: Any) -> Any:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    with monkeypatch.context() as broken:
        broken.setattr("webapp.sync.writing.known_of", gone)
        said = of_ours(phone.posts([name]), 503, "unavailable")
    assert said["retry_after"] > 0
    assert aside_of(house) == {}
    assert acked(phone.sends(name)) == [name["id"]]


def test_a_fault_of_ours_sets_one_operation_aside_and_lets_the_others_in(both: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from webapp.dossiers.operations import Operation

    phone = Pocket(both)
    dossier, other = draft(phone), draft(phone)
    bad, good = phone.sets(dossier, "owner.name", NAME), phone.sets(other, "owner.name", NAME)
    enter = Operation.entry

    def faulty(op: Operation, by: str, **facts: Any) -> Any:
        if op.id == bad["id"]:
            raise KeyError("a rule that nobody foresaw")
        return enter(op, by, **facts)

    with monkeypatch.context() as broken:
        broken.setattr(Operation, "entry", faulty)
        told = phone.sends(bad, good)
    assert acked(told) == [good["id"]]
    assert refused(told) == aside_of(both) == {bad["id"]: "bad_operation"}
    require_whole(both)


def test_numbers_that_no_row_has_ask_for_nothing(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    for seen in (2**60, 2**70):
        assert phone.sends(have={dossier: seen})["changes"] == []
    for seen in (-1, -(2**70), 0):
        assert [change["dossier"] for change in phone.sends(have={dossier: seen})["changes"]] == [dossier]
    phone.sends(have={"\ud800": 1, "x" * 5000: 2})


def test_a_label_that_no_column_could_hold_is_made_fit(both: House) -> None:
    for label in ("a\x00b", "\ud800", "điện thoại " * 500):
        answer = post(both, asked(label=label))
        assert answer.status_code == 200


def test_the_key_of_an_answer_is_told_once_and_only_to_its_owner(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    told = phone.sends(have={})
    assert base64.b64decode(told["changes"][0]["key"]) == phone.keys[dossier]
    assert "key" not in phone.sends(phone.sets(dossier, "owner.name", NAME))["changes"][0]
    assert datetime.fromisoformat(told["clock"]).astimezone(UTC) == both.clock.now()
