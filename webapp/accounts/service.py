"""Verbs about people and browsers. Each takes the open transaction; none of them looks at a request."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, select, update
from sqlalchemy.orm import Session

from webapp.accounts import proof
from webapp.accounts.models import Account, Keyholder, SignInTry, StaffSession
from webapp.accounts.policy import may_end_session
from webapp.accounts.queries import KnownAccount, keyholder_by_secret, secret_hash
from webapp.kernel.actor import ROLES, Officer
from webapp.kernel.ids import new_id
from webapp.kernel.problems import NotFound
from webapp.sealing import Keyring, Unopenable

SESSION_LASTS = timedelta(hours=12)
SIGN_IN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is needed to make an account."""

    sign_in_name: str
    name: str
    unit: str
    roles: tuple[str, ...]
    password: str
    totp_secret: str


def create_account(tx: Session, keyring: Keyring, wanted: NewAccount, now: datetime) -> Account:
    """Make an account. Raises ValueError for a bad sign-in name, an unknown role or a weak password."""
    if not SIGN_IN_NAME.fullmatch(wanted.sign_in_name):
        raise ValueError("a sign-in name is 3 to 64 of a-z 0-9 . _ -")
    if not wanted.roles or not set(wanted.roles) <= set(ROLES):
        raise ValueError("unknown role")
    account = Account(
        id=new_id(),
        sign_in_name=wanted.sign_in_name,
        name=wanted.name,
        unit=wanted.unit,
        roles=sorted(wanted.roles),
        password_hash="",
        totp_box=b"",
        totp_last_step=0,
        disabled=False,
        created_at=now,
    )
    set_locks(account, keyring, wanted.password, wanted.totp_secret)
    tx.add(account)
    tx.flush()
    return account


def set_locks(account: Account, keyring: Keyring, password: str, totp_secret: str) -> None:
    """Give an account a new password and a new secret for its one-time codes."""
    account.password_hash = proof.hash_password(password)
    account.totp_box = keyring.wrap(totp_secret.encode(), totp_place(account.id))
    account.totp_last_step = 0


def totp_place(account_id: str) -> bytes:
    """Return the place a sealed one-time secret is bound to."""
    return f"account|{account_id}|totp".encode()


def totp_secret_of(account: Account | KnownAccount, keyring: Keyring) -> str | None:
    """Return the secret of an account's one-time codes; None when our keys do not open it (they were lost or changed)."""
    try:
        return keyring.unwrap(account.totp_box, totp_place(account.id)).decode()
    except Unopenable:
        return None


def disable_account(tx: Session, account_id: str, now: datetime) -> None:
    """Shut an account and end all its sessions at once."""
    account = tx.get(Account, account_id)
    if account is None:
        raise NotFound
    account.disabled = True
    revoke_sessions(tx, account_id, now)


def open_session(tx: Session, account_id: str, password_hash: str, step: int, machine: str, now: datetime) -> str | None:
    """Use up the one-time code and return the token of a new session; None when code, password or account changed meanwhile.

    The check was made outside the transaction (it is slow on purpose), so its premises are asked for again here, in one
    statement: of two sign-ins with the same code, one loses.
    """
    unchanged = (Account.id == account_id, Account.password_hash == password_hash, Account.disabled.is_(False))
    used = tx.execute(update(Account).where(*unchanged, Account.totp_last_step < step).values(totp_last_step=step))
    if not isinstance(used, CursorResult) or used.rowcount != 1:
        return None
    token = secrets.token_urlsafe(32)
    tx.add(
        StaffSession(
            id=new_id(),
            account=account_id,
            token_hash=secret_hash(token),
            created_at=now,
            last_seen=now,
            expires_at=now + SESSION_LASTS,
            revoked_at=None,
            machine=machine,
        )
    )
    return token


def record_try(tx: Session, account_id: str | None, succeeded: bool, now: datetime) -> None:
    """Note a try to sign in, so that its owner can see it."""
    tx.add(SignInTry(id=new_id(), account=account_id, at=now, succeeded=succeeded))


def sign_out(tx: Session, token: str, now: datetime) -> None:
    """End the session of this token; silent when there is none."""
    _end(tx, now, (StaffSession.token_hash == secret_hash(token),))


def revoke_session(tx: Session, actor: Officer, session_id: str, now: datetime) -> None:
    """End one of one's own sessions, e.g. on a lost phone. Raises NotFound."""
    session = tx.get(StaffSession, session_id)
    if session is None or not may_end_session(actor, session.account):
        raise NotFound
    _end(tx, now, (StaffSession.id == session_id,))


def revoke_sessions(tx: Session, account_id: str, now: datetime) -> None:
    """End all sessions of an account."""
    _end(tx, now, (StaffSession.account == account_id,))


def _end(tx: Session, now: datetime, which: Iterable[ColumnElement[bool]]) -> None:
    tx.execute(update(StaffSession).where(StaffSession.revoked_at.is_(None), *which).values(revoked_at=now))


def ensure_keyholder(tx: Session, cookie: str, now: datetime) -> tuple[str, str | None]:
    """Return the id of the browser with this cookie, and a new cookie value when it had none that is known.

    The cookie is the browser's only proof; we keep its SHA-256, which 128 random bits make useless to a thief of rows.
    """
    known = keyholder_by_secret(tx, cookie, now) if cookie else None
    if known is not None:
        return known.id, None
    secret = secrets.token_urlsafe(16)
    return _new_keyholder(tx, secret_hash(secret), "cookie", now), secret


def register_worker(tx: Session, keyholder_id: str, hashed: str, label: str, now: datetime) -> str:
    """Take a worker's own id and the SHA-256 of its secret at its first sync. First use wins; raises NotFound otherwise."""
    known = tx.get(Keyholder, keyholder_id)
    if known is None:
        return _new_keyholder(tx, hashed, "worker", now, keyholder_id, label)
    if known.kind != "worker" or not secrets.compare_digest(known.secret_hash, hashed) or known.ended_at is not None:
        raise NotFound
    return known.id


def end_keyholder(tx: Session, keyholder_id: str, now: datetime) -> None:
    """Let this browser be unknown from now on ("Thoát khỏi máy này")."""
    tx.execute(update(Keyholder).where(Keyholder.id == keyholder_id, Keyholder.ended_at.is_(None)).values(ended_at=now))


def _new_keyholder(tx: Session, hashed: str, kind: str, now: datetime, given_id: str = "", label: str = "") -> str:
    row = Keyholder(id=given_id or new_id(), secret_hash=hashed, kind=kind, label=label, created_at=now, last_seen=now, ended_at=None)
    tx.add(row)
    tx.flush()
    return row.id


def find_account_for_change(tx: Session, sign_in_name: str) -> Account | None:
    """Return the account row itself, to be changed in this transaction."""
    return tx.scalars(select(Account).where(Account.sign_in_name == sign_in_name).with_for_update()).one_or_none()
