"""Boxes of photos on their way in: who may bring which, how far each has come, and the pieces that count.

Knows rows and the store, and no request. Doors are open only for moments: never while bytes come, are looked at or are stored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy.orm import Session

from webapp.dossiers.access import relation_of
from webapp.dossiers.policy import may_read_draft
from webapp.dossiers.work import envelope_of
from webapp.kernel.actor import Citizen
from webapp.kernel.ids import is_id
from webapp.kernel.problems import NotFound, TooLarge
from webapp.sync.finishing import Finishing
from webapp.ui.parts import Parts
from webapp.uploads import pieces, queries
from webapp.uploads.pieces import Piece, Progress
from webapp.uploads.ports import Store
from webapp.uploads.queries import Announced
from webapp.uploads.service import MOST_DAY_BYTES, MOST_DOSSIER_BYTES, MOST_FILES


class UploadDiffers(Exception):
    """Another length or hash than the operation announced."""


class WrongOffset(Exception):
    """The piece does not begin where the last one ended."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        super().__init__(progress.received)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an upload stands. ``retry_after``: all bytes are here, and the machine is too busy to look at them now."""

    progress: Progress
    retry_after: int = 0


class Uploading:
    """The uploads of one visitor. Everything unknown, foreign or unnamed is the same NotFound.

    ``carried``: whole boxes out of a rescue file, of which the announced hash is proof enough.
    """

    def __init__(self, made: Parts, actor: Citizen, *, carried: bool = False) -> None:
        self._made, self._actor, self._carried = made, actor, carried
        self._store = cast(Store, made.store)

    def create(self, dossier: str, file: str, size: int, hash_: str) -> Standing:
        """Begin an upload, or find it. Raises NotFound, UploadDiffers, TooLarge."""
        now = self._made.clock.now()
        with self._made.database.reading() as db:
            named = self._named(db, dossier, file, now)
            begun = pieces.progress_of(db, file)
        if (size, hash_) != (named.size, named.hash):
            raise UploadDiffers
        if begun is None:
            with self._made.database.transaction() as tx:
                _require_room(tx, named, self._actor.ref, now)
                begun = pieces.begin(tx, file, dossier, size, hash_, self._actor.ref, now)
        return self._finished(begun)

    def look(self, file: str) -> Standing:
        """Return how far an upload has come. Raises NotFound."""
        now = self._made.clock.now()
        with self._made.database.reading() as db:
            return Standing(self._begun(db, file, now))

    def add(self, file: str, at: int, piece: bytes) -> Standing:
        """Keep a piece that begins at ``at``; with the last one, finish. Raises NotFound, WrongOffset, TooLarge."""
        before = self.look(file).progress
        if before.state != "partial":
            return Standing(before)
        if at != before.received:
            raise WrongOffset(before)
        if at + len(piece) > before.size:
            raise TooLarge
        return self._finished(self._keep(before, piece) if piece else before)

    def _keep(self, before: Progress, piece: bytes) -> Progress:
        place = pieces.new_place(before.file, before.received)
        self._store.put(place, piece)
        with self._made.database.transaction() as tx:
            counts = pieces.add_piece(tx, before.file, Piece(before.received, len(piece), place), self._made.clock.now())
        if not counts:
            self._store.delete(place)
            raise WrongOffset(self.look(before.file).progress)
        return replace(before, received=before.received + len(piece))

    def _finished(self, progress: Progress) -> Standing:
        if not progress.is_whole:
            return Standing(progress)
        retry_after = Finishing(self._made, self._actor).finish(progress)
        with self._made.database.reading() as db:
            return Standing(pieces.progress_of(db, progress.file) or progress, retry_after)

    def _begun(self, db: Session, file: str, now: datetime) -> Progress:
        begun = pieces.progress_of(db, file) if is_id(file) else None
        if begun is None:
            raise NotFound
        self._named(db, begun.dossier, file, now)
        return begun

    def _named(self, db: Session, dossier: str, file: str, now: datetime) -> Announced:
        """Return what an operation announced of a file, for somebody who may bring it. Raises NotFound."""
        if not (is_id(dossier) and is_id(file)):
            raise NotFound
        if not self._carried and not may_read_draft(relation_of(db, self._actor, dossier, now)):
            raise NotFound
        named = queries.announced(db, dossier, file)
        if named is None or not (named.here or named.state == "kept"):
            raise NotFound
        envelope_of(db, self._made.keyring, dossier)  # of an erased dossier nothing can be kept
        return named


def _require_room(tx: Session, named: Announced, brought_by: str, now: datetime) -> None:
    """What was announced was judged then; here counts what forms have brought since, and the day of whoever brings it."""
    use = queries.use_of_dossier(tx, named.dossier)
    if use.files > MOST_FILES:
        raise TooLarge(reason="dossier_files")
    if use.size > MOST_DOSSIER_BYTES:
        raise TooLarge(reason="dossier_bytes")
    if queries.bytes_brought_since(tx, brought_by, now - timedelta(days=1)) + named.size > MOST_DAY_BYTES:
        raise TooLarge(reason="day_bytes")
