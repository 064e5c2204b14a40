"""What the centre knows already of a batch: which operations it has, which it set aside, and the last number of each device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import BindParameter, Table, bindparam, func, select
from sqlalchemy.orm import Session

from webapp.dossiers.log import ENTRIES, OPERATION_IDS
from webapp.dossiers.models import LogHead
from webapp.dossiers.operations import Operation
from webapp.dossiers.projection import DOSSIERS
from webapp.sync.models import SetAside
from webapp.sync.wire import COUNTS_AS_SEEN

ASIDE = cast(Table, SetAside.__table__)
WAITING: Final = "waiting"
"""Not refused: it came in a file, and a number is missing before it."""


class There(NamedTuple):
    """An operation that is in the log."""

    hash: str
    server_seq: int


@dataclass
class Known:
    """``aside``: codes by operation and hash. ``numbers``: the last number by dossier and device; changed while the batch is taken.
    ``waiting``: what came in a file and waits for what is missing before it."""

    entries: dict[str, There] = field(default_factory=dict)
    aside: dict[tuple[str, str], str] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    waiting: set[tuple[str, str]] = field(default_factory=set)


IDS: Final[BindParameter[Any]] = bindparam("ids", expanding=True)
OF_THESE: Final[BindParameter[Any]] = bindparam("dossiers", expanding=True)
BY_THESE: Final[BindParameter[Any]] = bindparam("devices", expanding=True)
# Made once: putting a statement together costs more than running it.
THERE: Final = (
    select(ENTRIES.c.id, ENTRIES.c.box_hash, ENTRIES.c.server_seq)
    .select_from(OPERATION_IDS.join(ENTRIES, ENTRIES.c.server_seq == OPERATION_IDS.c.server_seq))
    .where(OPERATION_IDS.c.id.in_(IDS))
)
REFUSED: Final = select(ASIDE.c.op, ASIDE.c.hash, ASIDE.c.code).where(ASIDE.c.op.in_(IDS))
LAST: Final = (
    select(ENTRIES.c.dossier, ENTRIES.c.device, func.max(ENTRIES.c.seq))
    .where(ENTRIES.c.dossier.in_(OF_THESE), ENTRIES.c.device.in_(BY_THESE), ENTRIES.c.seq.is_not(None))
    .group_by(ENTRIES.c.dossier, ENTRIES.c.device)
)
LAST_ASIDE: Final = (
    select(ASIDE.c.dossier, ASIDE.c.device, func.max(ASIDE.c.seq))
    .where(ASIDE.c.dossier.in_(OF_THESE), ASIDE.c.device.in_(BY_THESE), ASIDE.c.fate.in_(sorted(COUNTS_AS_SEEN)))
    .group_by(ASIDE.c.dossier, ASIDE.c.device)
)
# Dossiers first, by their ids, then the head of the log: the order in which every other writer takes them, so nobody waits in a ring.
LOCK_DOSSIERS: Final = select(DOSSIERS.c.id).where(DOSSIERS.c.id.in_(OF_THESE)).order_by(DOSSIERS.c.id).with_for_update()
LOCK_HEAD: Final = select(LogHead.seq).with_for_update()


def known_of(tx: Session, ops: Sequence[Operation], *, lock: bool) -> Known:
    """Return what is known of these operations. ``lock``: wait for others first (SQLite's transaction has done so already)."""
    wanted = {
        "ids": sorted({op.id for op in ops}),
        "dossiers": sorted({op.dossier for op in ops}),
        "devices": sorted({op.device for op in ops}),
    }
    known = Known()
    if not wanted["ids"]:
        return known
    connection = tx.connection()
    if lock:
        connection.execute(LOCK_DOSSIERS, wanted).all()
        connection.execute(LOCK_HEAD).all()
    known.entries = {row.id: There(row.box_hash, row.server_seq) for row in connection.execute(THERE, wanted)}
    for row in connection.execute(REFUSED, wanted):
        if row.code == WAITING:
            known.waiting.add((row.op, row.hash))
        else:
            known.aside[row.op, row.hash] = row.code
    for statement in (LAST, LAST_ASIDE):
        for dossier, device, seq in connection.execute(statement, wanted):
            known.numbers[dossier, device] = max(known.numbers.get((dossier, device), 0), seq)
    return known
