"""The log: once per id, and every tampering found."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.dossiers.conftest import Office
from webapp.dossiers.entries import NewEntry
from webapp.dossiers.log import Fault, Head, append, head_of, verify
from webapp.dossiers.models import AnswerRow, EntryRow, OperationId
from webapp.dossiers.work import envelope_of
from webapp.kernel.problems import NotFound
from webapp.sealing import Unopenable


def _filled(office: Office, number: int = 3) -> None:
    for at in range(number):
        dossier = office.start().id
        office.answer(dossier, ("owner.name", f"Mến {at}"), ("owner.birth_date", f"19{40 + at}"))


def _faults(office: Office, expected: Head | None = None) -> list[Fault]:
    with office.database.reading() as db:
        return verify(db, expected)


def _head(office: Office) -> Head:
    with office.database.reading() as db:
        return head_of(db)


def test_an_untouched_log_has_no_fault(office: Office) -> None:
    _filled(office)
    assert _faults(office, _head(office)) == []
    assert _head(office).seq == 9


def test_an_operation_that_comes_again_is_answered_with_its_first_entry(office: Office) -> None:
    dossier = office.start().id
    new = NewEntry(dossier, "answer.set", "keyholder:a", "a", body={"value": 1}, device="phone", seq=1)
    with office.database.transaction() as tx:
        first = append(tx, envelope_of(tx, office.keyring, dossier), office.clock.now(), [new])
    office.clock.forward(hours=1)
    with office.database.transaction() as tx:
        again = append(tx, envelope_of(tx, office.keyring, dossier), office.clock.now(), [new, new])
    assert (first[0].repeated, [entry.repeated for entry in again]) == (False, [True, True])
    assert {(entry.server_seq, entry.box_hash, entry.received_at) for entry in [*first, *again]} == {
        (first[0].server_seq, first[0].box_hash, first[0].received_at)
    }
    assert _faults(office, _head(office)) == []


def test_operations_of_a_device_are_numbered_without_gaps(office: Office) -> None:
    dossier = office.start().id
    office.answer(dossier, ("a", 1), ("b", 2))
    office.answer(dossier, ("a", 3))
    with office.database.reading() as db:
        rows = db.query(EntryRow.seq, EntryRow.device).where(EntryRow.dossier == dossier).order_by(EntryRow.server_seq).all()
    assert [row.seq for row in rows] == [1, 2, 3, 4]
    assert {row.device for row in rows} == {office.citizen.keyholder}


def test_a_transaction_that_fails_leaves_no_number_used(office: Office) -> None:
    dossier = office.start().id
    before = _head(office)
    with pytest.raises(NotFound):
        office.answer(dossier, ("a", 1), ("in.a.row", 2, "01a20000-0000-7000-8000-000000000001"))
    tx = Session(office.database.engine)
    new = NewEntry(dossier, "answer.set", "x", "a", body={"value": 1}, device="p")
    append(tx, envelope_of(tx, office.keyring, dossier), office.clock.now(), [new])
    tx.rollback()
    tx.close()
    assert _head(office) == before
    office.answer(dossier, ("a", 1))
    assert _faults(office, _head(office)) == []


Tamper = Callable[[Session, random.Random], Any]


def _rows(tx: Session) -> list[int]:
    return [row[0] for row in tx.execute(text("SELECT server_seq FROM entries ORDER BY server_seq"))]


def _flip_box(tx: Session, chance: random.Random) -> None:
    row = tx.get_one(EntryRow, chance.choice(_rows(tx)))
    changed = bytearray(row.box)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    row.box = bytes(changed)


def _flip_column(tx: Session, chance: random.Random) -> None:
    row = tx.get_one(EntryRow, chance.choice(_rows(tx)))
    name = chance.choice(["kind", "by", "device", "field", "dossier", "chain", "box_hash"])
    value = getattr(row, name) or " "
    setattr(row, name, value[:-1] + ("x" if value[-1] != "x" else "y"))


def _change_time(tx: Session, chance: random.Random) -> None:
    row = tx.get_one(EntryRow, chance.choice(_rows(tx)))
    row.received_at = row.received_at.replace(microsecond=(row.received_at.microsecond + 1) % 1_000_000)


def _delete(tx: Session, chance: random.Random) -> None:
    seq = chance.choice(_rows(tx))
    tx.execute(text("DELETE FROM entries WHERE server_seq = :seq"), {"seq": seq})
    tx.execute(text("DELETE FROM operation_ids WHERE server_seq = :seq"), {"seq": seq})


def _swap(tx: Session, chance: random.Random) -> None:
    one, other = chance.sample(_rows(tx), 2)
    for table in ("entries", "operation_ids"):
        for old, new in ((one, -1), (other, one), (-1, other)):
            tx.execute(text(f"UPDATE {table} SET server_seq = :new WHERE server_seq = :old"), {"old": old, "new": new})


def _insert(tx: Session, chance: random.Random) -> None:
    rows = _rows(tx)
    like = tx.get_one(EntryRow, chance.choice(rows))
    copy = {column.name: getattr(like, column.name) for column in EntryRow.__table__.columns}
    after = rows[-1] + 1
    tx.add(EntryRow(**copy | {"server_seq": after, "id": f"forged-{after}", "seq": None}))
    tx.add(OperationId(id=f"forged-{after}", server_seq=after))


def _truncate(tx: Session, chance: random.Random) -> None:
    kept = chance.choice(_rows(tx)[:-1])
    chain = tx.get_one(EntryRow, kept).chain
    tx.execute(text("DELETE FROM entries WHERE server_seq > :kept"), {"kept": kept})
    tx.execute(text("DELETE FROM operation_ids WHERE server_seq > :kept"), {"kept": kept})
    tx.execute(text("UPDATE log_head SET seq = :kept, chain = :chain"), {"kept": kept, "chain": chain})


@pytest.mark.parametrize("tamper", [_flip_box, _flip_column, _change_time, _delete, _swap, _insert])
def test_every_tampering_is_found(office: Office, tamper: Tamper) -> None:
    _filled(office, 2)
    for seed in range(12):
        tx = Session(office.database.engine)
        tamper(tx, random.Random(seed))
        tx.flush()
        assert verify(tx), f"seed {seed}"
        tx.rollback()
        tx.close()
    assert _faults(office) == []


def test_a_cut_off_end_is_found_only_through_the_head_kept_outside(office: Office) -> None:
    _filled(office)
    outside = _head(office)
    with office.database.transaction() as tx:
        _truncate(tx, random.Random(1))
    assert _faults(office) == []
    assert _faults(office, outside) == [Fault("expected_head", outside.seq)]


def test_a_log_that_grew_since_still_holds_the_head_kept_outside(office: Office) -> None:
    _filled(office)
    outside = _head(office)
    _filled(office)
    assert _faults(office, outside) == []


def test_a_box_copied_to_another_answer_does_not_open(office: Office) -> None:
    dossier = office.start().id
    office.answer(dossier, ("a", "one"), ("b", "two"))
    with office.database.transaction() as tx:
        a, b = (tx.get_one(AnswerRow, (dossier, name, "")) for name in "ab")
        a.box, a.heads = b.box, b.heads
    with pytest.raises(Unopenable):
        office.sheet(dossier)
