"""`flask --app wsgi retention run`: what nobody needs any more goes, every night. Handed-in dossiers are never touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import click
from flask.cli import AppGroup
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from webapp.dossiers.models import DossierRow
from webapp.dossiers.service import erase
from webapp.dossiers.states import State
from webapp.dossiers.upkeep import sweep
from webapp.kernel.actor import System
from webapp.kernel.problems import NotFound, StoreDown
from webapp.sync.adopting import adopt_lost
from webapp.sync.finishing import Finishing
from webapp.ui.limits import SqlStorage
from webapp.ui.parts import Parts, parts
from webapp.uploads.pieces import forget_dossier, forget_left, progress_of, unfinished
from webapp.uploads.queries import files_of
from webapp.uploads.service import remove_file, sweep_orphans

DRAFTS_KEPT: Final = timedelta(days=30)
"""Since the last answer. The law fixes no term; this one is told on the notice before the first question."""

retention = AppGroup("retention", help="Erase what nobody needs any more.")


@dataclass(frozen=True, slots=True)
class Swept:
    """What one run took away."""

    drafts: int
    counters: int
    orphans: int
    finished: int
    uploads: int


@retention.command("run")
def run() -> None:
    """Erase drafts untouched for 30 days; finish uploads that were interrupted; forget used forms, ended rights, old counters,
    uploads that nobody goes on with, and stored bytes without a row."""
    made = parts()
    try:
        swept = run_retention(made, made.clock.now())
    except StoreDown as fault:
        raise click.ClickException(f"stopped, run it again: the store of files does not answer ({fault.__cause__})") from None
    click.echo(f"{swept.drafts} drafts erased, {swept.counters} counters and {swept.orphans} orphans swept")
    click.echo(f"{swept.finished} uploads finished, {swept.uploads} pieces of uploads forgotten")


def run_retention(made: Parts, now: datetime) -> Swept:
    """Do all of it. Safe to stop at any point and to run again: each draft is one transaction of its own."""
    with made.database.reading() as db:
        old = list(db.scalars(select(DossierRow.id).where(_forgotten(now)).order_by(DossierRow.changed_at)))
    erased = [dossier for dossier in old if _erase_draft(made, dossier, now)]
    with made.database.transaction() as tx:
        sweep(tx, now)
    counters = SqlStorage(made.database, lambda: now.timestamp()).sweep()
    finished = _finish_uploads(made, now) + adopt_lost(made, now)
    forgotten = _forget_uploads(made, now)
    with made.database.reading() as db:
        orphans = sweep_orphans(db, made.store, now)
    return Swept(len(erased), counters, orphans, finished, forgotten)


def _finish_uploads(made: Parts, now: datetime) -> int:
    """Do what was interrupted after the last byte of a photo; what the machine is too busy for waits for the next run."""
    with made.database.reading() as db:
        whole = [found for file in unfinished(db, now) if (found := progress_of(db, file)) is not None]
    finished = 0
    for one in whole:
        try:
            finished += Finishing(made, System()).finish(one) == 0
        except NotFound:
            continue  # erased meanwhile, or nothing names it any more
    return finished


def _forget_uploads(made: Parts, now: datetime) -> int:
    with made.database.transaction() as tx:
        places = forget_left(tx, now)
    for place in places:
        made.store.delete(place)
    return len(places)


def _forgotten(now: datetime) -> ColumnElement[bool]:
    draft = DossierRow.state == State.DRAFT.value
    withdrawn_draft = and_(DossierRow.state == State.WITHDRAWN.value, DossierRow.official.is_(None))
    return and_(or_(draft, withdrawn_draft), DossierRow.changed_at < now - DRAFTS_KEPT)


def _erase_draft(made: Parts, dossier: str, now: datetime) -> bool:
    with made.database.transaction() as tx:
        if not _still_forgotten(tx, dossier, now):
            return False
        places = [remove_file(tx, dossier, file) for file in files_of(tx, dossier)] + forget_dossier(tx, dossier)
        erase(tx, made.keyring, System(), now, dossier)
    # After the commit: a crash here leaves sealed bytes without a key, which the next sweep takes.
    for place in places:
        made.store.delete(place)
    return True


def _still_forgotten(tx: Session, dossier: str, now: datetime) -> bool:
    """Somebody may have come back to the draft since the list was made; under the lock is what counts."""
    asked = select(DossierRow.id).where(DossierRow.id == dossier, _forgotten(now)).with_for_update()
    return tx.scalar(asked) is not None
