"""Who reaches a dossier: grants, the slip code with its check, and the code that brings drafts to another browser."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.orm import Session

from webapp.database.inserting import put
from webapp.dossiers.folding import secret_mark, slip_mark
from webapp.dossiers.models import Grant, Mark, ResumeCode, SlipCode
from webapp.dossiers.owner import check_mark
from webapp.dossiers.policy import READING, STRONGEST_FIRST, Relation, may_read_draft
from webapp.dossiers.slip import is_slip_code, make_resume_code, read_resume_code
from webapp.kernel.actor import Actor, Citizen
from webapp.kernel.ids import new_id
from webapp.kernel.problems import NotAllowed
from webapp.sealing import Keyring

TRACKING_LASTS: Final = timedelta(minutes=30)
RESUME_LASTS: Final = timedelta(days=90)
NO_DOSSIER: Final = "00000000-0000-0000-0000-000000000000"
GRANTS = cast(Table, Grant.__table__)
_STILL = or_(GRANTS.c.until.is_(None), GRANTS.c.until > bindparam("now"))
RELATIONS: Final = select(GRANTS.c.relation).where(GRANTS.c.holder == bindparam("holder"), GRANTS.c.dossier == bindparam("dossier"), _STILL)
HELD: Final = select(GRANTS.c.dossier).where(GRANTS.c.holder == bindparam("holder"), GRANTS.c.relation.in_(READING), _STILL)
"""The dossiers whose answers ``holder`` may read ``now``."""


def relation_of(db: Session, actor: Actor, dossier: str, now: datetime) -> Relation | None:
    """Return the strongest relation that a grant gives now: own, help, track, or None."""
    if isinstance(actor, Citizen) and actor.keyholder is None:
        return None
    relations = set(db.connection().execute(RELATIONS, {"holder": actor.ref, "dossier": dossier, "now": now}).scalars())
    return next((relation for relation in STRONGEST_FIRST if relation in relations), None)


def grant(tx: Session, holder: str, dossier: str, relation: Relation, now: datetime, until: datetime | None = None) -> None:
    """Give a right, or give it for longer."""
    values = {"holder": holder, "dossier": dossier, "relation": relation, "until": until, "made_at": now}
    put(tx, GRANTS, values, update=["until"])


def open_for_tracking(db: Session, keyring: Keyring, code: str, check: str) -> str | None:
    """Return the dossier of a slip code, when ``check`` is its phone's last four digits, the owner's birth year, or the QR secret.

    A guesser learns nothing from the time it takes: an unknown code costs the same look-ups as a wrong check.
    """
    code = code if is_slip_code(code) else "0" * 16
    found = list(db.scalars(select(SlipCode.dossier).where(SlipCode.mark == slip_mark(code, keyring.blind)).order_by(SlipCode.nth)))
    wanted: dict[str, str] = {}
    for dossier in found or [NO_DOSSIER]:
        wanted[check_mark(dossier, check, keyring.blind)] = dossier
        wanted[secret_mark(dossier, check, keyring.blind)] = dossier
    known = select(Mark.mark, Mark.dossier).where(Mark.purpose.in_(("check", "slip_secret")), Mark.mark.in_(wanted))
    return next((row.dossier for row in db.execute(known) if wanted[row.mark] == row.dossier), None)


def grant_tracking(tx: Session, actor: Actor, now: datetime, dossier: str) -> None:
    """Let this browser see where the dossier stands, for 30 minutes."""
    grant(tx, actor.ref, dossier, "track", now, now + TRACKING_LASTS)


def leave_browser(tx: Session, keyring: Keyring, actor: Actor, now: datetime, digits: str) -> str:
    """Return a code that brings the drafts of this browser to another, together with ``digits`` (last four of the phone)."""
    if not isinstance(actor, Citizen) or actor.keyholder is None:
        raise NotAllowed
    code = make_resume_code()
    tx.add(ResumeCode(mark=_resume_mark(keyring, code, digits), holder=actor.ref, until=now + RESUME_LASTS, used_at=None))
    tx.flush()
    return code


def hand_out(tx: Session, keyring: Keyring, worker: Citizen, now: datetime, dossiers: Iterable[str], digits: str) -> str:
    """Return a code for some of the dossiers of a shared phone: those of the person who is leaving. "" where it has no right to any."""
    rights = ((dossier, relation_of(tx, worker, dossier, now)) for dossier in dossiers)
    held = {dossier: relation for dossier, relation in rights if relation is not None and may_read_draft(relation)}
    if not held:
        return ""
    apart = f"handed_out:{new_id()}"
    for dossier, relation in held.items():
        grant(tx, apart, dossier, relation, now)
    code = make_resume_code()
    tx.add(ResumeCode(mark=_resume_mark(keyring, code, digits), holder=apart, until=now + RESUME_LASTS, used_at=None))
    tx.flush()
    return code


def resume(tx: Session, keyring: Keyring, actor: Actor, now: datetime, code: str, digits: str) -> list[str] | None:
    """Give this browser what the other one held; return which dossiers, or None when the code is wrong, old or used."""
    mark = _resume_mark(keyring, read_resume_code(code), digits)
    once = (
        update(ResumeCode)
        .where(ResumeCode.mark == mark, ResumeCode.until > now, ResumeCode.used_at.is_(None))
        .values(used_at=now)
        .returning(ResumeCode.holder)
    )
    holder = tx.scalar(once)
    if holder is None:
        return None
    held = tx.execute(select(Grant.dossier, Grant.relation).where(Grant.holder == holder, Grant.until.is_(None))).all()
    for dossier, relation in held:
        grant(tx, actor.ref, dossier, cast(Relation, relation), now)
    return sorted({dossier for dossier, _ in held})


def _resume_mark(keyring: Keyring, code: str, digits: str) -> str:
    return keyring.blind("resume", f"{code}|{digits}")
