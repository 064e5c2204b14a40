"""Uploads on their way: pieces are objects in the store, and the row decides which of them count.

A piece is stored under a name that nobody else uses, then one update moves ``received`` on, if it still is what the piece was
sent for. Of two who bring the same piece one wins, and the other takes its own object away again. No lock is held while bytes
come, so nothing has to expire (decision 0020).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Final, cast

from sqlalchemy import Table, delete, select, update
from sqlalchemy.orm import Session

from webapp.database.inserting import insert_missing
from webapp.uploads.models import ExpectedFile, Upload, UploadPiece

UPLOADS = cast(Table, Upload.__table__)
MOST_TRIES: Final = 3
"""How often a box may come whole and be another than was announced, before it is refused."""
LEFT_AFTER: Final = timedelta(days=90)
"""An upload that nobody has gone on with for so long is forgotten; a phone that comes later begins again."""
FINISH_AFTER: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a box has come. ``state`` is partial|kept|refused; ``code`` says why it was refused."""

    file: str
    dossier: str
    size: int
    hash: str
    received: int
    state: str
    code: str
    brought_by: str

    @property
    def is_whole(self) -> bool:
        """Tell whether all bytes are here, and nobody has looked at them yet."""
        return self.state == "partial" and self.received == self.size


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece that counts."""

    at: int
    size: int
    place: str


def new_place(file: str, at: int) -> str:
    """Return a place in the store for a piece, another one each time."""
    return f"parts/{file}/{at}-{token_hex(6)}"


def begin(tx: Session, file: str, dossier: str, size: int, hash_: str, brought_by: str, now: datetime) -> Progress:
    """Begin an upload, or find the one that was begun."""
    values: dict[str, Any] = {"file": file, "dossier": dossier, "size": size, "hash": hash_, "received": 0, "state": "partial", "code": ""}
    insert_missing(tx, UPLOADS, values | {"tries": 0, "brought_by": brought_by, "made_at": now, "changed_at": now})
    return _progress(tx.get_one(Upload, file, populate_existing=True))


def progress_of(db: Session, file: str) -> Progress | None:
    """Return how far an upload has come, or None where none was begun."""
    row = db.get(Upload, file)
    return None if row is None else _progress(row)


def add_piece(tx: Session, file: str, piece: Piece, now: datetime) -> bool:
    """Let a stored piece count. False when another one was first: then this one is nothing."""
    here = (Upload.file == file, Upload.received == piece.at, Upload.state == "partial")
    moved = tx.execute(update(Upload).where(*here).values(received=piece.at + piece.size, changed_at=now).returning(Upload.file))
    if moved.one_or_none() is None:
        return False
    tx.add(UploadPiece(file=file, at=piece.at, size=piece.size, place=piece.place))
    tx.flush()
    return True


def pieces_of(db: Session, file: str) -> list[Piece]:
    """Return the pieces of a box in their order."""
    rows = db.scalars(select(UploadPiece).where(UploadPiece.file == file).order_by(UploadPiece.at))
    return [Piece(row.at, row.size, row.place) for row in rows]


def settle(tx: Session, file: str, state: str, code: str, now: datetime) -> bool:
    """Say what became of a whole box; False when that was said before. Its pieces count no more."""
    here = (Upload.file == file, Upload.state == "partial")
    said = tx.execute(update(Upload).where(*here).values(state=state, code=code, changed_at=now).returning(Upload.file))
    if said.one_or_none() is None:
        return False
    tx.execute(delete(UploadPiece).where(UploadPiece.file == file))
    return True


def start_over(tx: Session, file: str, seen: Sequence[Piece], now: datetime) -> int:
    """Forget the pieces of a box that came whole and is another one; return how often that has happened, 0 if not now."""
    last = max((piece.at + piece.size for piece in seen), default=0)
    here = (Upload.file == file, Upload.state == "partial", Upload.received == last)
    again = update(Upload).where(*here).values(received=0, tries=Upload.tries + 1, changed_at=now).returning(Upload.tries)
    tries = tx.execute(again).scalar_one_or_none()
    if tries is not None:
        tx.execute(delete(UploadPiece).where(UploadPiece.file == file))
    return tries or 0


def unfinished(db: Session, now: datetime) -> list[str]:
    """Return uploads whose bytes are all here and whose finish was interrupted."""
    whole = (Upload.state == "partial", Upload.received == Upload.size, Upload.changed_at < now - FINISH_AFTER)
    return list(db.scalars(select(Upload.file).where(*whole).order_by(Upload.changed_at)))


def forget_left(tx: Session, now: datetime) -> list[str]:
    """Forget uploads that nobody goes on with, or whose file nothing names any more; return the places of their pieces."""
    named = select(ExpectedFile.file).where(
        ExpectedFile.file == Upload.file, ExpectedFile.dossier == Upload.dossier, ExpectedFile.here.is_(True)
    )
    left = (Upload.changed_at < now - LEFT_AFTER) | ((Upload.changed_at < now - timedelta(days=1)) & ~named.exists())
    return _forget(tx, list(tx.scalars(select(Upload.file).where(Upload.state == "partial", left))))


def forget_dossier(tx: Session, dossier: str) -> list[str]:
    """Forget all uploads of a dossier that is erased; return the places of their pieces."""
    return _forget(tx, list(tx.scalars(select(Upload.file).where(Upload.dossier == dossier))))


def _forget(tx: Session, files: Sequence[str]) -> list[str]:
    places = list(tx.scalars(select(UploadPiece.place).where(UploadPiece.file.in_(files))))
    tx.execute(delete(UploadPiece).where(UploadPiece.file.in_(files)))
    tx.execute(delete(Upload).where(Upload.file.in_(files)))
    return places


def _progress(row: Upload) -> Progress:
    return Progress(row.file, row.dossier, row.size, row.hash, row.received, row.state, row.code, row.brought_by)
