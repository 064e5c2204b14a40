"""Reads about people and browsers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import compare_digest
from typing import cast

from sqlalchemy import ColumnElement, Table, bindparam, func, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account, Keyholder, SignInTry, StaffSession
from webapp.kernel.actor import ROLES, Citizen, Officer

IDLE = timedelta(hours=2)
KEYHOLDER_LASTS = timedelta(days=90)
KEYHOLDERS = cast(Table, Keyholder.__table__)
# Made once: every page of a citizen asks this.
KNOWN_KEYHOLDER = select(KEYHOLDERS.c.id, KEYHOLDERS.c.last_seen).where(
    KEYHOLDERS.c.secret_hash == bindparam("secret_hash"),
    KEYHOLDERS.c.ended_at.is_(None),
    KEYHOLDERS.c.last_seen > bindparam("since"),
)


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """What an account is locked with, still sealed."""

    id: str
    password_hash: str
    totp_box: bytes
    totp_last_step: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """The session of one request."""

    id: str
    officer: Officer
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One of a person's sessions, as they see it in their list."""

    id: str
    machine: str
    created_at: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class KnownKeyholder:
    """A browser that showed a secret we know."""

    id: str
    last_seen: datetime


def secret_hash(secret: str) -> str:
    """Return what is stored of a random secret of 128 bits or more."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def worker_of(db: Session, worker: str, secret: str) -> Citizen | None:
    """Return the phone's worker that shows its secret, or None. For requests that must not go by the browser's cookie."""
    row = db.get(Keyholder, worker) if worker and secret else None
    if row is None or row.kind != "worker" or row.ended_at is not None:
        return None
    return Citizen(row.id) if compare_digest(row.secret_hash, secret_hash(secret)) else None


def account_by_sign_in_name(db: Session, sign_in_name: str) -> KnownAccount | None:
    """Return the account of a sign-in name as it is stored (lower case), unless it is shut."""
    row = db.scalars(select(Account).where(Account.sign_in_name == sign_in_name, Account.disabled.is_(False))).one_or_none()
    return None if row is None else KnownAccount(row.id, row.password_hash, row.totp_box, row.totp_last_step)


def open_session_of(db: Session, token: str, now: datetime) -> OpenSession | None:
    """Return the session of a cookie: not ended, not too old, not idle for two hours, its account not shut."""
    found = db.execute(
        select(StaffSession, Account)
        .join(Account, Account.id == StaffSession.account)
        .where(StaffSession.token_hash == secret_hash(token), *_alive(now), Account.disabled.is_(False))
    ).one_or_none()
    if found is None:
        return None
    session, account = found
    return OpenSession(session.id, officer_of(account), session.last_seen)


def officer_of(account: Account) -> Officer:
    """Return the account as an actor."""
    roles = frozenset(role for role in account.roles if role in ROLES)
    return Officer(account=account.id, name=account.name, unit=account.unit, roles=roles)


def sessions_of(db: Session, account_id: str, now: datetime) -> list[SessionLine]:
    """Return a person's living sessions, the last seen first."""
    theirs = select(StaffSession).where(StaffSession.account == account_id, *_alive(now))
    rows = db.scalars(theirs.order_by(StaffSession.last_seen.desc(), StaffSession.id))
    return [SessionLine(row.id, row.machine, row.created_at, row.last_seen) for row in rows]


def _alive(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (StaffSession.revoked_at.is_(None), StaffSession.expires_at > now, StaffSession.last_seen > now - IDLE)


def failed_tries_since(db: Session, account_id: str, since: datetime) -> int:
    """Count failed tries on an account, so that its owner notices somebody else's guessing."""
    counted = select(func.count()).where(SignInTry.account == account_id, SignInTry.at >= since, SignInTry.succeeded.is_(False))
    return db.execute(counted).scalar_one()


def keyholder_by_secret(db: Session, secret: str, now: datetime) -> KnownKeyholder | None:
    """Return the browser whose cookie this is, if it came at least once in the last 90 days and was not ended."""
    asked = {"secret_hash": secret_hash(secret), "since": now - KEYHOLDER_LASTS}
    row = db.connection().execute(KNOWN_KEYHOLDER, asked).one_or_none()
    return None if row is None else KnownKeyholder(row.id, row.last_seen)
