"""The operations of a batch inside their transaction: known ones acked, gaps parked, the rest written or refused with a fate."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

import msgspec
from sqlalchemy import delete
from sqlalchemy.orm import Session

from webapp.database.inserting import insert_missing
from webapp.dossiers.access import grant
from webapp.dossiers.folders import open_folder
from webapp.dossiers.handing_in import frozen_day
from webapp.dossiers.handing_over import submission_of
from webapp.dossiers.operations import Operation, begin_from_phone, take_operations
from webapp.dossiers.service import Submission
from webapp.dossiers.sheet import open_sheet
from webapp.dossiers.work import Work, take, take_any
from webapp.forms.views.context import Reader
from webapp.kernel.digest import sha256_hex
from webapp.kernel.problems import NotFound, Problem, Refusal
from webapp.sync.claiming import NOBODY, holds_key
from webapp.sync.known import ASIDE, WAITING, Known, known_of
from webapp.sync.naming import Rooms
from webapp.sync.opening import Batch, Coming, Opened
from webapp.sync.wire import COUNTS_AS_SEEN, FATES, id_of, keepable
from webapp.ui.parts import Parts


@dataclass
class Outcome:
    """What a batch came to, as the answer says it. ``again``: which of the acked were there before."""

    acks: list[dict[str, Any]] = field(default_factory=list)
    parked: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    again: set[str] = field(default_factory=set)

    def add(self, other: Outcome) -> None:
        """Take another outcome in."""
        self.acks += other.acks
        self.parked += other.parked
        self.refused += other.refused
        self.again |= other.again


class Writing:
    """One transaction."""

    def __init__(self, made: Parts, tx: Session, coming: Coming, now: datetime, batch: Batch) -> None:
        self._made, self._tx, self._coming, self._now, self._batch = made, tx, coming, now, batch
        self._outcome = Outcome()
        self._known = Known()
        self._seen: dict[str, str] = {}
        self._rooms = Rooms(tx)

    def take(self, opened: Sequence[Opened]) -> Outcome:
        """Take what is new, dossier by dossier, and return what became of everything."""
        whole = list({op_of(one).id + op_of(one).hash: one for one in opened if one.op is not None}.values())
        self._known = known_of(self._tx, [op_of(one) for one in whole], lock=not self._made.database.is_sqlite)
        for one in opened:
            if one.op is None:
                self._refuse(one, one.code)
        for dossier, group in in_turn(whole).items():
            fresh = [one for one in group if self._is_fresh(one, op_of(one))]
            ready = [one for one in fresh if self._is_next(one, op_of(one))]
            if ready:
                self._write(dossier, ready)
        return self._outcome

    def _is_fresh(self, one: Opened, op: Operation) -> bool:
        there, refused = self._known.entries.get(op.id), self._known.aside.get((op.id, op.hash), "")
        if there is not None and there.hash == op.hash:
            self._outcome.again.add(op.id)
            self._ack(op.id, there.hash, there.server_seq)
        elif there is not None or self._seen.setdefault(op.id, op.hash) != op.hash:
            self._refuse(one, "hash_differs")
        elif refused and FATES[refused] in COUNTS_AS_SEEN:
            self._refuse(one, refused)
        else:
            return True
        return False

    def _is_next(self, one: Opened, op: Operation) -> bool:
        """Tell whether an operation is to be taken now; if not, say what becomes of it."""
        numbers, key = self._known.numbers, (op.dossier, op.device)
        following = numbers.get(key, 0) + 1
        if op.device not in self._coming.devices and not self._coming.lost:
            self._refuse(one, "not_yours")
        elif op.seq > following:
            self._park(one, following)
        elif op.seq < following:
            self._refuse(one, "seq_taken", next=following)
        elif one.code:
            self._refuse(one, one.code)
            if FATES[one.code] in COUNTS_AS_SEEN:
                numbers[key] = op.seq
        elif code := self._rooms.code_of(op):
            self._refuse(replace(one, problems=(Problem(op.field or "", code, row=op.row, part="file"),)), code)
            if FATES[code] in COUNTS_AS_SEEN:
                numbers[key] = op.seq
        else:
            numbers[key] = op.seq
            return True
        return False

    def _write(self, dossier: str, ready: list[Opened]) -> None:
        if op_of(ready[0]).kind == "dossier.start" and dossier in self._batch.brought:
            begun = self._begin(ready[0], op_of(ready[0]))
            if begun is None:
                self._wait(ready[1:], after=ready[0])
            elif ready[1:]:
                self._add(begun, ready[1:])
            return
        try:
            work = self._in_hand(dossier)
        except NotFound:
            for one in ready:
                self._refuse(one, "not_yours")
        else:
            self._add(work, ready)

    def _in_hand(self, dossier: str) -> Work:
        who = (self._tx, self._made.keyring, self._coming.actor, self._now, dossier)
        if dossier not in self._coming.unowned:
            return take(*who)
        work = take_any(*who)
        work.relation = "own"
        return work

    def _add(self, work: Work, ready: list[Opened]) -> None:
        taken = take_operations(work, [op_of(one) for one in ready], self._submission)
        for entry in taken.entries:
            self._ack(entry.id, entry.box_hash, entry.server_seq)
        by_id = {op_of(one).id: one for one in ready}
        for op, code in taken.refused:
            self._refuse(by_id[op.id], code)
        if taken.waiting:
            self._wait([by_id[op.id] for op in taken.waiting], after=by_id[taken.refused[-1][0].id])

    def _begin(self, one: Opened, op: Operation) -> Work | None:
        definition, facts = self._batch.definitions.get(op.dossier), op.facts
        known = definition and (self._batch.digests[op.dossier], definition.procedure, definition.revision)
        if definition is None or known != (facts["digest"], facts["procedure"], facts["revision"]):
            self._refuse(one, "unknown_definition")
            return None
        key, demonstration = self._batch.brought[op.dossier], self._made.settings.demo
        if not self._may_begin(op, key):
            self._refuse(one, "not_yours")
            return None
        who = (self._tx, self._made.keyring, self._coming.actor, self._now)
        try:
            owner = NOBODY if self._coming.carried else ""
            entry, work = begin_from_phone(*who, op, key, definition, demonstration=demonstration, owner=owner)
        except Refusal as no:
            self._refuse(one, no.code)
            return None
        if self._coming.cookie:
            grant(self._tx, f"keyholder:{self._coming.cookie}", op.dossier, "own", self._now)
        self._ack(entry.id, entry.box_hash, entry.server_seq)
        return work

    def _may_begin(self, op: Operation, key: bytes) -> bool:
        """Whoever begins a dossier owns it, so it must hold its key: the boxes and the sealed key alone may come out of a rescue file.

        A file itself begins one for nobody; it may only not say that another phone wrote it.
        """
        coming, me = self._coming, str(self._coming.actor.keyholder)
        if coming.carried:
            return bool(op.body.get("device", me) == me)
        return holds_key(key, op.dossier, coming.claims.get(op.dossier), me, coming.secret_hash)

    def _submission(self, work: Work, op: Operation) -> Submission:
        """What the forms' own submission would be, on the day that the phone filed it (D11)."""
        made, said = self._made, op.body.get("filing_day") or op.facts.get("filing_day") or op.facts.get("filed_on")
        day = str(said or "")
        sheet = open_sheet(self._tx, made.keyring, work.top.id)
        reader = Reader("vi", frozen_day(day, self._now), made.lists, made.texts, made.wording)
        opened = open_folder(self._tx, made.shelf, made.catalogue, sheet, reader)
        return submission_of(made, opened, filing_day=day, manifest=op.body["manifest"])

    # what is said

    def _ack(self, op_id: str, hash_: str, server_seq: int) -> None:
        self._outcome.acks.append({"id": op_id, "hash": hash_, "server_seq": server_seq})
        if (op_id, hash_) in self._known.waiting:
            self._tx.execute(delete(ASIDE).where(ASIDE.c.op == op_id, ASIDE.c.hash == hash_, ASIDE.c.code == WAITING))

    def _park(self, one: Opened, following: int) -> None:
        op = op_of(one)
        self._outcome.parked.append({"id": op.id, "dossier": op.dossier, "next": following})
        if self._coming.carried:  # its phone may be lost: nobody would send it again
            self._keep(one, WAITING, "again")

    def _wait(self, those: Iterable[Opened], after: Opened) -> None:
        """Park what follows an operation that a person has to look at: its number is missing until it is void."""
        missing = op_of(after)
        for one in those:
            op = op_of(one)
            self._park(one, missing.seq if op.device == missing.device else op.seq)

    def _refuse(self, one: Opened, code: str, **said: Any) -> None:
        """Say no to an operation, and keep it where a person may have to look at it."""
        problems = [msgspec.to_builtins(problem) for problem in one.problems]
        self._outcome.refused.append({"id": id_of(one.raw), "code": code, "fate": FATES[code], "problems": problems, **said})
        if FATES[code] != "again":
            self._keep(one, code, FATES[code])
        elif self._coming.carried:
            self._keep(one, WAITING, "again")

    def _keep(self, one: Opened, code: str, fate: str) -> None:
        raw = keepable(one.raw)
        if raw is None:
            return
        values = _place(raw) if one.op is None else _place_of(one.op)
        if (values["op"], values["hash"]) in self._known.waiting and code != WAITING:  # it waits for nothing any more
            self._tx.execute(delete(ASIDE).where(ASIDE.c.op == values["op"], ASIDE.c.hash == values["hash"]))
        values |= {"code": code, "fate": fate, "keyholder": self._coming.actor.keyholder, "received_at": self._now, "wire": raw}
        insert_missing(self._tx, ASIDE, values)


