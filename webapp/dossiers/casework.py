"""The five steps as officers do them. Each verb loads the dossier again under a lock; of two officers at once, one is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.dossiers.expecting import awaited
from webapp.dossiers.models import DossierKey, EntryRow
from webapp.dossiers.policy import at_this_unit, may_erase, may_open, may_work
from webapp.dossiers.states import KIND_OF_VERB, MOVES, State, move
from webapp.dossiers.work import Recorded, Work, take_any
from webapp.kernel.actor import Actor, Officer
from webapp.kernel.problems import NotAllowed, NotFound, PhotosAwaited, Stale
from webapp.sealing import Keyring

CLOSING: Final = frozenset({verb for (verb, _, _), there in MOVES.items() if there.state in {State.DONE, State.RETURNED}} - {"send_back"})
"""What gives a dossier its result; not while photos of it are awaited."""
OPENED_AGAIN_AFTER: Final = timedelta(minutes=10)
"""Turning pages of one dossier is one opening, not twenty."""


def accept(
    tx: Session, keyring: Keyring, officer: Officer, now: datetime, dossier: str, version: int, *, due_on: str = "", note: str = ""
) -> Recorded:
    """Take it in: the legal clock starts. ``due_on`` (YYYY-MM-DD) is computed by the caller from the frozen promise."""
    return _move(tx, keyring, officer, now, dossier, version, "accept", facts={"due_on": due_on}, body={"note": note})


def refuse(tx: Session, keyring: Keyring, officer: Officer, now: datetime, dossier: str, version: int, reasons: Sequence[str]) -> Recorded:
    """Refuse at intake, with reasons the citizen reads."""
    return _move(tx, keyring, officer, now, dossier, version, "refuse", body={"reasons": list(reasons)})


def appraise(
    tx: Session, keyring: Keyring, officer: Officer, now: datetime, dossier: str, version: int, *, proposal: str, note: str = ""
) -> Recorded:
    """Appraise, and say what is proposed."""
    return _move(tx, keyring, officer, now, dossier, version, "appraise", body={"proposal": proposal, "note": note})


def approve(tx: Session, keyring: Keyring, officer: Officer, now: datetime, dossier: str, version: int, *, note: str = "") -> Recorded:
    """Approve what was proposed."""
    return _move(tx, keyring, officer, now, dossier, version, "approve", body={"note": note})


def send_back(tx: Session, keyring: Keyring, officer: Officer, now: datetime, dossier: str, version: int, reason: str) -> Recorded:
    """Send it back one desk, with a reason. The citizen's official state does not go back."""
    return _move(tx, keyring, officer, now, dossier, version, "send_back", body={"reason": reason})


def seal(tx: Session, keyring: Keyring, officer: Officer, now: datetime, dossier: str, version: int, *, number: str, on: str) -> Recorded:
    """Seal and issue under a number and a date (YYYY-MM-DD)."""
    return _move(tx, keyring, officer, now, dossier, version, "seal", facts={"number": number, "on": on})


def return_result(
    tx: Session, keyring: Keyring, officer: Officer, now: datetime, dossier: str, version: int, *, handed_to: str = "", note: str = ""
) -> Recorded:
    """Hand the result to the citizen."""
    return _move(tx, keyring, officer, now, dossier, version, "return", body={"handed_to": handed_to, "note": note})


def take_on_paper(tx: Session, keyring: Keyring, officer: Officer, now: datetime, dossier: str, version: int) -> Recorded:
    """Say that the papers whose photos are awaited were brought: nobody waits for these photos any more. Nothing to say is done."""
    work = take_any(tx, keyring, officer, now, dossier)
    if not at_this_unit(officer, work.top) or work.top.state == State.ERASED:
        raise NotFound
    if not may_work(officer, work.top):
        raise NotAllowed(verb="brought")
    files = awaited(work.picture)
    if files and work.top.version != version:
        raise Stale(version=work.top.version)
    signed = {"name": officer.name, "unit": officer.unit}
    return work.write([work.new("desk.brought", body=signed, facts={"step": work.top.step, "files": files})] if files else [])


def record_opening(tx: Session, keyring: Keyring, officer: Officer, now: datetime, dossier: str) -> bool:
    """Write that this officer reads this dossier; the citizen can see that list. Raises NotFound for other units' dossiers.

    Returns False when the same officer opened it less than ten minutes ago.
    """
    work = take_any(tx, keyring, officer, now, dossier)
    if not may_open(officer, work.top):
        raise NotFound
    last = (
        select(EntryRow.received_at)
        .where(EntryRow.dossier == dossier, EntryRow.kind == "dossier.opened", EntryRow.by == officer.ref)
        .order_by(EntryRow.server_seq.desc())
        .limit(1)
    )
    opened = tx.scalar(last)
    if opened is not None and now - opened < OPENED_AGAIN_AFTER:
        return False
    work.write([work.new("dossier.opened", body={"name": officer.name, "unit": officer.unit})])
    return True


def erase(tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str) -> None:
    """Destroy the key of a dossier: its boxes never open again, and the log still verifies. Raises NotAllowed, NotFound."""
    if not may_erase(actor):
        raise NotAllowed
    work = take_any(tx, keyring, actor, now, dossier)
    work.write([work.new("dossier.erased")])
    key = tx.get_one(DossierKey, dossier)
    key.wrapped, key.destroyed_at = None, now
    tx.flush()


def _move(
    tx: Session,
    keyring: Keyring,
    officer: Officer,
    now: datetime,
    dossier: str,
    version: int,
    verb: str,
    *,
    facts: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
) -> Recorded:
    work = take_any(tx, keyring, officer, now, dossier)
    _require_right(work, officer, verb)
    if work.top.version != version:
        raise Stale(version=work.top.version)
    if verb in CLOSING and (files := awaited(work.picture)):
        raise PhotosAwaited(files=files)
    signed = {"name": officer.name, "unit": officer.unit, **(body or {})}
    return work.write([work.new(KIND_OF_VERB[verb], body=signed, facts={"step": work.top.step, **(facts or {})})])


def _require_right(work: Work, officer: Officer, verb: str) -> None:
    if not at_this_unit(officer, work.top) or work.top.state == State.ERASED:
        raise NotFound
    there = move(verb, work.top.state, work.top.step)
    if not may_work(officer, work.top, there.role):
        raise NotAllowed(verb=verb)
