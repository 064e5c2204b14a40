"""When the last byte is here: join, compare, open, look inside, clean, seal, store; then one transaction says what became of it.

Safe to be interrupted anywhere and to be done by two at once: objects are stored at places of their own, and the rows decide
which of them count. What was interrupted is done again by the phone (an empty piece at the end) or by ``retention run``.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.dossiers.entries import open_body
from webapp.dossiers.log import COLUMNS_OF_ENTRY, ENTRIES, entry_of
from webapp.dossiers.work import Work, envelope_of, take_any
from webapp.kernel.actor import Actor
from webapp.kernel.digest import sha256_hex
from webapp.kernel.problems import BadFile, NotFound, StoreDown, TooLarge, TooMany
from webapp.sealing import Envelope, Unopenable
from webapp.ui.parts import Parts
from webapp.uploads import inspection, pieces, queries
from webapp.uploads.models import FileRow
from webapp.uploads.pieces import MOST_TRIES, Piece, Progress
from webapp.uploads.ports import Missing, Store
from webapp.uploads.service import NewFile, Prepared, store_clean

log = logging.getLogger("camtay.uploads")
DAMAGED = "file_damaged"


class _Another(Exception):
    """The box that came is not the one that was announced."""


class Finishing:
    """Finishes uploads. ``actor`` is whoever brought the last byte, or the machine itself."""

    def __init__(self, made: Parts, actor: Actor) -> None:
        self._made, self._actor = made, actor
        self._store = cast(Store, made.store)

    def finish(self, whole: Progress) -> int:
        """Finish an upload whose bytes are all here; return 0, or after how many seconds to ask again.

        Raises NotFound when the dossier was erased meanwhile.
        """
        with self._made.database.reading() as db:
            envelope = envelope_of(db, self._made.keyring, whole.dossier)
            seen, sent = pieces.pieces_of(db, whole.file), sent_of(db, envelope, whole.dossier, whole.file)
        try:
            prepared = self._prepared(whole, envelope, self._box(whole, seen), sent)
        except _Another:
            self._start_over(whole, seen)
        except TooMany as busy:
            return int(busy.data["retry_after"])
        except (BadFile, TooLarge) as refused:
            self._refuse(whole, str(refused.data["reason"]), seen)
        else:
            self._keep(prepared, seen)
        return 0

    def _box(self, whole: Progress, seen: Sequence[Piece]) -> bytes:
        try:
            box = b"".join(self._store.get(piece.place) for piece in seen)
        except Missing:
            raise _Another from None  # rows that were brought back, and objects that were not
        if sha256_hex(whole.file.encode() + box) != whole.hash:
            raise _Another
        return box

    def _prepared(self, whole: Progress, envelope: Envelope, box: bytes, sent: str) -> Prepared:
        try:
            plain = envelope.open(box, place_of_photo(whole.dossier, whole.file))
        except Unopenable:
            raise BadFile(reason=DAMAGED) from None
        if sha256_hex(plain) != sent:
            raise BadFile(reason=DAMAGED)
        new = NewFile(whole.file, whole.dossier, whole.brought_by, sent, len(plain))
        return store_clean(self._store, envelope, inspection.inspect(plain), new, self._made.clock.now())

    def _keep(self, prepared: Prepared, seen: Sequence[Piece]) -> None:
        row, now = prepared.row, self._made.clock.now()
        with self._made.database.transaction() as tx:
            work = take_any(tx, self._made.keyring, self._actor, now, row.dossier)
            settled = pieces.settle(tx, row.id, "kept", "", now)
            if settled:
                give_row(work, row)
        self._delete([piece.place for piece in seen] if settled else [row.location])

    def _refuse(self, whole: Progress, reason: str, seen: Sequence[Piece]) -> None:
        log.warning("file_refused", extra={"code": reason})
        now = self._made.clock.now()
        with self._made.database.transaction() as tx:
            work = take_any(tx, self._made.keyring, self._actor, now, whole.dossier)
            settled = pieces.settle(tx, whole.file, "refused", reason, now)
            if settled:
                work.add([work.new("file.refused", facts={"file": whole.file, "code": reason})])
        self._delete([piece.place for piece in seen] if settled else [])

    def _start_over(self, whole: Progress, seen: Sequence[Piece]) -> None:
        """Let the phone send it again: a piece may have been spoilt on the way. A box that is always another is refused."""
        log.warning("upload_differs")
        with self._made.database.transaction() as tx:
            tries = pieces.start_over(tx, whole.file, seen, self._made.clock.now())
        if tries:
            self._delete([piece.place for piece in seen])
        if tries >= MOST_TRIES:
            self._refuse(whole, DAMAGED, ())

    def _delete(self, places: Sequence[str]) -> None:
        for place in places:
            try:
                self._store.delete(place)
            except StoreDown:
                log.warning("piece_left")  # what was decided is decided; the sweep takes it


def sent_of(db: Session, envelope: Envelope, dossier: str, file: str) -> str:
    """Return the SHA-256 of a photo as it left the phone, from the sealed operation that named it. Raises NotFound."""
    named = queries.announced(db, dossier, file)
    if named is None:
        raise NotFound
    row = db.execute(select(*COLUMNS_OF_ENTRY).where(ENTRIES.c.server_seq == named.named_by)).one()
    body: dict[str, Any] = open_body(envelope, entry_of(row))
    said = body["value"] if named.sort == "photo" else body
    return str(said["sent"])


def give_row(work: Work, row: FileRow) -> None:
    """Write that a photo is kept: its row, and its entry in the log, from which every phone hears of it."""
    work.tx.add(row)
    work.tx.flush()
    body = {"sent": row.sent_sha256, "kept": row.kept_sha256, "media_type": row.media_type}
    work.add([work.new("file.kept", facts={"file": row.id}, body=body)])


def place_of_photo(dossier: str, file: str) -> bytes:
    """Return the additional data of a photo's box: it opens for this file of this dossier only."""
    return f"photo|{dossier}|{file}".encode()
