"""Every refusal has a fate, is kept, and stops nothing but what has to wait for it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete

from tests.support.houses import House
from tests.support.people import PENSION
from tests.sync.asking import aside_of, count, entries_of, kinds_of, require_whole, sheet_of
from tests.sync.pockets import Pocket, Wire, acked, b64, refused
from webapp.dossiers.models import Grant
from webapp.dossiers.slip import Slip, make_slip, make_slip_code
from webapp.kernel.actor import Officer, System
from webapp.kernel.ids import new_id

NAME = "Nguyễn Thị Mến"


def draft(phone: Pocket) -> str:
    dossier, start = phone.begins()
    assert acked(phone.sends(start)) == [start["id"]]
    return dossier


def fates(told: Wire) -> dict[str, tuple[str, str]]:
    return {no["id"]: (no["code"], no["fate"]) for no in told["refused"]}


def test_answers_after_the_submission_are_kept_aside_and_what_follows_goes_on(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    submit = phone.submits(dossier)
    late, later, help_ = phone.sets(dossier, "owner.name", NAME), phone.sets(dossier, "unit", {}), phone.op(dossier, "help.ask")
    told = phone.sends(submit, late, later, help_)
    assert acked(told) == [submit["id"], help_["id"]]
    assert fates(told)[late["id"]] == ("already_submitted", "drop")
    assert aside_of(both)[late["id"]] == "already_submitted"
    again = phone.sends(late)
    assert fates(again) == {late["id"]: ("already_submitted", "drop")}
    require_whole(both)


def test_answers_after_a_withdrawal_are_kept_aside(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    withdraw = phone.op(dossier, "dossier.withdraw", body={"reason": "đổi ý"})
    late = phone.sets(dossier, "owner.name", NAME)
    void = phone.op(dossier, "op.void", facts={"void": late["id"]})
    told = phone.sends(withdraw, late, void)
    assert acked(told) == [withdraw["id"], void["id"]]
    assert fates(told) == {late["id"]: ("withdrawn", "drop")}
    assert sheet_of(both, dossier).state.value == "withdrawn"


def test_a_dossier_that_was_erased_takes_nothing_more_and_its_answers_are_kept_aside(both: House) -> None:
    from webapp.dossiers.casework import erase

    phone = Pocket(both)
    dossier = draft(phone)
    with both.database.transaction() as tx:
        erase(tx, both.made.keyring, System(), both.clock.now(), dossier)
    late = phone.sets(dossier, "owner.name", NAME)
    told = phone.sends(late)
    assert fates(told) == {late["id"]: ("wrong_state", "drop")}
    assert aside_of(both) == {late["id"]: "wrong_state"}
    assert told["changes"] == []
    require_whole(both)


def test_an_answer_without_the_shape_of_its_question_comes_back_to_be_mended(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    broken, good = phone.sets(dossier, "owner.birth_date", {"year": []}), phone.sets(dossier, "owner.name", NAME)
    told = phone.sends(broken, good)
    assert fates(told) == {broken["id"]: ("unreadable_value", "fix")}
    assert [problem["field"] for problem in told["refused"][0]["problems"]] == ["owner.birth_date"]
    assert acked(told) == [good["id"]]
    mended = phone.sets(dossier, "owner.birth_date", "1945")
    assert acked(phone.sends(mended)) == [mended["id"]]
    assert sheet_of(both, dossier).answers["owner.birth_date", None] == "1945"


# proves FM 40, I9
def test_fields_and_kinds_that_nobody_knows_yet_are_kept_as_they_came(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    ops = [
        phone.sets(dossier, "owner.shoe_size", {"left": 38, "right": [39]}),
        phone.op(dossier, "photo.bless", "owner.name", body={"grace": True}, facts={"of": ["a", 1, None]}),
        phone.op(dossier, "row.add", "owner.boats", new_id()),
        phone.sets(dossier, "owner.name", NAME),
    ]
    told = phone.sends(*ops)
    assert acked(told) == [op["id"] for op in ops]
    assert sheet_of(both, dossier).answers["owner.shoe_size", None] == {"left": 38, "right": [39]}
    assert entries_of(both, dossier)[2].facts["of"] == ["a", 1, None]
    require_whole(both)


def test_what_only_the_desk_or_the_machine_says_is_refused_and_set_aside(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    kinds = ["desk.accepted", "desk.anything", "dossier.judged", "dossier.opened", "dossier.erased", "slip.added"]
    body: dict[str, Any] = {"due_on": "2026-11-23", "owner": {}, "slips": []}
    forged = [phone.op(dossier, kind, body=body, facts={"nth": [0]}) for kind in kinds]
    assert fates(phone.sends(*forged)) == dict.fromkeys([op["id"] for op in forged], ("forged_kind", "hand_over"))
    assert kinds_of(both, dossier) == ["dossier.start"]
    assert aside_of(both) == dict.fromkeys([op["id"] for op in forged], "forged_kind")


def test_what_follows_an_operation_that_a_person_must_look_at_waits_until_its_number_is_void(both: House) -> None:
    phone = Pocket(both)
    dossier, other = draft(phone), draft(phone)
    bad = phone.op(dossier, "dossier.start", body={"slips": [], "secret": ""}, facts={"procedure": PENSION, "digest": "", "revision": 1})
    after, elsewhere = phone.sets(dossier, "owner.name", NAME), phone.sets(other, "owner.name", NAME)
    told = phone.sends(bad, after, elsewhere)
    assert fates(told) == {bad["id"]: ("bad_operation", "hand_over")}
    assert told["parked"] == [{"id": after["id"], "dossier": dossier, "next": 2}]
    assert acked(told) == [elsewhere["id"]]
    assert phone.sends(after)["parked"] == told["parked"]
    void = phone.op(dossier, "op.void", facts={"void": bad["id"]}, seq=2)
    assert acked(phone.sends(void, after)) == [void["id"], after["id"]]


# proves FM 25, I7
@pytest.mark.parametrize("with_its_key", [False, True])
def test_an_operation_for_somebody_elses_dossier_changes_nothing_and_tells_nothing(both: House, with_its_key: bool) -> None:
    """Even somebody who knows the key of the dossier, or has guessed it, writes nothing into it."""
    owner, stranger = Pocket(both), Pocket(both)
    dossier = draft(owner)
    owner.sends(owner.sets(dossier, "owner.name", NAME))
    stranger.sends()
    before = entries_of(both, dossier)
    stranger.begins()
    stranger.keys[dossier] = owner.keys[dossier] if with_its_key else b"guessed" + bytes(25)
    stranger.sealed[dossier] = owner.sealed[dossier]
    forged = [stranger.sets(dossier, "owner.name", "Kẻ Khác"), stranger.submits(dossier)]
    told = stranger.sends(*forged)
    assert fates(told)[forged[0]["id"]] == ("not_yours", "hand_over")
    assert told["acks"] == told["changes"] == []
    assert entries_of(both, dossier) == before
    assert sheet_of(both, dossier).answers == {("owner.name", None): NAME}
    borrowed = stranger.sets(dossier, "owner.name", "Kẻ Khác", device=owner.device, seq=3)
    assert refused(stranger.sends(borrowed)) == {borrowed["id"]: "not_yours"}


def test_nobody_writes_under_the_numbers_of_another_device(both: House) -> None:
    phone, other = Pocket(both), Pocket(both)
    other.sends()
    dossier = draft(phone)
    borrowed = phone.sets(dossier, "owner.name", NAME, device=other.device, seq=1)
    assert refused(phone.sends(borrowed)) == {borrowed["id"]: "not_yours"}


# proves FM 42, I9
def test_what_was_written_before_a_right_was_taken_away_is_set_aside_and_not_lost(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    written = phone.sets(dossier, "owner.name", NAME)
    with both.database.transaction() as tx:
        tx.execute(delete(Grant).where(Grant.dossier == dossier))
    told = phone.sends(written)
    assert fates(told) == {written["id"]: ("not_yours", "hand_over")}
    assert aside_of(both) == {written["id"]: "not_yours"}
    from webapp.dossiers.access import grant

    with both.database.transaction() as tx:
        grant(tx, f"keyholder:{phone.device}", dossier, "own", both.clock.now())
    assert acked(phone.sends(written)) == [written["id"]]


def test_a_dossier_of_a_definition_that_was_never_published_is_handed_over(both: House) -> None:
    phone = Pocket(both)
    wrongs: list[Wire] = [{"digest": text} for text in ("0" * 64, "\x00" * 64, "\ud800", "")]
    for wrong in [*wrongs, {"revision": 99}, {"revision": 2**60}, {"procedure": "1.000000"}]:
        dossier, start = phone.begins()
        start["facts"] |= wrong
        name = phone.sets(dossier, "owner.name", NAME)
        told = phone.sends(start, name)
        assert fates(told)[start["id"]] in {("unknown_definition", "hand_over"), ("unsafe_value", "hand_over")}
        assert [one["id"] for one in told["parked"]] == [name["id"]]
        assert start["id"] in aside_of(both)
    assert count(both) == (0, 0, 0)


def test_a_dossier_whose_key_did_not_come_waits_for_it(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    told = phone.sends(start, keys={})
    assert fates(told) == {start["id"]: ("key_missing", "again")}
    assert aside_of(both) == {}
    assert acked(phone.sends(start)) == [start["id"]]
    assert dossier in phone.have


def test_a_key_that_does_not_open_is_handed_over(both: House) -> None:
    phone = Pocket(both)
    points = ["AAAA", b64(bytes(65)), b64(b"\x04" + bytes(64)), "ế"]
    wrongs: list[Wire] = [{"epk": point} for point in points] + [{"box": box} for box in (b64(bytes(60)), "", None)]
    for wrong in [*wrongs, {"kid": 99}, {"kid": 2**60}, {"kid": "1"}]:
        dossier, start = phone.begins()
        told = phone.sends(start, keys={dossier: phone.sealed[dossier] | wrong})
        assert fates(told) == {start["id"]: ("unopenable", "hand_over")}, wrong
        assert aside_of(both)[start["id"]] == "unopenable"
    assert count(both) == (0, 0, 0)


def test_a_box_that_was_moved_or_changed_does_not_open(both: House) -> None:
    phone = Pocket(both)
    dossier = draft(phone)
    good = phone.sets(dossier, "owner.name", NAME)
    wrongs = [good | {"field": "owner.other"}, good | {"row": new_id()}, good | {"kind": "answer.clear"}, good | {"id": new_id()}]
    wrongs.append(good | {"box": good["box"][:-8] + "AAAAAAA="})
    for wrong in wrongs:
        assert set(refused(phone.sends(wrong)).values()) == {"unopenable"}
    assert acked(phone.sends(good)) == [good["id"]]


# proves FM 14
def test_two_phones_with_one_slip_code_get_a_second_code_and_both_codes_work(both: House) -> None:
    phones = [Pocket(both), Pocket(both)]
    code = make_slip_code()
    slips, told = [], {}
    for phone in phones:
        slip = Slip(code, make_slip().secret)
        slips.append(slip)
        dossier, start = phone.begins(slip=slip)
        told = phone.sends(start, phone.sets(dossier, "contact.phone", "0912345678"), phone.submits(dossier))
    first, second = code, told["changes"][0]["status"]["slips"][1]
    assert told["changes"][0]["status"]["slips"] == [code, second]
    assert second != code
    browser = both.app.test_client()
    for typed, slip in ((first, slips[0]), (first, slips[1]), (second, slips[1])):
        answer = browser.post("/vi/track", data={"code": typed, "check": slip.secret})
        assert answer.status_code == 303
        assert answer.headers["Location"].split("/")[3] == next(iter(phones[slips.index(slip)].keys))
    require_whole(both)


def test_a_start_without_a_proper_slip_begins_nothing(both: House) -> None:
    phone = Pocket(both)
    for slips in ([], ["1234"], ["4" * 15 + "x"], [make_slip_code()] * 5, make_slip_code(), [7], None):
        dossier, start = phone.begins()
        start = phone.op(dossier, "dossier.start", body={"slips": slips, "secret": "0" * 32}, facts=start["facts"], seq=1)
        assert fates(phone.sends(start)) == {start["id"]: ("bad_operation", "hand_over")}, slips
    assert count(both) == (0, 0, 0)


def test_an_officer_who_has_accepted_ends_what_its_owner_may_withdraw(both: House) -> None:
    from webapp.dossiers import casework, queries

    phone = Pocket(both)
    dossier = draft(phone)
    phone.sends(phone.sets(dossier, "unit", {"province": "22", "commune": "06994"}), phone.submits(dossier))
    roles: Any = frozenset({"receiving_officer"})
    with both.database.transaction() as tx:
        top = queries.top_of_dossier(tx, dossier)
        officer = Officer("lan", "Trần Thị Lan", str(top.handed_in_at), roles)
        casework.accept(tx, both.made.keyring, officer, both.clock.now(), dossier, top.version, due_on="2026-12-01")
    late = phone.op(dossier, "dossier.withdraw", body={"reason": "đổi ý"})
    told = phone.sends(late)
    assert fates(told) == {late["id"]: ("wrong_state", "drop")}
    assert told["changes"][0]["status"]["official"] == 2
