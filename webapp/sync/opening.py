"""What is done with a batch before its transaction: operations read, boxes opened, shapes looked at. Nothing here writes."""

from __future__ import annotations

import base64
import binascii
import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, cast

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from webapp.dossiers.access import GRANTS, HELD
from webapp.dossiers.entries import dossier_key_place, hash_of_box, open_box, require_place
from webapp.dossiers.operations import Operation
from webapp.dossiers.projection import DOSSIERS
from webapp.dossiers.sheet import KEYS
from webapp.forms.definition import Definition
from webapp.kernel.actor import Citizen
from webapp.kernel.problems import NotFound, Problem
from webapp.sealing import Envelope, Unopenable
from webapp.sync.naming import require_named_file
from webapp.sync.shapes import problems_of
from webapp.sync.wire import Malformed, SealedKey, WireOp, facts_of_op, moment_of, read_op, require_body
from webapp.ui.parts import Parts
from webapp.uploads.queries import file_of

DIGEST_SIGNS: Final = 64
WRONG: Final = (timedelta(hours=12), timedelta(days=365 * 60))
"""A clock that is off by more is wrong, not slow: its moments are put right by as much. By still more: it says nothing."""
AHEAD: Final = timedelta(minutes=10)
# Made once: putting a statement together costs more than running it.
KNOWN: Final = (
    select(KEYS.c.dossier, KEYS.c.wrapped, DOSSIERS.c.definition_digest)
    .select_from(KEYS.outerjoin(DOSSIERS, DOSSIERS.c.id == KEYS.c.dossier))
    .where(KEYS.c.dossier.in_(bindparam("dossiers", expanding=True)))
)
MINE: Final = HELD.where(GRANTS.c.dossier.in_(bindparam("dossiers", expanding=True)))


@dataclass(frozen=True)
class Coming:
    """Who comes: the worker that signs, the devices it may speak for, the keys it brought, how far its clock is off.

    ``cookie`` is the other half of its browser, to which every new right goes too. ``lost``: the centre lost rows, and the phone
    gives back everything it has, also what other devices wrote. ``claims`` prove with ``secret_hash`` that it holds the keys of
    dossiers. ``carried``: not the worker itself came but a file of its own; what must wait is kept here then. ``unowned``: dossiers
    that came in a file and are nobody's yet, where no right is asked.
    """

    actor: Citizen
    devices: frozenset[str]
    keys: Mapping[str, Any]
    cookie: str = ""
    lost: bool = False
    skew: timedelta = timedelta()
    claims: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    secret_hash: str = ""
    carried: bool = False
    unowned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Opened:
    """An operation whose box was opened, or the code for which it is refused whatever the state."""

    raw: Any
    op: Operation | None = None
    code: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass
class Batch:
    """A request's operations, opened; the keys of dossiers that are new here, and the definitions of all with their digests."""

    opened: list[Opened] = field(default_factory=list)
    brought: dict[str, bytes] = field(default_factory=dict)
    definitions: dict[str, Definition | None] = field(default_factory=dict)
    digests: dict[str, Any] = field(default_factory=dict)


