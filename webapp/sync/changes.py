"""What a phone is told: the entries of people it does not have yet, and where each of its dossiers stands."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.dossiers.entries import Entry, dossier_key_place
from webapp.dossiers.log import COLUMNS_OF_ENTRY, ENTRIES, entry_of
from webapp.dossiers.models import DossierKey, Grant
from webapp.dossiers.picture import Top
from webapp.dossiers.projection import DOSSIERS, TOP_COLUMNS, top_of
from webapp.dossiers.states import MACHINE_KINDS, State
from webapp.dossiers.status import moment, status_of
from webapp.kernel.actor import Actor
from webapp.sealing import Keyring

MOST_ENTRIES: Final = 400
LASTING: Final = ("own", "help")


def changes_for(
    db: Session, keyring: Keyring, actor: Actor, now: datetime, have: Mapping[str, int], acked: Collection[str]
) -> tuple[list[dict[str, Any]], bool]:
    """Return what is new in the dossiers of this browser, oldest change first, and whether there is more than one answer holds."""
    mine = select(Grant.dossier).where(
        Grant.holder == actor.ref, Grant.relation.in_(LASTING), or_(Grant.until.is_(None), Grant.until > now)
    )
    rows = db.execute(
        select(*TOP_COLUMNS).where(DOSSIERS.c.id.in_(mine), DOSSIERS.c.state != State.ERASED.value).order_by(DOSSIERS.c.last_seq)
    )
    told: list[dict[str, Any]] = []
    number = 0
    for row in rows:
        top = top_of(row._mapping)
        known = max(have.get(top.id, 0), 0)
        if top.last_seq <= known:
            continue
        if number >= MOST_ENTRIES:
            return told, True
        change = _change(db, keyring, top, known, acked)
        number += len(change["entries"]) + 1
        told.append(change)
    return told, False


def _change(db: Session, keyring: Keyring, top: Top, known: int, acked: Collection[str]) -> dict[str, Any]:
    chosen = select(*COLUMNS_OF_ENTRY).where(ENTRIES.c.dossier == top.id, ENTRIES.c.server_seq > known).order_by(ENTRIES.c.server_seq)
    entries = [entry_of(row) for row in db.execute(chosen)]
    people = [one for one in entries if not one.kind.startswith("desk.") and one.kind not in MACHINE_KINDS and one.id not in acked]
    change = {
        "dossier": top.id,
        "last_seq": top.last_seq,
        "entries": [_entry(one) for one in people],
        "status": status_of(db, keyring, top),
    }
    if known == 0:
        wrapped = db.scalar(select(DossierKey.wrapped).where(DossierKey.dossier == top.id)) or b""
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
