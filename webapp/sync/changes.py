"""What a phone is told: the entries of people it does not have yet, and where each of its dossiers stands."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from webapp.dossiers.access import HELD
from webapp.dossiers.entries import Entry, dossier_key_place
from webapp.dossiers.log import COLUMNS_OF_ENTRY, ENTRIES, entry_of
from webapp.dossiers.projection import DOSSIERS, TOP_COLUMNS, top_of
from webapp.dossiers.sheet import KEYS
from webapp.dossiers.states import State, is_of_people
from webapp.dossiers.status import moment, status_of
from webapp.kernel.actor import Actor
from webapp.kernel.problems import NotFound
from webapp.sealing import Keyring

MOST_ENTRIES: Final = 200
MOST_BYTES: Final = 50_000
"""About so much of one dossier, and of all together, is told at once: on the slowest line a phone would stop waiting for more."""
# Made once: putting a statement together costs more than running it.
MINE: Final = (
    select(DOSSIERS.c.id, DOSSIERS.c.last_seq)
    .where(DOSSIERS.c.id.in_(HELD), DOSSIERS.c.state != State.ERASED.value)
    .order_by(DOSSIERS.c.last_seq)
)
TOP: Final = select(*TOP_COLUMNS).where(DOSSIERS.c.id == bindparam("of"))
NEXT: Final = (
    select(*COLUMNS_OF_ENTRY)
    .where(ENTRIES.c.dossier == bindparam("of"), ENTRIES.c.server_seq > bindparam("known"))
    .order_by(ENTRIES.c.server_seq)
    .limit(MOST_ENTRIES + 1)
)
WRAPPED: Final = select(KEYS.c.wrapped).where(KEYS.c.dossier == bindparam("of"))


def changes_for(
    db: Session, keyring: Keyring, actor: Actor, now: datetime, have: Mapping[str, int], acked: Collection[str]
) -> tuple[list[dict[str, Any]], bool]:
    """Return what is new in the dossiers of this browser, oldest change first, and whether there is more than one answer holds."""
    mine = db.connection().execute(MINE, {"holder": actor.ref, "now": now}).all()
    told: list[dict[str, Any]] = []
    number = size = 0
    for dossier, last_seq in mine:
        known = max(have.get(dossier, 0), 0)
        if last_seq <= known:
            continue
        if number >= MOST_ENTRIES or size >= MOST_BYTES:
            return told, True
        entries, more = _portion(db, dossier, known)
        try:
            # As far as was read, not as far as others have written meanwhile.
            told.append(_change(db, keyring, dossier, known, entries, acked) | {"last_seq": entries[-1].server_seq if more else last_seq})
        except NotFound:
            continue  # erased in this moment
        if more:
            return told, True
        number, size = number + len(entries) + 1, size + sum(len(one.box) for one in entries)
    return told, False


def _portion(db: Session, dossier: str, known: int) -> tuple[list[Entry], bool]:
    """Return the next entries of a dossier, at least one, and whether more follow."""
    entries = [entry_of(row) for row in db.connection().execute(NEXT, {"of": dossier, "known": known})]
    sizes = accumulate(len(one.box) for one in entries[:MOST_ENTRIES])
    fitting = max(1, sum(size <= MOST_BYTES for size in sizes))
    return entries[:fitting], fitting < len(entries)


def _change(db: Session, keyring: Keyring, dossier: str, known: int, entries: Sequence[Entry], acked: Collection[str]) -> dict[str, Any]:
    people = [one for one in entries if is_of_people(one.kind) and one.id not in acked]
    top = top_of(db.connection().execute(TOP, {"of": dossier}).one()._mapping)
    change = {
        "dossier": top.id,
        "entries": [_entry(one) for one in people],
        "status": status_of(db, keyring, top),
    }
    if known == 0:
        wrapped = db.connection().execute(WRAPPED, {"of": dossier}).scalar() or b""
        change["key"] = base64.b64encode(keyring.unwrap(wrapped, dossier_key_place(top.id))).decode()
    return change


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "dossier": entry.dossier,
        "kind": entry.kind,
        "field": entry.field,
        "row": entry.row,
        "facts": entry.facts,
        "base": entry.base,
        "device": entry.device,
        "seq": entry.seq,
        "at": moment(entry.at),
        "schema": entry.schema,
        "box": base64.b64encode(entry.box).decode(),
        "server_seq": entry.server_seq,
        "received_at": moment(entry.received_at),
        "hash": entry.box_hash,
    }