class Opening:
    """Opens the operations of one request."""

    def __init__(self, made: Parts, db: Session, coming: Coming, now: datetime) -> None:
        self._made, self._db, self._coming, self._now = made, db, coming, now
        self._batch = Batch()
        self._envelopes: dict[str, Envelope | str] = {}

    def open(self, raws: Sequence[Any]) -> Batch:
        """Return all operations, each opened or with its code."""
        read = [self._read(raw) for raw in raws]
        self._find([one[0] for one in read if isinstance(one, tuple)])
        self._batch.opened = [one if isinstance(one, Opened) else self._open(raw, *one) for raw, one in zip(raws, read, strict=True)]
        return self._batch

    def _read(self, raw: Any) -> tuple[WireOp, bytes, datetime] | Opened:
        try:
            return read_op(raw)
        except Malformed as no:
            return Opened(raw, code=no.code)

    def _find(self, ops: Iterable[WireOp]) -> None:
        starts = {op.dossier: op for op in ops if op.kind == "dossier.start"}
        dossiers = sorted({op.dossier for op in ops})
        if not dossiers:
            return
        connection = self._db.connection()
        known = {row.dossier: row for row in connection.execute(KNOWN, {"dossiers": dossiers})}
        who = {"holder": self._coming.actor.ref, "now": self._now, "dossiers": dossiers}
        mine = set(connection.execute(MINE, who).scalars()) | self._coming.unowned
        for dossier in dossiers:
            row = known.get(dossier)
            if row is None:
                self._envelopes[dossier] = self._brought(dossier)
                digest = starts[dossier].facts.get("digest") if dossier in starts else ""
            else:
                # A dossier of somebody else is not opened, whatever key came with it.
                self._envelopes[dossier] = self._kept(row.wrapped, dossier) if dossier in mine else "not_yours"
                digest = row.definition_digest
            self._batch.digests[dossier], self._batch.definitions[dossier] = digest, self._definition(digest)

    def _kept(self, wrapped: bytes | None, dossier: str) -> Envelope | str:
        return self._made.keyring.envelope(wrapped, dossier_key_place(dossier)) if wrapped else "wrong_state"

    def _brought(self, dossier: str) -> Envelope | str:
        try:
            sealed = msgspec.convert(self._coming.keys[dossier], SealedKey)
            point, box = base64.b64decode(sealed.epk, validate=True), base64.b64decode(sealed.box, validate=True)
            key = self._made.keyring.open_for_centre(sealed.kid, dossier, point, box)
        except KeyError:
            return "key_missing"
        except (msgspec.ValidationError, binascii.Error, ValueError, Unopenable):
            return "unopenable"
        self._batch.brought[dossier] = key
        return Envelope(key)

    def _definition(self, digest: Any) -> Definition | None:
        if not isinstance(digest, str) or len(digest) != DIGEST_SIGNS or not digest.isalnum() or not digest.isascii():
            return None
        try:
            return cast(Definition, self._made.shelf.pinned(self._db, digest))
        except NotFound:
            return None

    def _open(self, raw: Any, op: WireOp, box: bytes, said_at: datetime) -> Opened:
        envelope = self._envelopes[op.dossier]
        bare = self._operation(op, box, said_at, {}, {})
        if isinstance(envelope, str):
            return Opened(raw, bare, envelope)
        try:
            facts = facts_of_op(op)
            body = open_box(envelope, box, op.id, op.dossier, op.kind)
            require_body(op, body)
            require_named_file(op.kind, facts, body)
            require_place(body, op.field, op.row)
        except Malformed as no:
            return Opened(raw, bare, no.code)
        except Unopenable:
            return Opened(raw, bare, "unopenable")
        except (ValueError, RecursionError):
            return Opened(raw, bare, "bad_operation")
        problems = problems_of(self._batch.definitions.get(op.dossier), op, body, self._now, self._made.lists)
        if op.kind == "paper.attach" and "size" not in facts and file_of(self._db, op.dossier, facts["file"]) is None:
            # Written by the centre itself, and lost with its rows: nobody can bring this file any more.
            problems = (Problem(op.field or "", "paper_picture_missing", part="file"),)
        whole = self._operation(op, box, said_at, facts, body)
        return Opened(raw, whole, "unreadable_value" if problems else "", problems)

    def _operation(self, op: WireOp, box: bytes, said_at: datetime, facts: dict[str, Any], body: dict[str, Any]) -> Operation:
        skew = self._coming.skew if WRONG[0] < abs(self._coming.skew) < WRONG[1] else timedelta()
        at = moment_of(said_at, self._now) + skew
        if at > self._now + AHEAD:
            at = self._now  # nothing was made after it came
        if at != said_at:  # what the device said instead stays beside it
            facts = facts | {"said_at": op.at[:40]}
        place = (op.id, op.dossier, op.kind, op.field, op.row, facts, tuple(op.base), op.device, op.seq, at)
        return Operation(*place, box=box, body=body, hash=hash_of_box(op.id, box))
