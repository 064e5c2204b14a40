"""One entry of the log: how its body is sealed, and the bytes that the chain is made over."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from webapp.kernel.digest import canonical_json, sha256_hex
from webapp.kernel.ids import new_id
from webapp.sealing import Envelope, Unopenable

SCHEMA: Final = 1
MACHINE: Final = "machine"


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be appended. ``body`` is sealed; ``facts`` stay in clear and never hold what a person answered.

    ``box`` is given when a phone has sealed the body already. ``seq`` is given by the device; None lets the log count.
    """

    dossier: str
    kind: str
    by: str
    field: str | None = None
    row: str | None = None
    body: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    base: tuple[str, ...] = ()
    device: str = MACHINE
    seq: int | None = None
    at: datetime | None = None
    id: str = dataclasses.field(default_factory=new_id)
    box: bytes | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as the log holds it. ``repeated`` tells that it stood there before this append."""

    server_seq: int
    id: str
    dossier: str
    kind: str
    field: str | None
    row: str | None
    facts: dict[str, Any]
    box: bytes
    by: str
    device: str
    seq: int | None
    at: datetime
    received_at: datetime
    base: list[str]
    schema: int
    box_hash: str
    chain: str = ""
    repeated: bool = False


COLUMNS: Final = tuple(name for name in Entry.__slots__ if name != "repeated")


def place_of(entry_id: str, dossier: str, kind: str) -> bytes:
    """Return the additional data of a box (D2): it opens for this operation of this dossier only."""
    return f"{entry_id}|{dossier}|{kind}".encode()


def dossier_key_place(dossier: str) -> bytes:
    """Return the additional data of a wrapped dossier key."""
    return f"dossier-key|{dossier}".encode()


def seal_body(envelope: Envelope, new: NewEntry) -> bytes:
    """Seal the body with the field and row it belongs to, so that a box copied to another answer is found out."""
    whole = {"field": new.field, "row": new.row, **new.body}
    return envelope.seal(canonical_json(whole), place_of(new.id, new.dossier, new.kind))


def open_box(envelope: Envelope, box: bytes, entry_id: str, dossier: str, kind: str) -> dict[str, Any]:
    """Return a body. Raises Unopenable."""
    body: dict[str, Any] = json.loads(envelope.open(box, place_of(entry_id, dossier, kind)))
    return body


def open_body(envelope: Envelope, entry: Entry) -> dict[str, Any]:
    """Return the body of an entry. Raises Unopenable, also when it names another field or row than the entry."""
    body = open_box(envelope, entry.box, entry.id, entry.dossier, entry.kind)
    require_place(body, entry.field, entry.row)
    return body


def require_place(body: dict[str, Any], field_id: str | None, row: str | None) -> None:
    """Raise Unopenable when a body was sealed for another field or row."""
    if (body.get("field"), body.get("row")) != (field_id, row):
        raise Unopenable


def hash_of_box(entry_id: str, box: bytes) -> str:
    """Return the hash that is kept, acked and compared by the phone: SHA-256(id || box)."""
    return sha256_hex(entry_id.encode() + box)


def link(previous: str, entry: Entry) -> str:
    """Return the chain after ``entry``: SHA-256(previous || canonical row); the box counts by its hash."""
    row = {name: getattr(entry, name) for name in COLUMNS if name not in {"box", "chain"}}
    row["at"], row["received_at"] = _moment(entry.at), _moment(entry.received_at)
    return sha256_hex(previous.encode() + canonical_json(row))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
