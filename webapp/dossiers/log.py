"""The one log. Entries are only ever appended, each once per operation id, each chained to the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Row, Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from webapp.dossiers.edge import require_safe
from webapp.dossiers.entries import COLUMNS, SCHEMA, Entry, NewEntry, hash_of_box, link, seal_body
from webapp.dossiers.models import GENESIS, EntryRow, LogHead, OperationId
from webapp.dossiers.states import PEOPLE_KINDS
from webapp.sealing import Envelope

ENTRIES = cast(Table, EntryRow.__table__)
OPERATION_IDS = cast(Table, OperationId.__table__)
COLUMNS_OF_ENTRY = [ENTRIES.c[name] for name in COLUMNS]
# Made once: putting a statement together costs more than running it.
HEAD: Final = select(LogHead.seq, LogHead.chain).with_for_update()
ADVANCE: Final = update(LogHead).values(seq=bindparam("new_seq"), chain=bindparam("new_chain"))
ADD_IDS: Final = insert(OPERATION_IDS)
ADD_ENTRIES: Final = insert(ENTRIES)
THERE: Final = (
    select(*COLUMNS_OF_ENTRY)
    .select_from(OPERATION_IDS.join(ENTRIES, ENTRIES.c.server_seq == OPERATION_IDS.c.server_seq))
    .where(OPERATION_IDS.c.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the log; kept outside the machine too, because only that finds a cut-off end."""

    seq: int
    chain: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the log at a number: box, chain, gap, operation_id or head."""

    code: str
    server_seq: int


def append(tx: Session, envelope: Envelope, now: datetime, news: Sequence[NewEntry]) -> list[Entry]:
    """Append entries of one dossier in their order; an id that is already there gives back its first entry, unchanged.

    The caller folds what comes back with ``repeated`` false into the projections, in the same transaction.
    """
    for new in news:
        require_safe(new.body)
        require_safe(new.facts)
    head = _lock_head(tx)
    known = _already_there(tx, [new.id for new in news])
    seqs = _Counting(tx)
    result: list[Entry] = []
    fresh: list[Entry] = []
    for new in news:
        if new.id in known:
            result.append(replace(known[new.id], repeated=True))
            continue
        entry, head = _chained(head, _entry(envelope, new, now, head.seq + 1, seqs))
        known[new.id] = entry
        fresh.append(entry)
        result.append(entry)
    _write(tx, fresh, head)
    return result


def head_of(db: Session) -> Head:
    """Return the end of the log."""
    row = db.execute(select(LogHead.seq, LogHead.chain)).one()
    return Head(row.seq, row.chain)


def entry_of(row: Row[Any]) -> Entry:
    """Return the entry of a row of ``COLUMNS_OF_ENTRY``."""
    return Entry(*tuple(row))


def verify(db: Session, expected: Head | None = None) -> list[Fault]:
    """Return every fault of the log. A cut-off or rewritten end is found only through the ``expected`` head kept outside."""
    faults: list[Fault] = []
    last = Head(0, GENESIS)
    seen_expected = expected is None or expected == last
    for entry, operation_seq in _every_entry(db):
        faults += _faults_of(last, entry, operation_seq)
        last = Head(entry.server_seq, entry.chain)
        seen_expected = seen_expected or last == expected
    if head_of(db) != last:
        faults.append(Fault("head", last.seq))
    if db.scalar(select(func.count()).select_from(OperationId)) != db.scalar(select(func.count()).select_from(EntryRow)):
        faults.append(Fault("operation_id", last.seq))
    if not seen_expected and expected is not None:
        faults.append(Fault("expected_head", expected.seq))
    return faults


def _faults_of(last: Head, entry: Entry, operation_seq: int | None) -> list[Fault]:
    faults = []
    if entry.server_seq != last.seq + 1:
        faults.append(Fault("gap", entry.server_seq))
    if entry.box_hash != hash_of_box(entry.id, entry.box):
        faults.append(Fault("box", entry.server_seq))
    if entry.chain != link(last.chain, entry):
        faults.append(Fault("chain", entry.server_seq))
    if operation_seq != entry.server_seq:
        faults.append(Fault("operation_id", entry.server_seq))
    return faults


def _every_entry(db: Session) -> Iterator[tuple[Entry, int | None]]:
    joined = (
        select(*COLUMNS_OF_ENTRY, OPERATION_IDS.c.server_seq.label("operation_seq"))
        .select_from(ENTRIES.outerjoin(OPERATION_IDS, ENTRIES.c.id == OPERATION_IDS.c.id))
        .order_by(ENTRIES.c.server_seq)
        .execution_options(yield_per=1000)
    )
    for row in db.execute(joined):
        yield Entry(*tuple(row)[:-1]), row[-1]


def _lock_head(tx: Session) -> Head:
    # Locked before the ids are looked up: two requests with one id come here one after the other.
    row = tx.connection().execute(HEAD).one()
    return Head(row.seq, row.chain)


def _already_there(tx: Session, ids: list[str]) -> dict[str, Entry]:
    return {row.id: entry_of(row) for row in tx.connection().execute(THERE, {"ids": ids})}


class _Counting:
    """Numbers operations per dossier and device without gaps."""

    def __init__(self, tx: Session) -> None:
        self._tx = tx
        self._last: dict[tuple[str, str], int] = {}

    def next(self, new: NewEntry) -> int | None:
        if new.seq is not None:
            return new.seq
        if new.kind not in PEOPLE_KINDS:
            return None
        key = (new.dossier, new.device)
        if key not in self._last:
            mine = (EntryRow.dossier == new.dossier, EntryRow.device == new.device)
            self._last[key] = self._tx.scalar(select(func.max(EntryRow.seq)).where(*mine)) or 0
        self._last[key] += 1
        return self._last[key]


def _entry(envelope: Envelope, new: NewEntry, now: datetime, server_seq: int, seqs: _Counting) -> Entry:
    box = new.box if new.box is not None else seal_body(envelope, new)
    return Entry(
        server_seq=server_seq,
        id=new.id,
        dossier=new.dossier,
        kind=new.kind,
        field=new.field,
        row=new.row,
        facts=dict(new.facts),
        box=box,
        by=new.by,
        device=new.device,
        seq=seqs.next(new),
        at=new.at or now,
        received_at=now,
        base=list(new.base),
        schema=SCHEMA,
        box_hash=hash_of_box(new.id, box),
    )


def _chained(head: Head, entry: Entry) -> tuple[Entry, Head]:
    chain = link(head.chain, entry)
    return replace(entry, chain=chain), Head(entry.server_seq, chain)


def _write(tx: Session, fresh: list[Entry], head: Head) -> None:
    if not fresh:
        return
    connection = tx.connection()
    connection.execute(ADD_IDS, [{"id": entry.id, "server_seq": entry.server_seq} for entry in fresh])
    connection.execute(ADD_ENTRIES, [{name: getattr(entry, name) for name in COLUMNS} for entry in fresh])
    connection.execute(ADVANCE, {"new_seq": head.seq, "new_chain": head.chain})
