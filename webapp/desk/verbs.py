"""What an officer may do with a dossier now: read from the table of moves and the policy, never decided here."""

from __future__ import annotations

from webapp.dossiers.picture import Top
from webapp.dossiers.policy import may_work
from webapp.dossiers.states import MOVES, STEP_ROLES, move
from webapp.kernel.actor import Officer
from webapp.kernel.problems import NotAllowed

PAGE_OF_VERB = {"send_back": "send-back"}
"""The last part of a verb's address, where it differs from the verb."""


def verbs_now(officer: Officer, top: Top) -> tuple[str, ...]:
    """Return the verbs that this officer may say now, in the order of the table."""
    return tuple(
        verb
        for (verb, state, step), there in MOVES.items()
        if (state, step) == (top.state, top.step) and there.role is not None and may_work(officer, top, there.role)
    )


def steps_of(officer: Officer) -> tuple[int, ...]:
    """Return the steps that this officer's roles do."""
    return tuple(step for step, role in STEP_ROLES.items() if role in officer.roles)


def address_of(verb: str) -> str:
    """Return the last part of the address of a verb."""
    return PAGE_OF_VERB.get(verb, verb)


def require_verb(officer: Officer, top: Top, verb: str) -> None:
    """Raise WrongState or NotAllowed as the verb itself would, before its form is read: a wrong role learns nothing of the form."""
    there = move(verb, top.state, top.step)
    if not may_work(officer, top, there.role):
        raise NotAllowed(verb=verb)
