"""Each operation has one row and one effect, however often, from how many sides and in which order it comes."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from tests.support.houses import House
from tests.sync.asking import aside_of, count, entries_of, kinds_of, require_whole, sheet_of
from tests.sync.pockets import HEADERS, Pocket, Wire, acked, hash_of, refused
from webapp.kernel.ids import new_id

NAME = "Nguyễn Thị Mến"
THREADS = 20


def three_answers(phone: Pocket, dossier: str) -> list[Wire]:
    return [
        phone.sets(dossier, "owner.name", NAME),
        phone.sets(dossier, "owner.birth_date", "1945"),
        phone.sets(dossier, "submitter.for_whom", "myself"),
    ]


# proves FM 18, FM 38, I1, I2, I3
def test_the_same_batch_again_is_acked_again_and_written_once(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    ops = [start, *three_answers(phone, dossier)]
    first = phone.sends(*ops)
    assert acked(first) == [op["id"] for op in ops]
    assert {ack["id"]: ack["hash"] for ack in first["acks"]} == {op["id"]: hash_of(op) for op in ops}
    before = count(both)
    for _ in range(3):
        assert phone.sends(*ops)["acks"] == first["acks"]
    assert count(both) == before
    assert [entry.box_hash for entry in entries_of(both, dossier)] == [hash_of(op) for op in ops]
    require_whole(both)


def test_an_operation_that_stands_twice_in_one_batch_is_one(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    name = phone.sets(dossier, "owner.name", NAME)
    told = phone.sends(start, start, name, name)
    assert acked(told) == [start["id"], name["id"]]
    assert told["refused"] == told["parked"] == []


# proves FM 18, FM 19, I2
def test_twenty_threads_with_the_same_batch_write_it_once(both: House) -> None:
    phone = Pocket(both)
    phone.sends()
    dossier, start = phone.begins()
    ops = [start, *three_answers(phone, dossier), phone.submits(dossier)]
    body = {"device": phone.device, "secret": phone.secret, "keys": phone.sealed, "claims": phone.claims(), "ops": ops}
    cookie = phone.browser.get_cookie("sid").value

    def send(_: int) -> tuple[int, list[Wire]]:
        browser = both.app.test_client()
        browser.set_cookie("sid", cookie)
        answer = browser.post("/sync", data=json.dumps(body), headers=HEADERS)
        told = json.loads(answer.get_data())
        return answer.status_code, [told.get("acks"), told.get("refused"), told.get("parked")]

    with ThreadPoolExecutor(THREADS) as many:
        answers = list(many.map(send, range(THREADS)))
    assert {status for status, _ in answers} == {200}
    acks = {json.dumps(sorted(said[0], key=lambda ack: ack["server_seq"])) for _, said in answers}
    assert len(acks) == 1
    assert [said[1:] for _, said in answers] == [[[], []]] * THREADS
    assert len(json.loads(acks.pop())) == len(ops)
    assert kinds_of(both, dossier) == ["dossier.start", *["answer.set"] * 3, "dossier.submit", "dossier.judged"]
    assert aside_of(both) == {}
    require_whole(both)


# proves FM 19, I2
def test_many_dossiers_that_come_at_once_from_many_phones_are_all_there_once(both: House) -> None:
    phones = [Pocket(both) for _ in range(8)]
    batches = []
    for phone in phones:
        ops: list[Wire] = []
        for _ in range(2):
            dossier, start = phone.begins()
            ops += [start, *three_answers(phone, dossier)]
        batches.append((phone, ops))

    def send(one: tuple[Pocket, list[Wire]]) -> list[list[str]]:
        phone, ops = one
        return [acked(phone.sends(*ops)) for _ in range(3)]

    with ThreadPoolExecutor(8) as many:
        for (_, ops), told in zip(batches, many.map(send, batches), strict=True):
            assert [sorted(ids) for ids in told] == [sorted(op["id"] for op in ops)] * 3
    assert count(both) == (64, 64, 16)
    require_whole(both)


# proves FM 28, I2
@pytest.mark.parametrize("alone", [False, True])
def test_in_whatever_order_operations_come_the_log_is_the_same(both: House, alone: bool) -> None:
    """``alone``: each in a request of its own, again and again until nothing is parked."""
    for order in permutations(range(3 if alone else 4)):
        phone = Pocket(both)
        dossier, start = phone.begins()
        ops = [start, *three_answers(phone, dossier)][: len(order)]
        coming = [ops[place] for place in order]
        while parked := [one for batch in ([[op] for op in coming] if alone else [coming]) for one in phone.sends(*batch)["parked"]]:
            assert all(one["next"] <= len(order) for one in parked)
        assert [entry.id for entry in entries_of(both, dossier)] == [op["id"] for op in ops], order
        both.clock.forward(minutes=2)
    require_whole(both)


# proves FM 28
def test_what_follows_a_gap_is_parked_and_never_acked(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    one, two, three = three_answers(phone, dossier)
    told = phone.sends(start, two, three)
    assert acked(told) == [start["id"]]
    assert told["parked"] == [{"id": op["id"], "dossier": dossier, "next": 2} for op in (two, three)]
    assert sheet_of(both, dossier).answers == {}
    assert acked(phone.sends(one, two, three)) == [one["id"], two["id"], three["id"]]


def test_a_number_that_is_taken_is_refused_with_the_next_free_one(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    phone.sends(start, phone.sets(dossier, "owner.name", NAME))
    late = phone.sets(dossier, "owner.birth_date", "1945", seq=2)
    assert phone.sends(late)["refused"] == [{"id": late["id"], "code": "seq_taken", "fate": "again", "problems": [], "next": 3}]
    assert aside_of(both) == {}
    assert acked(phone.sends(late | {"seq": 3})) == [late["id"]]


# proves FM 20, I3
def test_one_id_with_two_contents_keeps_both_and_overwrites_nothing(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    first = phone.sets(dossier, "owner.name", NAME)
    phone.sends(start, first)
    other = phone.sets(dossier, "owner.name", "Trần Văn Khác", id=first["id"], seq=2)
    told = phone.sends(other)
    assert refused(told) == {first["id"]: "hash_differs"}
    assert told["refused"][0]["fate"] == "hand_over"
    assert sheet_of(both, dossier).answers["owner.name", None] == NAME
    assert aside_of(both) == {first["id"]: "hash_differs"}
    assert acked(phone.sends(first)) == [first["id"]]


def test_two_contents_under_one_id_in_one_batch_are_told_apart(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    first = phone.sets(dossier, "owner.name", NAME)
    other = phone.sets(dossier, "owner.name", "Trần Văn Khác", id=first["id"], seq=3)
    told = phone.sends(start, first, other)
    assert acked(told) == [start["id"], first["id"]]
    assert refused(told) == {first["id"]: "hash_differs"}


def test_a_void_operation_fills_its_number_and_changes_nothing(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    void = phone.op(dossier, "op.void", facts={"void": new_id()})
    name = phone.sets(dossier, "owner.name", NAME)
    assert acked(phone.sends(start, void, name)) == [start["id"], void["id"], name["id"]]
    assert sheet_of(both, dossier).answers == {("owner.name", None): NAME}
