"""Verbs about files: look and seal and store first (slow, outside any transaction), then the row, then sweep what was left over.

A crash between the two leaves sealed bytes without a row, never a row without bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.kernel.digest import sha256_hex
from webapp.kernel.ids import new_id
from webapp.kernel.problems import NotFound, TooLarge
from webapp.uploads import inspection, queries
from webapp.uploads.inspection import Inspected
from webapp.uploads.models import FileRow, UploadPiece
from webapp.uploads.ports import Store
from webapp.uploads.queries import KeptFile, kept_file_of

MOST_FILES = 12
MOST_DOSSIER_BYTES = 40 * 1024 * 1024
MOST_DAY_BYTES = 300 * 1024 * 1024
LONGEST_NAME = 120
ORPHANS_AFTER = timedelta(days=1)


class Sealer(Protocol):
    """The envelope of a dossier: seals bytes to a place."""

    def seal(self, plain: bytes, aad: bytes) -> bytes:
        """Return the sealed box."""
        ...


class Opener(Protocol):
    """The envelope of a dossier: opens what was sealed to a place."""

    def open(self, box: bytes, aad: bytes) -> bytes:
        """Return the plain bytes. Raises when the box was changed or moved."""
        ...


class Envelope(Sealer, Opener, Protocol):
    """The envelope of a dossier, both ways."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is looked at, cleaned, sealed and stored, and has no row yet."""

    row: FileRow


def known_or_room(db: Session, dossier: str, brought_by: str, data: bytes, now: datetime) -> KeptFile | None:
    """Return the file these bytes are already, or None when they may be looked at. Raises TooLarge when there is no room."""
    if len(data) > inspection.MOST_BYTES:
        raise TooLarge(reason="file_bytes")
    again = queries.file_sent(db, dossier, sha256_hex(data))
    if again is None:
        room(db, dossier, brought_by, len(data), 0, now)
    return again


def prepare_file(store: Store, envelope: Sealer, dossier: str, brought_by: str, data: bytes, name: str, now: datetime) -> Prepared:
    """Look at a file and store its clean form, sealed. Call it outside any transaction: it may take a second.

    Raises BadFile or TooLarge with a ``reason``, and TooMany when the machine is busy.
    """
    return store_clean(
        store, envelope, inspection.inspect(data), NewFile(new_id(), dossier, brought_by, sha256_hex(data), len(data), name), now
    )


@dataclass(frozen=True, slots=True)
class NewFile:
    """What is known of a file besides its clean bytes. ``sent_sha256`` and ``sent_size`` are of the bytes that left the phone."""

    id: str
    dossier: str
    brought_by: str
    sent_sha256: str
    sent_size: int
    name: str = ""


def found_again(store: Store, envelope: Envelope, new: NewFile, place: str, look: Callable[[bytes], Inspected], now: datetime) -> FileRow:
    """Return the row of a clean file that lies at ``place`` already. Raises Missing, Unopenable, and what ``look`` raises."""
    kept = envelope.open(store.get(place), _place_of_bytes(new.id))
    return _row(envelope, replace(look(kept), kept=kept), new, place, now)


def store_clean(store: Store, envelope: Sealer, clean: Inspected, new: NewFile, now: datetime) -> Prepared:
    """Seal and store the clean form of a file, at a place that nobody else writes to."""
    location = f"files/{new.dossier}/{new.id}-{token_hex(4)}"
    row = _row(envelope, clean, new, location, now)
    store.put(location, envelope.seal(clean.kept, _place_of_bytes(new.id)))
    return Prepared(row)


def _row(envelope: Sealer, clean: Inspected, new: NewFile, location: str, now: datetime) -> FileRow:
    return FileRow(
        id=new.id,
        dossier=new.dossier,
        brought_by=new.brought_by,
        sent_sha256=new.sent_sha256,
        kept_sha256=sha256_hex(clean.kept),
        sent_size=new.sent_size,
        size=len(clean.kept),
        media_type=clean.media_type,
        width=clean.width,
        height=clean.height,
        pages=clean.pages,
        name_box=envelope.seal(plain_name(new.name).encode(), _place_of_name(new.id)),
        location=location,
        created_at=now,
    )


def keep_file(tx: Session, prepared: Prepared) -> KeptFile:
    """Give a stored file its row. The same bytes sent again to the same dossier are the file that is there already.

    The caller holds the dossier's row, so two uploads to one dossier stand in line.
    Raises TooLarge when the dossier or the day of whoever brought it is full.
    """
    row = prepared.row
    again = queries.file_sent(tx, row.dossier, row.sent_sha256)
    if again is not None:
        return again
    room(tx, row.dossier, row.brought_by, row.sent_size, row.size, row.created_at)
    tx.add(row)
    tx.flush()
    return kept_file_of(row)


def room(tx: Session, dossier: str, brought_by: str, sent_size: int, kept_size: int, now: datetime) -> None:
    """Raise TooLarge when the dossier, or the day of whoever brings it, is full."""
    there = queries.use_of_dossier(tx, dossier)
    if there.files + 1 > MOST_FILES:
        raise TooLarge(reason="dossier_files")
    if there.size + kept_size > MOST_DOSSIER_BYTES:
        raise TooLarge(reason="dossier_bytes")
    if queries.bytes_brought_since(tx, brought_by, now - timedelta(days=1)) + sent_size > MOST_DAY_BYTES:
        raise TooLarge(reason="day_bytes")


def read_file(store: Store, envelope: Opener, file: KeptFile) -> bytes:
    """Return the clean bytes. Raises Missing or Unopenable when the store was tampered with."""
    return envelope.open(store.get(file.location), _place_of_bytes(file.id))


def read_name(envelope: Opener, file: KeptFile) -> str:
    """Return the name the file had on the sender's machine, for show only."""
    return envelope.open(file.name_box, _place_of_name(file.id)).decode()


def remove_file(tx: Session, dossier: str, file_id: str) -> str:
    """Take a file out of a dossier and return its location; the caller deletes the bytes after the commit."""
    file = queries.file_of(tx, dossier, file_id)
    if file is None:
        raise NotFound
    tx.execute(delete(FileRow).where(FileRow.id == file_id))
    return file.location


def sweep_orphans(db: Session, store: Store, now: datetime) -> int:
    """Delete stored bytes older than a day that no row names (an upload that was cut off); return how many."""
    swept = 0
    for place, written in store.places():
        if now - written > ORPHANS_AFTER and not _is_named(db, place):
            store.delete(place)
            swept += 1
    return swept


def _is_named(db: Session, place: str) -> bool:
    kept = db.scalar(select(FileRow.id).where(FileRow.location == place))
    return kept is not None or db.scalar(select(UploadPiece.file).where(UploadPiece.place == place)) is not None


def plain_name(name: str) -> str:
    """Return the last part of a file name without anything that could be a path, a line or a direction mark."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[-LONGEST_NAME:]


def _place_of_bytes(file_id: str) -> bytes:
    return f"file|{file_id}|bytes".encode()


def _place_of_name(file_id: str) -> bytes:
    return f"file|{file_id}|name".encode()
