"""Who may do what. Pure: from the actor, the relation to the dossier and its state."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from webapp.dossiers.states import STEP_ROLES, State
from webapp.kernel.actor import DESK_ROLES, Actor, Officer, Role, System

Relation = Literal["own", "help", "track"]
STRONGEST_FIRST: Final[tuple[Relation, ...]] = ("own", "help", "track")
READING: Final[tuple[Relation, ...]] = ("own", "help")
"""The relations that see what was written: the owner's browser, and a helper with a grant."""
_WITHDRAWABLE = frozenset({State.DRAFT, State.PREPARED, State.SUBMITTED})


class Standing(Protocol):
    """What of a dossier decides about rights; a DossierSheet, a QueueItem and a Top have it."""

    @property
    def state(self) -> State: ...
    @property
    def official(self) -> int | None: ...
    @property
    def step(self) -> int: ...
    @property
    def handed_in_at(self) -> str | None: ...
    @property
    def competent(self) -> str | None: ...
    @property
    def desk_unit(self) -> str | None: ...


def may_read_draft(relation: Relation | None) -> bool:
    """Who may see the answers: the owner's browser and a helper with a grant."""
    return relation in READING


def may_edit(relation: Relation | None, state: State) -> bool:
    """Who may change answers, and only before submission."""
    return may_read_draft(relation) and state == State.DRAFT


def may_submit(relation: Relation | None, state: State) -> bool:
    """Who may hand the dossier in."""
    return may_edit(relation, state)


def may_withdraw(relation: Relation | None, state: State) -> bool:
    """Only the owner, and only until an officer has accepted it."""
    return relation == "own" and state in _WITHDRAWABLE


def may_track(relation: Relation | None) -> bool:
    """Who may see where it stands; a tracker sees no answers."""
    return relation is not None


def at_this_unit(actor: Actor, dossier: Standing) -> bool:
    """Tell whether a dossier concerns the officer's unit; for others it does not exist (commune X never reads Y)."""
    if not isinstance(actor, Officer) or dossier.official is None or dossier.state == State.ERASED:
        return False
    return actor.unit in {dossier.handed_in_at, dossier.competent}


def may_open(actor: Actor, dossier: Standing) -> bool:
    """Which officers may read a submitted dossier: those of the five steps, and the director, of its units."""
    return at_this_unit(actor, dossier) and isinstance(actor, Officer) and bool(actor.roles & DESK_ROLES)


def may_work(actor: Actor, dossier: Standing, role: Role | None = None) -> bool:
    """Tell whether the officer may do the step the dossier waits at (or the one that ``role`` does)."""
    needed = role or STEP_ROLES.get(dossier.step)
    return isinstance(actor, Officer) and needed in actor.roles and dossier.desk_unit == actor.unit


def may_erase(actor: Actor) -> bool:
    """Erasure is the machine's (retention) and an administrator's."""
    return isinstance(actor, System) or (isinstance(actor, Officer) and "administrator" in actor.roles)
