"""A rescue file: handed in by anybody, taken once, cut or forged or not, and giving nobody a right but the phone that wrote it."""

from __future__ import annotations

import base64
import contextlib
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from tests.support.houses import House
from tests.sync.asking import aside_of, count, entries_of, kinds_of, require_whole, sheet_of
from tests.sync.photos import Tus, attaches, photo
from tests.sync.pockets import Pocket, Wire, acked, hash_of, refused
from tests.sync.rescue_files import MAGIC, dossier_part, ended, file_of, hands_in, header, operation, photo_part, squares_of
from webapp.dossiers.models import DossierKey, EntryRow, Grant
from webapp.kernel.ids import new_id
from webapp.sync.rescue_file import NoRescueFile, read_rescue
from webapp.sync.rescue_forms import SquaresMissing, as_file, from_text

NAME = "Nguyễn Thị Mến"
LINE = re.compile(r'data-dossier="(\w+)" data-arrived="(\d+)" data-here="(\d+)" data-waiting="(\d+)"')
WHY = re.compile(r'data-refused="(\w+)"')


def prepared(phone: Pocket, *, submitted: bool = True) -> tuple[str, list[Wire]]:
    """A dossier that never left its phone."""
    dossier, start = phone.begins()
    ops = [start, phone.sets(dossier, "owner.name", NAME), phone.sets(dossier, "owner.birth_date", "1945")]
    return dossier, [*ops, phone.submits(dossier)] if submitted else ops


def told(answer: Any) -> list[tuple[str, int, int, int]]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [(ref, int(new), int(here), int(waiting)) for ref, new, here, waiting in LINE.findall(answer.get_data(as_text=True))]


def fault(answer: Any) -> str:
    assert answer.status_code == 422
    found = re.search(r'data-fault="(\w+)"', answer.get_data(as_text=True))
    assert found is not None
    return found[1]


def holders(house: House, dossier: str) -> set[str]:
    with house.database.reading() as db:
        return set(db.scalars(select(Grant.holder).where(Grant.dossier == dossier)))


# proves FM 2, I2, I3, I11
@pytest.mark.parametrize("met", [False, True], ids=["a phone that never came", "a phone that is known"])
def test_a_file_brings_a_dossier_in_and_the_phone_finds_it_as_its_own(both: House, met: bool) -> None:
    phone = Pocket(both)
    if met:
        phone.sends()
    dossier, ops = prepared(phone)
    file = file_of(phone, (dossier, ops))
    assert told(hands_in(both, file)) == [(dossier[-6:], 4, 0, 0)]
    assert kinds_of(both, dossier) == ["dossier.start", "answer.set", "answer.set", "dossier.submit", "dossier.judged"]
    assert sheet_of(both, dossier).answers["owner.name", None] == NAME
    assert holders(both, dossier) == {"carried"}
    before = count(both)
    assert told(hands_in(both, file)) == [(dossier[-6:], 0, 4, 0)]
    assert count(both) == before

    answer = phone.sends(*ops)
    assert {ack["id"]: ack["hash"] for ack in answer["acks"]} == {op["id"]: hash_of(op) for op in ops}
    assert answer["refused"] == answer["parked"] == []
    assert [change["dossier"] for change in answer["changes"]] == [dossier]
    assert count(both) == before
    cookie = holders(both, dossier) - {f"keyholder:{phone.device}"}
    assert len(cookie) == 1
    assert "carried" not in cookie
    assert phone.browser.get(f"/vi/dossiers/{dossier}/receipt").status_code == 200
    withdrawn = phone.op(dossier, "dossier.withdraw", body={"reason": ""})
    assert acked(phone.sends(withdrawn)) == [withdrawn["id"]]
    require_whole(both)


