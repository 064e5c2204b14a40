"""Operations that a phone made and sealed, into the log: the same write, fold and rules as the plain forms, entry by entry.

Here nothing is refused for being equal to what shows: each operation must stand in the log to be acked. A run of operations of
one dossier is one append; what changes the state of the dossier ends a run, so that each is judged in the state it meets.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from webapp.dossiers.access import grant
from webapp.dossiers.entries import Entry, NewEntry, dossier_key_place
from webapp.dossiers.handing_in import Submission, judged_part, submitted_facts
from webapp.dossiers.models import DossierKey
from webapp.dossiers.picture import Picture
from webapp.dossiers.slip import is_slip_code, is_slip_secret
from webapp.dossiers.starting import keep_definition, numbered
from webapp.dossiers.states import MACHINE_KINDS, State, require_taken
from webapp.dossiers.work import Work
from webapp.forms.definition import Definition
from webapp.kernel.actor import Actor
from webapp.kernel.problems import AlreadySubmitted, NotAllowed, Refusal, WrongState
from webapp.sealing import Envelope, Keyring

TURNS: Final = frozenset({"dossier.submit", "dossier.withdraw"})
"""Kinds after which a dossier is in another state."""
TOO_LATE: Final = frozenset({"already_submitted", "withdrawn", "wrong_state"})
"""Refusals after which what follows goes on; the others are for a person to look at."""
MOST_SLIPS: Final = 4


class BadOperation(Refusal):
    """An operation whose body is not what its kind says."""

    code = "bad_operation"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as it came, its box opened. ``facts`` hold only what its kind may say in clear."""

    id: str
    dossier: str
    kind: str
    field: str | None
    row: str | None
    facts: Mapping[str, Any]
    base: tuple[str, ...]
    device: str
    seq: int
    at: datetime
    box: bytes = dataclasses.field(repr=False)
    body: Mapping[str, Any] = dataclasses.field(repr=False)
    hash: str = ""

    def entry(self, by: str, **facts: Any) -> NewEntry:
        """Return the entry: box, number and moment as the phone gave them."""
        said = {name: value for name, value in self.body.items() if name not in {"field", "row"}}
        return NewEntry(
            self.dossier,
            self.kind,
            by,
            self.field,
            self.row,
            body=said,
            facts={**self.facts, **facts},
            base=self.base,
            device=self.device,
            seq=self.seq,
            at=self.at,
            id=self.id,
            box=self.box,
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a run: entries in the order of the operations, those that were refused with the code, and those that wait
    because the last refused one is for a person to look at."""

    entries: tuple[Entry, ...]
    refused: tuple[tuple[Operation, str], ...]
    waiting: tuple[Operation, ...] = ()


Submits = Callable[[Work, Operation], Submission]
"""Makes the submission of a dossier in hand: route, unit, owner and problems are the centre's to say (``handing_over.py``)."""


def begin_from_phone(
    tx: Session,
    keyring: Keyring,
    actor: Actor,
    now: datetime,
    op: Operation,
    key: bytes,
    definition: Definition,
    *,
    demonstration: bool,
    owner: str = "",
) -> tuple[Entry, Work]:
    """Begin a dossier that a phone began, and take it in hand: its id, key and slip are the phone's. Raises BadOperation.

    The caller has found ``definition`` by the digest that the operation says. ``owner``: who owns it, if not the actor.
    The slip's digits keep working whatever happens; where another phone made the same ones a second code is added (D9). One that
    the centre lost and gets back may have two already.
    """
    slips, secret = op.body.get("slips"), op.body.get("secret")
    if (
        not isinstance(slips, list)
        or not 1 <= len(slips) <= MOST_SLIPS
        or not all(isinstance(one, str) and is_slip_code(one) for one in slips)
    ):
        raise BadOperation
    if not isinstance(secret, str) or not is_slip_secret(secret):
        raise BadOperation
    keep_definition(tx, definition, op.facts["digest"])
    tx.add(DossierKey(dossier=op.dossier, wrapped=keyring.wrap(key, dossier_key_place(op.dossier)), made_at=now, destroyed_at=None))
    tx.flush()
    known = {code: numbered(tx, keyring, code) for code in dict.fromkeys(slips)}
    news = [op.entry(actor.ref, demonstration=demonstration, nth=[known[code][code] for code in slips])]
    more = known[slips[0]] if len(slips) == 1 else {}
    added = {code: nth for code, nth in more.items() if code not in slips}
    if added:
        news.append(NewEntry(op.dossier, "slip.added", actor.ref, body={"slips": list(added)}, facts={"nth": list(added.values())}))
    work = Work(tx, keyring, actor, now, Envelope(key), Picture(), relation="own")
    entries = work.add(news)
    grant(tx, owner or actor.ref, op.dossier, "own", now)
    return entries[0], work


def take_operations(work: Work, ops: Sequence[Operation], submits: Submits) -> Taken:
    """Write operations of a dossier in hand, in their order.

    The caller has looked at their ids and numbers: none is in the log, none is missing before them.
    """
    entries: list[Entry] = []
    refused: list[tuple[Operation, str]] = []
    run: list[NewEntry] = []
    waiting: Sequence[Operation] = ()
    for place, op in enumerate(ops):
        try:
            _require(work, op)
        except Refusal as no:
            code = _code(no, work)
            refused.append((op, code))
            if code in TOO_LATE:
                continue
            waiting = ops[place + 1 :]
            break
        if op.kind in TURNS:
            entries += work.add(run)
            run = []
            entries += _turn(work, op, submits)
        else:
            run.append(op.entry(work.actor.ref))
    entries += work.add(run)
    return Taken(tuple(entries), tuple(refused), tuple(waiting))


def _require(work: Work, op: Operation) -> None:
    if op.kind in MACHINE_KINDS or op.kind == "dossier.start":
        raise BadOperation
    require_taken(op.kind, work.top.state)
    if op.kind == "dossier.withdraw" and work.relation != "own":
        raise NotAllowed


def _turn(work: Work, op: Operation, submits: Submits) -> list[Entry]:
    if op.kind == "dossier.withdraw":
        return work.add([op.entry(work.actor.ref)])
    submission = submits(work, op)
    news = [op.entry(work.actor.ref, **submitted_facts(submission, work.now))]
    # What only the centre can say stands in an entry of its own: the phone's box cannot be added to.
    judged = NewEntry(op.dossier, "dossier.judged", work.actor.ref, body=judged_part(submission))
    return work.add([*news, judged])[:1]


def _code(no: Refusal, work: Work) -> str:
    if isinstance(no, AlreadySubmitted):
        return "already_submitted"
    if isinstance(no, WrongState):
        return "withdrawn" if work.top.state is State.WITHDRAWN else "wrong_state"
    return "not_yours" if isinstance(no, NotAllowed) else no.code
