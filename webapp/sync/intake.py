"""Taking operations in. Boxes are opened and looked at before the transaction; one transaction for a batch, and if it fails one
for each operation, so that only the bad one is set aside (decision D17)."""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import msgspec
from sqlalchemy import Table, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from webapp.database.inserting import insert_missing
from webapp.dossiers.entries import dossier_key_place, hash_of_box, open_box, require_place
from webapp.dossiers.folders import open_folder, rules_day
from webapp.dossiers.handing_over import submission_of
from webapp.dossiers.log import ENTRIES, OPERATION_IDS
from webapp.dossiers.models import DossierKey
from webapp.dossiers.operations import Operation, begin_from_phone, take_operations
from webapp.dossiers.service import Submission
from webapp.dossiers.sheet import open_sheet
from webapp.dossiers.work import Work
from webapp.forms.definition import Definition
from webapp.forms.kinds import KINDS as FIELD_KINDS
from webapp.forms.kinds.base import CheckContext
from webapp.forms.views.context import Reader
from webapp.kernel.actor import Citizen
from webapp.kernel.clock import day_in_vietnam
from webapp.kernel.problems import NotFound, Refusal
from webapp.sealing import Envelope, Unopenable
from webapp.sync.models import SetAside
from webapp.sync.wire import FATES, Malformed, SealedKey, WireOp, facts_of_op, read_op, require_body
from webapp.ui.parts import Parts

log = logging.getLogger("camtay.sync")
ASIDE = cast(Table, SetAside.__table__)
KEYS = cast(Table, DossierKey.__table__)
COUNTS_AS_SEEN = frozenset({"fix", "drop"})
"""Fates after which what follows in the same dossier goes on: their number counts as used."""


@dataclass
class Outcome:
    """What a batch came to, as the answer says it."""

    acks: list[dict[str, Any]] = field(default_factory=list)
    parked: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    begun: bool = False


@dataclass(frozen=True)
class Opened:
    """An operation whose box was opened, or the code for which it is refused whatever the state."""

    raw: Any
    op: Operation | None = None
    code: str = ""


@dataclass(frozen=True)
class Coming:
    """Who comes: the worker that signs, the devices it may speak for, and the keys it brought."""

    actor: Citizen
    devices: frozenset[str]
    keys: dict[str, Any]