def test_whoever_hands_a_file_in_gets_no_right_and_learns_no_word_of_it(both: House) -> None:
    phone, helper = Pocket(both), Pocket(both)
    helper.sends()
    dossier, ops = prepared(phone)
    answer = hands_in(both, file_of(phone, (dossier, ops)), browser=helper.browser)
    page = answer.get_data(as_text=True)
    assert told(answer) == [(dossier[-6:], 4, 0, 0)]
    assert NAME not in page
    assert phone.slips[dossier].code not in page.replace(" ", "")
    assert dossier not in page
    assert "hưu trí" not in page
    assert helper.browser.get(f"/vi/dossiers/{dossier}/receipt").status_code == 404
    assert helper.sends()["changes"] == []


@pytest.mark.parametrize("after", [False, True], ids=["before the file", "after the file"])
def test_who_has_the_file_cannot_make_the_dossier_his_own_through_the_phones_own_door(both: House, after: bool) -> None:
    """Boxes and sealed key are in the file; the key is not. Also under the id of the phone, and with its own numbers."""
    phone = Pocket(both)
    dossier, ops = prepared(phone)
    if after:
        hands_in(both, file_of(phone, (dossier, ops)))
    for device in (new_id(), phone.device):
        thief = Pocket(both)
        thief.device = device
        stolen = [op | {"device": device} for op in ops]
        answer = thief.sends(*stolen, keys={dossier: phone.sealed[dossier]}, claims={dossier: "0" * 64})
        assert answer["changes"] == []
        assert len(answer["acks"]) == (4 if after else 0)
        assert not holders(both, dossier) & {f"keyholder:{device}"}
    other = Pocket(both)
    overheard = phone.claims()
    assert other.sends(keys=phone.sealed, claims=overheard)["changes"] == []


def test_a_claim_takes_only_what_is_nobodys(both: House) -> None:
    """A helper whose right was taken away still knows the key."""
    phone, helper = Pocket(both), Pocket(both)
    dossier, ops = prepared(phone, submitted=False)
    phone.sends(*ops)
    helper.keys[dossier], helper.sealed[dossier] = phone.keys[dossier], phone.sealed[dossier]
    assert helper.sends()["changes"] == []
    with both.database.transaction() as tx:
        tx.execute(delete(Grant).where(Grant.dossier == dossier))
    assert helper.sends()["changes"] == phone.sends()["changes"] == []


def test_what_a_known_phone_did_not_mark_is_set_aside_and_only_what_is_here_is_found(both: House) -> None:
    phone = Pocket(both)
    dossier, ops = prepared(phone, submitted=False)
    phone.sends(*ops)
    late = phone.sets(dossier, "owner.name", "Kẻ Khác")
    forged = file_of(phone, (dossier, [*ops, late]), secret="a" * 43)
    answer = hands_in(both, forged)
    assert told(answer) == [(dossier[-6:], 0, 3, 0)]
    assert WHY.findall(answer.get_data(as_text=True)) == ["not_yours"]
    assert aside_of(both) == {late["id"]: "not_yours"}
    assert told(hands_in(both, file_of(phone, (dossier, [*ops, late])))) == [(dossier[-6:], 1, 3, 0)]
    stranger = Pocket(both)
    stranger.sealed[dossier] = phone.sealed[dossier]
    again = phone.sets(dossier, "owner.name", "Kẻ Khác Nữa")
    assert told(hands_in(both, file_of(stranger, (dossier, [again | {"device": stranger.device, "seq": 1}])))) == [(dossier[-6:], 0, 0, 0)]
    assert sheet_of(both, dossier).answers["owner.name", None] == "Kẻ Khác"


def test_who_carries_a_file_makes_no_other_dossier_and_no_other_phones_of_it(both: House) -> None:
    phone, thief = Pocket(both), Pocket(both)
    thief.sends()
    dossier, ops = prepared(phone)
    thief.sealed = phone.sealed
    signed_anew = file_of(thief, (dossier, [op | {"device": thief.device} for op in ops]))
    answer = hands_in(both, signed_anew)
    assert told(answer) == [(dossier[-6:], 0, 0, 3)]
    assert kinds_of(both, dossier) == []
    assert len(aside_of(both)) == 4
    assert told(hands_in(both, file_of(phone, (dossier, ops)))) == [(dossier[-6:], 4, 0, 0)]
    assert acked(phone.sends(*ops)) == [op["id"] for op in ops]


