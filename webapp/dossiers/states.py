"""The life of a dossier as two tables: which move leads where, and which kinds of entry are taken in which state.

Official numbers are those of the national portal; they never go back. ``step`` is the desk a dossier waits at
(1 receive, 2 appraise, 3 approve, 4 seal, 5 return), 0 when no desk waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from webapp.kernel.actor import Role
from webapp.kernel.problems import AlreadySubmitted, WrongState


class State(StrEnum):
    """Where a dossier is. Only those from SUBMITTED on have an official number."""

    DRAFT = "draft"
    PREPARED = "prepared"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    REFUSED = "refused"
    IN_PROCESS = "in_process"
    DONE = "done"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Move:
    """Where a verb leads, and who may say it (None: the person whose dossier it is)."""

    state: State
    official: int | None
    step: int
    role: Role | None = None


MOVES: Final[dict[tuple[str, State, int], Move]] = {
    ("submit", State.DRAFT, 0): Move(State.SUBMITTED, 1, 1),
    ("prepare", State.DRAFT, 0): Move(State.PREPARED, None, 0),
    ("withdraw", State.DRAFT, 0): Move(State.WITHDRAWN, None, 0),
    ("withdraw", State.PREPARED, 0): Move(State.WITHDRAWN, None, 0),
    ("withdraw", State.SUBMITTED, 1): Move(State.WITHDRAWN, 7, 0),
    ("accept", State.SUBMITTED, 1): Move(State.RECEIVED, 2, 2, "receiving_officer"),
    ("refuse", State.SUBMITTED, 1): Move(State.REFUSED, 3, 0, "receiving_officer"),
    ("appraise", State.RECEIVED, 2): Move(State.IN_PROCESS, 4, 3, "case_officer"),
    ("approve", State.IN_PROCESS, 3): Move(State.IN_PROCESS, 4, 4, "approver"),
    ("seal", State.IN_PROCESS, 4): Move(State.DONE, 9, 5, "clerk"),
    ("return", State.DONE, 5): Move(State.RETURNED, 10, 0, "receiving_officer"),
    # Sent back: one desk, never an official number, and the same verb brings it forward again.
    ("send_back", State.RECEIVED, 2): Move(State.RECEIVED, 2, 1, "case_officer"),
    ("send_back", State.IN_PROCESS, 3): Move(State.IN_PROCESS, 4, 2, "approver"),
    ("send_back", State.IN_PROCESS, 4): Move(State.IN_PROCESS, 4, 3, "clerk"),
    ("send_back", State.DONE, 5): Move(State.DONE, 9, 4, "receiving_officer"),
    ("accept", State.RECEIVED, 1): Move(State.RECEIVED, 2, 2, "receiving_officer"),
    ("appraise", State.IN_PROCESS, 2): Move(State.IN_PROCESS, 4, 3, "case_officer"),
    ("seal", State.DONE, 4): Move(State.DONE, 9, 5, "clerk"),
}

STEP_ROLES: Final[dict[int, Role]] = {
    1: "receiving_officer",
    2: "case_officer",
    3: "approver",
    4: "clerk",
    5: "receiving_officer",
}

VERB_OF_KIND: Final[dict[str, str]] = {
    "dossier.withdraw": "withdraw",
    "desk.accepted": "accept",
    "desk.refused": "refuse",
    "desk.appraised": "appraise",
    "desk.approved": "approve",
    "desk.sealed": "seal",
    "desk.returned": "return",
    "desk.sent_back": "send_back",
}
KIND_OF_VERB: Final[dict[str, str]] = {verb: kind for kind, verb in VERB_OF_KIND.items()}

_DRAFT = frozenset({State.DRAFT})
_HERE = frozenset(State) - {State.ERASED}
_WITH_OFFICE = frozenset({State.SUBMITTED, State.RECEIVED, State.REFUSED, State.IN_PROCESS, State.DONE, State.RETURNED, State.WITHDRAWN})


def _from_moves(verb: str) -> frozenset[State]:
    return frozenset(state for said, state, _ in MOVES if said == verb)


KINDS: Final[dict[str, frozenset[State]]] = {
    "dossier.start": _DRAFT,
    "answer.set": _DRAFT,
    "answer.clear": _DRAFT,
    "row.add": _DRAFT,
    "row.remove": _DRAFT,
    "paper.attach": _DRAFT,
    "paper.remove": _DRAFT,
    "paper.cannot": _DRAFT,
    "question.later": _DRAFT,
    "warning.explain": _DRAFT,
    "route.choose": _DRAFT,
    "dossier.submit": _DRAFT,
    "portal.code": frozenset({State.PREPARED}),
    "consent.give": _HERE,
    "consent.withdraw": _HERE,
    "help.ask": _HERE,
    "op.void": _HERE,
    "slip.added": _HERE,
    "dossier.judged": _HERE,
    "dossier.opened": _WITH_OFFICE,
    "dossier.erased": _HERE,
    "file.kept": _HERE,
    "file.refused": _HERE,
    "desk.brought": _WITH_OFFICE,
} | {kind: _from_moves(verb) for kind, verb in VERB_OF_KIND.items()}
"""Every kind of entry, and the states in which it is taken."""

MACHINE_KINDS: Final = frozenset({"slip.added", "dossier.judged", "dossier.opened", "dossier.erased", "file.kept", "file.refused"})
"""Events that the centre's machine writes; no phone may."""


def is_of_people(kind: str) -> bool:
    """Tell whether a person may say this: not the desk, not the machine. Also kinds nobody knows yet."""
    return not kind.startswith("desk.") and kind not in MACHINE_KINDS


PEOPLE_KINDS: Final = frozenset(filter(is_of_people, KINDS))
"""Operations: made by people on a device, numbered without gaps per device and dossier. The rest are events."""

QUIET_KINDS: Final = frozenset(
    {"dossier.opened", "dossier.judged", "slip.added", "op.void", "help.ask", "consent.give", "consent.withdraw"}
    | {"file.kept", "file.refused"}
)
"""Kinds that change nothing an officer decides on: they leave ``version`` and ``changed_at`` alone."""


def move(verb: str, state: State, step: int) -> Move:
    """Return where ``verb`` leads from here. Raises WrongState."""
    found = MOVES.get((verb, state, step))
    if found is None:
        raise WrongState(verb=verb, state=state.value, step=step)
    return found


def require_taken(kind: str, state: State) -> None:
    """Raise when an entry of this kind is not taken in this state: AlreadySubmitted for late answers, else WrongState."""
    taken = KINDS.get(kind, _HERE)  # a kind of a later release is kept, and changes nothing
    if state in taken:
        return
    if taken == _DRAFT and state not in {State.DRAFT, State.ERASED, State.WITHDRAWN}:
        raise AlreadySubmitted(kind=kind, state=state.value)
    raise WrongState(kind=kind, state=state.value)