class Intake:
    """One request's operations."""

    def __init__(self, made: Parts, coming: Coming, now: datetime) -> None:
        self._made, self._coming, self._now = made, coming, now
        self._brought: dict[str, bytes] = {}
        self._definitions: dict[str, Definition | None] = {}

    def take(self, raws: Sequence[Any]) -> Outcome:
        """Take operations and say what became of each."""
        with self._made.database.reading() as db:
            opened = self._open_all(db, raws)
        try:
            return self._in_one(opened)
        except SQLAlchemyError as fault:
            log.warning("batch_failed", extra={"why": type(fault).__name__})
        whole = Outcome()
        for one in opened:
            try:
                part = self._in_one([one])
            except SQLAlchemyError:
                continue  # neither acked nor refused: the phone sends it again
            whole.acks += part.acks
            whole.parked += part.parked
            whole.refused += part.refused
            whole.begun = whole.begun or part.begun
        return whole

    # opening

    def _open_all(self, db: Session, raws: Sequence[Any]) -> list[Opened]:
        read: list[tuple[Any, WireOp | None, bytes, datetime, str]] = []
        for raw in raws:
            try:
                op, box, at = read_op(raw)
                read.append((raw, op, box, at, ""))
            except Malformed as no:
                read.append((raw, None, b"", self._now, no.code))
        dossiers = {op.dossier for _, op, *_ in read if op is not None}
        wrapped = dict(db.execute(select(KEYS.c.dossier, KEYS.c.wrapped).where(KEYS.c.dossier.in_(dossiers))).all())
        envelopes: dict[str, Envelope | str] = {dossier: self._envelope(dossier, wrapped) for dossier in dossiers}
        starts = {op.dossier: op for _, op, *_ in read if op is not None and op.kind == "dossier.start"}
        self._find_definitions(db, dossiers, starts)
        return [self._open(raw, op, box, at, code, envelopes) for raw, op, box, at, code in read]

    def _envelope(self, dossier: str, wrapped: dict[str, bytes | None]) -> Envelope | str:
        if dossier in wrapped:
            kept = wrapped[dossier]
            return self._made.keyring.envelope(kept, dossier_key_place(dossier)) if kept else "wrong_state"
        try:
            sealed = msgspec.convert(self._coming.keys[dossier], SealedKey)
            point, box = base64.b64decode(sealed.epk, validate=True), base64.b64decode(sealed.box, validate=True)
            self._brought[dossier] = self._made.keyring.open_for_centre(sealed.kid, dossier, point, box)
        except KeyError:
            return "key_missing"
        except (msgspec.ValidationError, binascii.Error, ValueError, Unopenable):
            return "unopenable"
        return Envelope(self._brought[dossier])

    def _find_definitions(self, db: Session, dossiers: set[str], starts: dict[str, WireOp]) -> None:
        from webapp.dossiers.projection import DOSSIERS  # here: only this function reads that table

        rows = db.execute(select(DOSSIERS.c.id, DOSSIERS.c.definition_digest).where(DOSSIERS.c.id.in_(dossiers))).all()
        digests = {dossier: str(op.facts.get("digest", "")) for dossier, op in starts.items()} | dict(rows)
        for dossier, digest in digests.items():
            try:
                self._definitions[dossier] = self._made.shelf.pinned(db, digest)
            except NotFound:
                self._definitions[dossier] = None

    def _open(self, raw: Any, op: WireOp | None, box: bytes, at: datetime, code: str, envelopes: dict[str, Envelope | str]) -> Opened:
        if op is None:
            return Opened(raw, code=code)
        envelope = envelopes[op.dossier]
        if isinstance(envelope, str):
            # Without its key nothing can be said of it; a dossier that is there and foreign is told by its grant, not here.
            return Opened(raw, self._operation(op, box, at, {}, {}), envelope)
        try:
            facts = facts_of_op(op)
            body = open_box(envelope, box, op.id, op.dossier, op.kind)
            require_body(op, body)
            require_place(body, op.field, op.row)
        except Malformed as no:
            return Opened(raw, self._operation(op, box, at, {}, {}), no.code)
        except (Unopenable, ValueError):
            return Opened(raw, self._operation(op, box, at, {}, {}), "unopenable")
        return Opened(raw, self._operation(op, box, at, facts, body), self._unreadable(op, body))

    def _operation(self, op: WireOp, box: bytes, at: datetime, facts: dict[str, Any], body: dict[str, Any]) -> Operation:
        place = (op.id, op.dossier, op.kind, op.field, op.row, facts, tuple(op.base), op.device, op.seq, at)
        return Operation(*place, box=box, body=body, hash=hash_of_box(op.id, box))

    def _unreadable(self, op: WireOp, body: dict[str, Any]) -> str:
        definition = self._definitions.get(op.dossier)
        found = definition.field(op.field or "") if definition and op.kind == "answer.set" else None
        if found is None:
            return ""
        if found.kind == "repeat":
            return "unreadable_value"
        context = CheckContext(day_in_vietnam(self._now), self._made.lists)
        problems = FIELD_KINDS[found.kind].check(found, body["value"], context)
        return "unreadable_value" if any(problem.code == "unreadable" for problem in problems) else ""

    # writing

    def _in_one(self, opened: Sequence[Opened]) -> Outcome:
        outcome = Outcome()
        with self._made.database.transaction() as tx:
            writing = _Writing(self._made, tx, self._coming, self._now, outcome, self._brought, self._definitions)
            for one in opened:
                if one.op is None:
                    writing.refuse(one, one.code)
            for group in _by_dossier(one for one in opened if one.op is not None):
                writing.dossier(group)
        return outcome


def _by_dossier(opened: Iterable[Opened]) -> list[list[Opened]]:
    groups: dict[str, list[Opened]] = {}
    for one in opened:
        assert one.op is not None
        groups.setdefault(one.op.dossier, []).append(one)
    return [sorted(group, key=lambda one: cast(Operation, one.op).seq) for group in groups.values()]