def test_the_sealed_beginning_says_what_the_dossier_is_about(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    facts = start["facts"]
    sealed = phone.op(dossier, "dossier.start", facts=facts, seq=1, body={
        "slips": [phone.slips[dossier].code], "secret": phone.slips[dossier].secret, "device": phone.device, **facts,
    })  # fmt: skip
    other = both.made.shelf.newest("1.001456")
    from webapp.forms.definition import definition_digest

    turned = sealed | {"facts": {"procedure": "1.001456", "digest": definition_digest(other), "revision": other.revision}}
    answer = hands_in(both, file_of(phone, (dossier, [turned])))
    assert WHY.findall(answer.get_data(as_text=True)) == ["kept"]
    assert kinds_of(both, dossier) == []
    assert told(hands_in(both, file_of(phone, (dossier, [sealed])))) == [(dossier[-6:], 1, 0, 0)]


def test_a_spoiled_box_is_refused_what_follows_is_kept_and_all_is_there_when_the_good_one_comes(both: House) -> None:
    phone = Pocket(both)
    (dossier, ops), (other, theirs) = prepared(phone), prepared(phone)
    box = bytearray(base64.b64decode(ops[1]["box"]))
    box[-1] ^= 1
    spoiled = [ops[0], ops[1] | {"box": base64.b64encode(box).decode()}, *ops[2:]]
    answer = hands_in(both, file_of(phone, (dossier, spoiled), (other, theirs)))
    assert told(answer) == [(dossier[-6:], 1, 0, 2), (other[-6:], 4, 0, 0)]
    assert WHY.findall(answer.get_data(as_text=True)) == ["kept"]
    assert aside_of(both) == {ops[1]["id"]: "unopenable", ops[2]["id"]: "waiting", ops[3]["id"]: "waiting"}
    assert told(hands_in(both, file_of(phone, (dossier, ops[:2])))) == [(dossier[-6:], 3, 1, 0)]
    assert kinds_of(both, dossier)[-2:] == ["dossier.submit", "dossier.judged"]
    assert aside_of(both) == {ops[1]["id"]: "unopenable"}
    assert acked(phone.sends(*ops)) == [op["id"] for op in ops]
    require_whole(both)


def test_a_file_and_the_phone_itself_may_come_in_any_order(both: House) -> None:
    phone = Pocket(both)
    dossier, ops = prepared(phone)
    phone.sends(*ops[:2])
    assert told(hands_in(both, file_of(phone, (dossier, ops)))) == [(dossier[-6:], 2, 2, 0)]
    assert phone.sends(*ops[2:])["parked"] == []
    assert told(hands_in(both, file_of(phone, (dossier, ops[3:]), (dossier, ops[3:])))) == [(dossier[-6:], 0, 1, 0)]
    late = phone.sets(dossier, "owner.name", "Muộn")
    answer = hands_in(both, file_of(phone, (dossier, [*ops, late])))
    assert WHY.findall(answer.get_data(as_text=True)) == ["late"]
    assert refused(phone.sends(late)) == {late["id"]: "already_submitted"}
    require_whole(both)


def test_what_waits_from_a_file_goes_in_when_the_phone_itself_comes(both: House) -> None:
    phone = Pocket(both)
    dossier, ops = prepared(phone)
    assert told(hands_in(both, file_of(phone, (dossier, [ops[0], *ops[2:]])))) == [(dossier[-6:], 1, 0, 2)]
    assert acked(phone.sends(*ops)) == [op["id"] for op in ops]
    assert aside_of(both) == {}
    require_whole(both)


def test_files_of_an_old_key_are_taken_and_those_of_another_centre_are_told_where_to_go(both: House) -> None:
    phone = Pocket(both)
    dossier, ops = prepared(phone)
    file, kid = file_of(phone, (dossier, ops)), both.made.keyring.centre()[0]
    both.made.keyring.rotate()
    assert both.made.keyring.centre()[0] != kid
    assert told(hands_in(both, file)) == [(dossier[-6:], 4, 0, 0)]
    other, more = prepared(phone)
    assert fault(hands_in(both, file_of(phone, (other, more), public=bytes(65)))) == "other_centre"
    assert kinds_of(both, other) == []
    answer = hands_in(both, file_of(phone, (other, more), kid=200))
    assert told(answer) == [(other[-6:], 4, 0, 0)]


def test_a_key_that_is_gone_opens_nothing_and_everything_is_kept(both: House) -> None:
    phone = Pocket(both)
    dossier, ops = prepared(phone)
    phone.sealed[dossier] = phone.sealed[dossier] | {"kid": 77}
    answer = hands_in(both, file_of(phone, (dossier, ops)))
    assert told(answer) == [(dossier[-6:], 0, 0, 3)]
    assert set(aside_of(both)) == {op["id"] for op in ops}


@pytest.mark.parametrize("file", [b"", b"CAMTA", b"PK\x03\x04" + bytes(400), b"Q0FN", bytes(9000), "Bà Mến".encode() * 40])
def test_any_other_file_is_told_to_be_none(both: House, file: bytes) -> None:
    assert fault(hands_in(both, file)) in {"no_rescue_file", "nothing_chosen"}


def test_a_later_format_is_told_to_be_newer_and_strange_records_are_passed_over(both: House) -> None:
    phone = Pocket(both)
    dossier, ops = prepared(phone)
    assert fault(hands_in(both, MAGIC[:6] + b"\x02\n" + bytes(40))) == "newer_rescue_file"
    kid, public = both.made.keyring.centre()
    body = MAGIC + header(phone.device, "", kid, public) + b"Z\x00\x00\x00\x03abc" + dossier_part(dossier, phone.sealed[dossier])
    body += b"O\x00\x00\x00\x02{}" + b"D\x00\x00\x00\x04null" + b"P\x00\x00\x00\x01x" + operation(ops[0], phone.secret)
    page = hands_in(both, ended(body))
    assert told(page) == [(dossier[-6:], 1, 0, 0)]
    assert 'data-part="cut"' not in page.get_data(as_text=True)
    assert told(hands_in(both, ended(body) + b"more")) == [(dossier[-6:], 0, 1, 0)]


def test_text_and_squares_are_the_same_file(both: House) -> None:
    phone = Pocket(both)
    (dossier, ops), (other, theirs) = prepared(phone), prepared(phone)
    text = base64.encodebytes(file_of(phone, (dossier, ops)))
    assert told(hands_in(both, text)) == [(dossier[-6:], 4, 0, 0)]
    squares = squares_of(file_of(phone, (other, theirs)))
    assert len(squares) > 1
    missing = hands_in(both, text="\n".join(squares[1:]))
    assert fault(missing) == "squares_missing"
    assert "số 1." in missing.get_data(as_text=True)
    assert fault(hands_in(both, text=squares[0].replace(":1:", ":1:", 1)[:-40] + "A" * 40 + "".join(squares[1:]))) == "squares_damaged"
    assert fault(hands_in(both, text=squares[0] + squares_of(file_of(phone, (dossier, ops)))[1])) == "squares_mixed"
    assert told(hands_in(both, text=" ".join(reversed(squares)))) == [(other[-6:], 4, 0, 0)]
    assert fault(hands_in(both, text="CT1:")) == "squares_damaged"
    assert fault(hands_in(both)) == "nothing_chosen"


def test_too_much_is_said_to_be_too_much(both: House) -> None:
    big = MAGIC + (b"O" + (60_000).to_bytes(4) + bytes(60_000)) * 150
    assert fault(hands_in(both, big)) == "rescue_too_large"
    assert hands_in(both, bytes(61 * 1024 * 1024)).status_code == 413


def test_a_file_cut_at_any_byte_gives_every_whole_operation_and_no_other(house: House) -> None:
    phone = Pocket(house)
    dossier, ops = prepared(phone)
    file = file_of(phone, (dossier, ops))
    ends = [at for at in range(len(file)) if len(read_cut(file[:at])) != len(read_cut(file[: at + 1]))]
    assert len(ends) == 4
    for at in range(len(MAGIC), len(file)):
        assert read_cut(file[:at]) == [op["id"] for op in ops[: sum(end < at for end in ends)]]


def read_cut(file: bytes) -> list[str]:
    from io import BytesIO

    try:
        found = read_rescue(BytesIO(file))
    except NoRescueFile:
        return []
    return [one.raw["id"] for parcel in found.parcels for one in parcel.operations]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_happens_to_a_file_on_the_way_nothing_half_is_taken_and_nothing_fails(
    spoiling: tuple[House, Pocket], data: st.DataObject
) -> None:
    house, phone = spoiling
    dossier, ops = prepared(phone)
    file = bytearray(file_of(phone, (dossier, ops)))
    cut = data.draw(st.integers(0, len(file)))
    del file[cut:]
    for _ in range(data.draw(st.integers(0, 3))):
        if file:
            file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    answer = hands_in(house, bytes(file))
    assert answer.status_code in {200, 422}
    written = entries_of(house, dossier)
    assert [entry.id for entry in written if entry.kind != "dossier.judged"] == [op["id"] for op in ops][: len(written)]
    assert acked(phone.sends(*ops)) == [op["id"] for op in ops]
    assert sheet_of(house, dossier).answers["owner.name", None] == NAME


@pytest.fixture
def spoiling(house: House) -> tuple[House, Pocket]:
    phone = Pocket(house)
    phone.sends()
    return house, phone


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda tail: MAGIC + tail), st.text(max_size=200).map(str.encode)))
def test_any_bytes_at_all_are_read_or_refused_in_words(data: bytes) -> None:
    from io import BytesIO

    with contextlib.suppress(NoRescueFile, SquaresMissing):
        read_rescue(as_file(BytesIO(data)))


