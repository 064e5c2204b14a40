"""Says a verb for an officer. Pressing twice is once; of two officers, the second is told what the first one did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from webapp.desk.acts import VERBS, Fault, Table, read_act
from webapp.desk.due import due_of
from webapp.desk.verbs import require_verb
from webapp.dossiers import queries, service
from webapp.dossiers.picture import Top
from webapp.dossiers.states import KIND_OF_VERB
from webapp.forms.kinds import Posted
from webapp.kernel.actor import Officer
from webapp.kernel.problems import PhotosAwaited, Stale, WrongState
from webapp.ui.parts import Parts, parts, reading, transaction

VERSION = "_version"
NO_VERSION = -1


@dataclass(frozen=True, slots=True)
class Outcome:
    """``mend``: the form comes back with faults. ``stale``: somebody else was first, nothing was written."""

    result: Literal["done", "mend", "stale"]
    faults: tuple[Fault, ...] = ()


def act(officer: Officer, top: Top, verb: str, posted: Posted) -> Outcome:
    """Read the form and say the verb. Raises NotAllowed for a wrong role, NotFound for another unit."""
    made = parts()
    now = made.clock.now()
    version = _version(posted)
    try:
        require_verb(officer, top, verb)
        said = read_act(verb, posted, Table(due_of(top, made.catalogue, made.calendar, now), now, made.lists))
        if said.faults:
            return Outcome("mend", said.faults)
        with transaction() as tx:
            VERBS[verb](tx, made.keyring, officer, now, top.id, version, **said.arguments)
    except PhotosAwaited:
        return Outcome("mend", (Fault("photos_awaited", "photos"),))
    except (Stale, WrongState):
        return Outcome("done" if _said_already(made, officer, top.id, verb, version) else "stale")
    return Outcome("done")


def take_on_paper(officer: Officer, top: Top, posted: Posted) -> Outcome:
    """Say that the papers were brought whose photos are awaited. Raises NotAllowed for a wrong role, NotFound for another unit."""
    made = parts()
    try:
        with transaction() as tx:
            service.take_on_paper(tx, made.keyring, officer, made.clock.now(), top.id, _version(posted))
    except Stale:
        return Outcome("stale")
    return Outcome("done")


def _said_already(made: Parts, officer: Officer, dossier: str, verb: str, version: int) -> bool:
    """Tell whether the last thing that happened is this very press of this officer."""
    with reading() as db:
        there = queries.top_of_dossier(db, dossier)
        last = queries.history(db, made.keyring, dossier)[-1]
    return there.version == version + 1 and (last.kind, last.by) == (KIND_OF_VERB[verb], officer.ref)


def _version(posted: Posted) -> int:
    text = posted.one(VERSION)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else NO_VERSION