def op_of(one: Opened) -> Operation:
    """Return the operation of one that could be read."""
    return cast(Operation, one.op)


def in_turn(opened: Iterable[Opened]) -> dict[str, list[Opened]]:
    """Return operations by dossier, each device's in the order of its numbers, whatever order they came in.

    Between devices the order of arrival stays: a phone that gives a lost dossier back sends it as it happened.
    """
    groups: dict[str, list[Opened]] = {}
    for one in opened:
        groups.setdefault(op_of(one).dossier, []).append(one)
    return {dossier: _sorted(group) for dossier, group in sorted(groups.items())}


def _sorted(group: list[Opened]) -> list[Opened]:
    lines: dict[str, list[Opened]] = {}
    for one in group:
        lines.setdefault(op_of(one).device, []).append(one)
    for line in lines.values():
        line.sort(key=lambda one: op_of(one).seq, reverse=True)
    turned = [lines[op_of(one).device].pop() for one in group]
    return sorted(turned, key=lambda one: op_of(one).kind != "dossier.start")


def _place_of(op: Operation) -> dict[str, Any]:
    return {"op": op.id, "hash": op.hash, "dossier": op.dossier, "device": op.device, "seq": op.seq}


def _place(raw: dict[str, Any]) -> dict[str, Any]:
    """Where an operation that has not even the shape of one is kept: under its id and a hash of all of it."""
    return {"op": raw["id"], "hash": sha256_hex(json.dumps(raw, sort_keys=True).encode()), "dossier": "", "device": "", "seq": 0}