@given(st.text(alphabet="CT1:ABCDEF0123456789 \n", max_size=120))
def test_any_text_of_squares_is_read_or_refused_in_words(text: str) -> None:
    with contextlib.suppress(NoRescueFile, SquaresMissing):
        from_text(text)


# proves FM 33
def test_photos_come_along_once_and_only_those_that_an_operation_names(both: House) -> None:
    phone = Pocket(both)
    dossier, ops = prepared(phone, submitted=False)
    good, foreign, spoiled = (photo(phone, dossier) for _ in range(3))
    ops += [attaches(phone, good), attaches(phone, spoiled)]
    kid, public = both.made.keyring.centre()
    body = MAGIC + header(phone.device, "", kid, public) + dossier_part(dossier, phone.sealed[dossier])
    body += b"".join(operation(op, phone.secret) for op in ops)
    for one, box in ((good, good.box), (foreign, foreign.box), (spoiled, spoiled.box[:-1] + bytes([spoiled.box[-1] ^ 1]))):
        body += photo_part(dossier, one.file, one.hash, box)
    for expected in ((5, 0), (0, 5)):
        answer = hands_in(both, ended(body))
        assert told(answer) == [(dossier[-6:], *expected, 0)]
        page = answer.get_data(as_text=True)
        assert 'data-photos="1"' in page
        assert "Ảnh chưa nhận: 2." in page
    half = hands_in(both, body[:-40])
    assert 'data-part="cut"' in half.get_data(as_text=True)
    assert acked(phone.sends(*ops)) == [op["id"] for op in ops]
    assert Tus(phone).looks(good.file).headers["Cam-Tay-File"] == "kept"
    require_whole(both)


def test_an_erased_dossier_does_not_come_back_in_a_file(both: House) -> None:
    phone = Pocket(both)
    dossier, ops = prepared(phone)
    phone.sends(*ops)
    with both.database.transaction() as tx:
        row = tx.get_one(DossierKey, dossier)
        row.wrapped = None
    late = phone.sets(dossier, "owner.name", NAME)
    with both.database.reading() as db:
        before = db.scalar(select(func.count()).select_from(EntryRow))
    hands_in(both, file_of(phone, (dossier, [*ops, late])))
    with both.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(EntryRow)) == before