class _Writing:
    """The operations of a batch inside its transaction."""

    def __init__(
        self,
        made: Parts,
        tx: Session,
        coming: Coming,
        now: datetime,
        outcome: Outcome,
        brought: dict[str, bytes],
        definitions: dict[str, Definition | None],
    ) -> None:
        self._made, self._tx, self._coming, self._now = made, tx, coming, now
        self._outcome, self._brought, self._definitions = outcome, brought, definitions

    def refuse(self, one: Opened, code: str, **said: Any) -> None:
        """Say no to an operation, and keep it where a person may have to look at it."""
        raw = one.raw if isinstance(one.raw, dict) else {}
        op_id = raw.get("id") if isinstance(raw.get("id"), str) else ""
        self._outcome.refused.append({"id": op_id, "code": code, "fate": FATES[code], "problems": [], **said})
        if one.op is None or FATES[code] == "again":
            return
        op = one.op
        values = {
            "op": op.id,
            "hash": op.hash,
            "dossier": op.dossier,
            "device": op.device,
            "seq": op.seq,
            "code": code,
            "fate": FATES[code],
            "keyholder": self._coming.actor.keyholder,
            "received_at": self._now,
            "wire": raw,
        }
        insert_missing(self._tx, ASIDE, values)

    def dossier(self, group: list[Opened]) -> None:
        """Take what is new of one dossier, in the order of its numbers."""
        fresh = self._without_known(group)
        if not fresh:
            return
        dossier = cast(Operation, fresh[0].op).dossier
        numbers = self._last_numbers(dossier)
        ready = [one for one in fresh if self._is_next(one, cast(Operation, one.op), numbers)]
        if ready:
            self._write(dossier, ready)

    def _is_next(self, one: Opened, op: Operation, numbers: dict[str, int]) -> bool:
        """Tell whether an operation is to be taken now; if not, say what becomes of it."""
        following = numbers.get(op.device, 0) + 1
        if op.device not in self._coming.devices:
            self.refuse(one, "not_yours")
        elif op.seq > following:
            self._outcome.parked.append({"id": op.id, "dossier": op.dossier, "next": following})
        elif op.seq < following:
            self.refuse(one, "seq_taken", next=following)
        elif one.code:
            self.refuse(one, one.code)
            if FATES[one.code] in COUNTS_AS_SEEN:
                numbers[op.device] = op.seq
        else:
            numbers[op.device] = op.seq
            return True
        return False

    def _without_known(self, group: list[Opened]) -> list[Opened]:
        ids = [cast(Operation, one.op).id for one in group]
        rows = self._tx.execute(
            select(ENTRIES.c.id, ENTRIES.c.box_hash, ENTRIES.c.server_seq)
            .select_from(OPERATION_IDS.join(ENTRIES, ENTRIES.c.server_seq == OPERATION_IDS.c.server_seq))
            .where(OPERATION_IDS.c.id.in_(ids))
        )
        known = {row.id: row for row in rows}
        aside = {
            (row.op, row.hash): row.code
            for row in self._tx.execute(select(ASIDE.c.op, ASIDE.c.hash, ASIDE.c.code).where(ASIDE.c.op.in_(ids)))
        }
        fresh = []
        for one in group:
            op = cast(Operation, one.op)
            there, refused = known.get(op.id), aside.get((op.id, op.hash), "")
            if there is not None and there.box_hash == op.hash:
                self._ack(op.id, there.box_hash, there.server_seq)
            elif there is not None:
                self.refuse(one, "hash_differs")
            elif refused and FATES[refused] in COUNTS_AS_SEEN:
                self.refuse(one, refused)
            else:
                fresh.append(one)
        return fresh

    def _last_numbers(self, dossier: str) -> dict[str, int]:
        numbers: dict[str, int] = {}
        for table, more in ((ENTRIES, ()), (ASIDE, (ASIDE.c.fate.in_(COUNTS_AS_SEEN),))):
            last = select(table.c.device, func.max(table.c.seq)).where(table.c.dossier == dossier, table.c.seq.is_not(None), *more)
            for device, seq in self._tx.execute(last.group_by(table.c.device)):
                numbers[device] = max(numbers.get(device, 0), seq)
        return numbers

    def _write(self, dossier: str, ready: list[Opened]) -> None:
        first = cast(Operation, ready[0].op)
        if first.kind == "dossier.start" and dossier in self._brought:
            if not self._begin(ready[0], first):
                return
            ready = ready[1:]
        ops = [cast(Operation, one.op) for one in ready]
        try:
            taken = take_operations(self._tx, self._made.keyring, self._coming.actor, self._now, dossier, ops, self._submission)
        except NotFound:
            for one in ready:
                self.refuse(one, "not_yours")
            return
        for entry in taken.entries:
            if entry.id in {op.id for op in ops}:
                self._ack(entry.id, entry.box_hash, entry.server_seq)
        by_id = {cast(Operation, one.op).id: one for one in ready}
        for op, code in taken.refused:
            self.refuse(by_id[op.id], code)

    def _begin(self, one: Opened, op: Operation) -> bool:
        definition = self._definitions.get(op.dossier)
        if definition is None or definition.procedure != op.facts["procedure"]:
            self.refuse(one, "unknown_definition")
            return False
        key = self._brought[op.dossier]
        try:
            entry = begin_from_phone(
                self._tx, self._made.keyring, self._coming.actor, self._now, op, key, definition, demonstration=self._made.settings.demo
            )
        except Refusal as no:
            self.refuse(one, no.code)
            return False
        self._outcome.begun = True
        self._ack(entry.id, entry.box_hash, entry.server_seq)
        return True

    def _submission(self, work: Work, op: Operation) -> Submission:
        """What the forms' own submission would be, on the day that the phone filed it (D11)."""
        sheet = open_sheet(self._tx, self._made.keyring, op.dossier)
        made = self._made
        reader = Reader("vi", rules_day(sheet, self._now), made.lists, made.texts, made.wording)
        opened = open_folder(self._tx, made.shelf, made.catalogue, sheet, reader)
        return submission_of(made, opened, self._now, filing_day=str(op.body["filing_day"]), manifest=op.body["manifest"])

    def _ack(self, op_id: str, hash_: str, server_seq: int) -> None:
        self._outcome.acks.append({"id": op_id, "hash": hash_, "server_seq": server_seq})
