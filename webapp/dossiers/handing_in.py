"""Handing in, and what its person does to a dossier afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

import msgspec
from sqlalchemy.orm import Session

from webapp.dossiers.owner import Owner
from webapp.dossiers.policy import may_withdraw
from webapp.dossiers.states import State
from webapp.dossiers.work import FormStamp, Recorded, take
from webapp.kernel.actor import Actor
from webapp.kernel.clock import day_in_vietnam
from webapp.kernel.problems import NotAllowed, Problem, WrongState
from webapp.sealing import Keyring

EARLIEST: Final = timedelta(days=30)
LATEST: Final = timedelta(days=1)
NOT_HANDED_IN: Final = frozenset({State.DRAFT, State.WITHDRAWN, State.ERASED})
NOBODY: Final = Owner()
Route = Literal["portal", "counter", "desk"]


@dataclass(frozen=True, slots=True)
class Submission:
    """What comes with the last button. ``filing_day`` is the phone's date (YYYY-MM-DD), "" when there is no phone.

    ``manifest`` is ``{"devices": {device: last seq}, "sent": [hash, ...]}``; ``promise`` (days, fee, ground) is frozen.
    ``problems`` never refuse it (D10): they are shown to the officer and sent back as "please mend".
    """

    route: Route
    unit: str
    competent: str
    owner: Owner = NOBODY
    ticks: Sequence[str] = ()
    filing_day: str = ""
    manifest: Mapping[str, Any] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    promise: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Submitted:
    """A dossier that was handed in now, or earlier (``again``): ten taps give one receipt."""

    state: State
    official: int | None
    filed_on: str
    again: bool
    last_seq: int


def submit_dossier(tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str, submission: Submission) -> Submitted:
    """Hand in once. Route desk makes it submitted (official 1); portal and counter make it prepared, which is not filed."""
    work = take(tx, keyring, actor, now, dossier)
    again = work.top.state not in NOT_HANDED_IN
    if not again:
        work.write([work.new("dossier.submit", body=_sealed_part(submission), facts=submitted_facts(submission, now))])
    top = work.top
    return Submitted(top.state, top.official, top.filed_on or "", again, top.last_seq)


def frozen_day(filing_day: str, now: datetime) -> str:
    """Return the day that ``today`` means from now on (D11): the phone's, if near the server's, else the server's."""
    received = day_in_vietnam(now)
    try:
        said = date.fromisoformat(filing_day)
    except ValueError:
        return received
    here = date.fromisoformat(received)
    return said.isoformat() if here - EARLIEST <= said <= here + LATEST else received


def note_official_code(
    tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str, code: str, form: FormStamp | None = None
) -> Recorded:
    """Note the code that the portal or the counter gave for a prepared dossier."""
    work = take(tx, keyring, actor, now, dossier, form)
    if again := work.folded():
        return again
    same = work.top.official_code == code and work.top.state == State.PREPARED
    return work.write([] if same else [work.new("portal.code", facts={"code": code})])


def withdraw(tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str, reason: str = "") -> Recorded:
    """Take a dossier back. Raises NotAllowed for helpers, WrongState once an officer has accepted it."""
    work = take(tx, keyring, actor, now, dossier)
    if work.relation != "own":
        raise NotAllowed
    if not may_withdraw(work.relation, work.top.state):
        raise WrongState(state=work.top.state.value)
    return work.write([work.new("dossier.withdraw", body={"reason": reason})])


def give_consent(tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str, what: str, wording: str) -> Recorded:
    """Keep what the person agreed to, in the words they read."""
    work = take(tx, keyring, actor, now, dossier)
    return work.write([work.new("consent.give", body={"what": what, "wording": wording})])


def withdraw_consent(tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str, what: str) -> Recorded:
    """Keep that the person takes an agreement back."""
    work = take(tx, keyring, actor, now, dossier)
    return work.write([work.new("consent.withdraw", body={"what": what})])


def ask_help(tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str, about: str, text: str = "") -> Recorded:
    """Keep that the person asks for help with a step."""
    work = take(tx, keyring, actor, now, dossier)
    return work.write([work.new("help.ask", body={"about": about, "text": text})])


def submitted_facts(submission: Submission, now: datetime) -> dict[str, Any]:
    """Return what stands in clear of a submission: where it goes, what was promised, which day counts."""
    return {
        "route": submission.route,
        "unit": submission.unit,
        "competent": submission.competent,
        "promise": dict(submission.promise),
        "filed_on": frozen_day(submission.filing_day, now),
        "received_on": day_in_vietnam(now),
        "filing_day": submission.filing_day,
    }


def judged_part(submission: Submission) -> dict[str, Any]:
    """Return what the centre's machine finds in the answers: whose dossier it is, and what is to be mended."""
    return {
        "owner": msgspec.to_builtins(submission.owner),
        "problems": [msgspec.to_builtins(problem) for problem in submission.problems],
    }


def _sealed_part(submission: Submission) -> dict[str, Any]:
    return {"ticks": list(submission.ticks), "manifest": dict(submission.manifest)} | judged_part(submission)
