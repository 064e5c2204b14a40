"""A rescue file is handed in: by anybody, through the same intake as a phone's own sending, once for each operation.

Holding the file is enough to hand it in and gives no right to whoever does. What is believed about whose an operation is, and
why, stands in ``webapp/docs/decisions/0022-a-rescue-file-gives-nobody-a-right.md``.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, Final, cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Keyholder
from webapp.dossiers.log import ENTRIES
from webapp.dossiers.projection import DOSSIERS
from webapp.kernel.actor import Citizen
from webapp.kernel.ids import is_id
from webapp.sync.claiming import unowned
from webapp.sync.intake import Intake
from webapp.sync.known import ASIDE, WAITING
from webapp.sync.opening import Coming
from webapp.sync.rescue_file import Header, NoRescueFile, Parcel, RescueFile, mark_of
from webapp.sync.rescue_photos import take_photos
from webapp.sync.wire import MOST_OPS
from webapp.sync.writing import Outcome
from webapp.ui.parts import Parts

KEYHOLDERS = cast(Table, Keyholder.__table__)
MOST_PARCELS: Final = 400
BEGUN_BY: Final = select(ENTRIES.c.device).where(ENTRIES.c.dossier == bindparam("dossier"), ENTRIES.c.kind == "dossier.start").limit(1)
SECRET_OF: Final = select(KEYHOLDERS.c.secret_hash).where(KEYHOLDERS.c.id == bindparam("device"), KEYHOLDERS.c.kind == "worker")
WAITED: Final = select(ASIDE.c.wire).where(ASIDE.c.dossier == bindparam("dossier"), ASIDE.c.code == WAITING).order_by(ASIDE.c.seq)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What became of one dossier: numbers of operations that are new here, were here, wait for a missing one, or were refused
    (by code). ``photos`` by fate: arrived, here, refused, left."""

    dossier: str
    arrived: int
    here: int
    waiting: int
    refused: dict[str, int] = field(default_factory=dict)
    state: str = ""
    photos: Mapping[str, int] = field(default_factory=dict)


def hand_in(made: Parts, file: RescueFile, stream: IO[bytes]) -> list[HandedIn]:
    """Take everything that is whole in a file; ``stream`` is where its photos lie.

    Raises NoRescueFile for another centre's, ``UNAVAILABLE`` when no row can be written.
    """
    _require_ours(made, file.header)
    now = made.clock.now()
    return [_Handing(made, file.header.device, parcel, now).take(stream) for parcel in _each_once(file.parcels)]


def _require_ours(made: Parts, header: Header) -> None:
    """Every centre counts its keys from one, so the number says nothing where the key is another."""
    public = made.keyring.public_of(header.kid)
    if public is not None and not hmac.compare_digest(hashlib.sha256(public).hexdigest(), header.print):
        raise NoRescueFile("other_centre")


def _each_once(parcels: Sequence[Parcel]) -> list[Parcel]:
    found: dict[str, Parcel] = {}
    for parcel in parcels:
        if is_id(parcel.dossier) and (parcel.dossier in found or len(found) < MOST_PARCELS):
            one = found.setdefault(parcel.dossier, Parcel(parcel.dossier, parcel.sealed_key))
            one.operations += parcel.operations
            one.photos += parcel.photos
    return list(found.values())


class _Handing:
    """One dossier of one file."""

    def __init__(self, made: Parts, device: str, parcel: Parcel, now: datetime) -> None:
        self._made, self._device, self._parcel, self._now = made, device, parcel, now

    def take(self, stream: IO[bytes]) -> HandedIn:
        with self._made.database.reading() as db:
            coming, theirs, foreign = self._believed(db)
            waited = self._waited(db) if theirs else []
        outcome = Outcome()
        # Nobody may speak for it: what is here already is only found again, the rest is set aside for a person to look at.
        stranger = Coming(Citizen(self._device), frozenset(), self._keys, carried=True)
        for who, raws in ((coming, theirs + waited), (stranger, foreign)):
            for batch in _batches(raws):
                outcome.add(Intake(self._made, who, self._now).take(batch))
        # Of a dossier that is not here nothing announced them, and each is left to its phone.
        return self._told(outcome, take_photos(self._made, self._device, stream, self._parcel.photos))

    def _believed(self, db: Session) -> tuple[Coming, list[Any], list[Any]]:
        """Return for whom operations are taken, those of which it is believed, and the others.

        A phone that the centre knows marks each with its secret. Of one that never came there is nothing to ask: it may bring what
        is new, or go on with what it brought, but write in no dossier that has an owner.
        """
        dossier, connection = self._parcel.dossier, db.connection()
        every = self._parcel.operations
        secret = connection.execute(SECRET_OF, {"device": self._device}).scalar()
        begun_by = connection.execute(BEGUN_BY, {"dossier": dossier}).scalar()
        free = not begun_by or (begun_by == self._device and dossier in unowned(db, [dossier]))
        if secret is None:
            believed = [free and is_id(self._device)] * len(every)
        else:
            believed = [hmac.compare_digest(mark_of(secret, one.signed), one.mark) for one in every]
        coming = Coming(
            Citizen(self._device),
            frozenset({self._device}),
            self._keys,
            lost=secret is not None,
            carried=True,
            unowned=frozenset({dossier}) if free else frozenset(),
        )
        theirs, foreign = ([one.raw for one, sure in zip(every, believed, strict=True) if sure == wanted] for wanted in (True, False))
        return coming, theirs, foreign

    def _waited(self, db: Session) -> list[Any]:
        """What came in an earlier file and may now be next."""
        ids = {one.raw.get("id") for one in self._parcel.operations}
        rows = db.connection().execute(WAITED, {"dossier": self._parcel.dossier}).scalars()
        return [wire for wire in rows if wire.get("id") not in ids and wire.get("device") == self._device]

    @property
    def _keys(self) -> dict[str, Any]:
        return {self._parcel.dossier: self._parcel.sealed_key}

    def _told(self, outcome: Outcome, photos: Mapping[Any, int]) -> HandedIn:
        here = {ack["id"] for ack in outcome.acks} & outcome.again
        arrived = {ack["id"] for ack in outcome.acks} - here
        refused: dict[str, int] = {}
        waiting = {one["id"] for one in outcome.parked}
        for no in outcome.refused:
            if no["fate"] == "again":
                waiting.add(no["id"])
            else:
                refused[no["code"]] = refused.get(no["code"], 0) + 1
        with self._made.database.reading() as db:
            found = db.connection().execute(select(DOSSIERS.c.state).where(DOSSIERS.c.id == self._parcel.dossier)).scalar()
        state = str(found) if found and (arrived or here) else ""
        return HandedIn(self._parcel.dossier, len(arrived), len(here), len(waiting), refused, state, photos)


def _batches(raws: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (raws[place : place + MOST_OPS] for place in range(0, len(raws), MOST_OPS))
