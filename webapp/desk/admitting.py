"""Policies of the desk: who may sit at it, and which dossiers exist for them. The rules are those of ``dossiers/policy.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from webapp.dossiers import queries
from webapp.dossiers.policy import may_open
from webapp.dossiers.states import State
from webapp.kernel.actor import Officer
from webapp.kernel.problems import NotAllowed, NotFound, SignInNeeded
from webapp.ui.counters import Policy, Visit
from webapp.ui.parts import reading


@dataclass(frozen=True, slots=True)
class OwnDossier:
    """Any submitted dossier of one unit; whoever may open that one sits at the desk of the unit."""

    handed_in_at: str | None
    competent: str | None
    desk_unit: str | None
    state: State = State.SUBMITTED
    official: int = 1
    step: int = 0


def sits_at_desk(officer: Officer) -> bool:
    """Tell whether an officer may see the queue of their unit."""
    return may_open(officer, OwnDossier(officer.unit, officer.unit, officer.unit))


def _staff(visit: Visit) -> dict[str, Any]:
    officer = visit.actor
    if not isinstance(officer, Officer):
        raise SignInNeeded
    if not sits_at_desk(officer):
        raise NotAllowed
    return {**visit.address, "officer": officer}


def _dossier(visit: Visit) -> dict[str, Any]:
    admitted = _staff(visit)
    with reading() as db:
        top = queries.top_of_dossier(db, admitted.pop("dossier_id"))
    if not may_open(admitted["officer"], top):
        raise NotFound
    return {**admitted, "top": top}


desk_staff = Policy("desk_staff", _staff)
desk_dossier = Policy("desk_dossier", _dossier)
