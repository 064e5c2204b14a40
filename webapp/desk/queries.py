"""Reads of the desk: its queue in the officer's order, and the names that stand in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from webapp.dossiers.entries import dossier_key_place, open_body
from webapp.dossiers.log import COLUMNS_OF_ENTRY, ENTRIES, entry_of
from webapp.dossiers.models import DossierKey
from webapp.dossiers.owner import owner_from
from webapp.dossiers.projection import DOSSIERS, top_of
from webapp.dossiers.queries import JUDGING_KINDS, PAGE_LENGTH, QueueFilters, QueuePage, queue_select
from webapp.dossiers.states import State
from webapp.sealing import Keyring, Unopenable


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an officer looks at: the filters of the address, and the steps it is narrowed to (none: all)."""

    filters: QueueFilters
    steps: tuple[int, ...] = ()
    page: int = 1


def desk_queue(db: Session, unit: str, wanted: Wanted) -> QueuePage:
    """Return one page of the unit's queue. What was never handed in here, or is erased, is not in it."""
    start = (wanted.page - 1) * PAGE_LENGTH
    rows = db.execute(_at_desk(unit, wanted).limit(PAGE_LENGTH + 1).offset(start)).all()
    return QueuePage(tuple(top_of(row._mapping) for row in rows[:PAGE_LENGTH]), wanted.page, len(rows) > PAGE_LENGTH)


def next_waiting(db: Session, unit: str, steps: tuple[int, ...], but: str) -> str | None:
    """Return the dossier that waits longest at one of these steps, another than ``but``, or None."""
    if not steps:
        return None
    rows = db.execute(_at_desk(unit, Wanted(QueueFilters(), steps)).where(DOSSIERS.c.id != but).limit(1))
    return next((row.id for row in rows), None)


def procedures_waiting(db: Session, unit: str) -> list[str]:
    """Return the codes of the procedures that wait at the unit's desks, the most frequent first."""
    counted = select(DOSSIERS.c.procedure).where(DOSSIERS.c.desk_unit == unit).group_by(DOSSIERS.c.procedure)
    return list(db.scalars(counted.order_by(func.count().desc(), DOSSIERS.c.procedure)))


def owner_names(db: Session, keyring: Keyring, dossiers: Collection[str]) -> dict[str, str]:
    """Return the owners' names as written, opening only what was found at hand-in of these dossiers (one page), in two statements.

    A box that does not open is left out: a damaged row must not take the whole queue away.
    """
    keys = select(DossierKey.dossier, DossierKey.wrapped).where(DossierKey.dossier.in_(dossiers), DossierKey.wrapped.is_not(None))
    wrapped = {row.dossier: row.wrapped for row in db.execute(keys)}
    judging = (ENTRIES.c.dossier.in_(wrapped), ENTRIES.c.kind.in_(JUDGING_KINDS))
    rows = db.execute(select(*COLUMNS_OF_ENTRY).where(*judging).order_by(ENTRIES.c.server_seq))
    names: dict[str, str] = {}
    for entry in map(entry_of, rows):
        try:
            envelope = keyring.envelope(wrapped[entry.dossier], dossier_key_place(entry.dossier))
            names[entry.dossier] = owner_from(open_body(envelope, entry)).full_name or names.get(entry.dossier, "")
        except Unopenable:
            continue
    return names


def _at_desk(unit: str, wanted: Wanted) -> Select[tuple[object, ...]]:
    chosen = queue_select(unit, wanted.filters).where(DOSSIERS.c.official.is_not(None), DOSSIERS.c.state != State.ERASED.value)
    return _at_steps(chosen, wanted.steps)


def _at_steps(chosen: Select[tuple[object, ...]], steps: Sequence[int]) -> Select[tuple[object, ...]]:
    return chosen.where(DOSSIERS.c.step.in_(steps)) if steps else chosen
