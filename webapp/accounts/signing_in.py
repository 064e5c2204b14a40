"""Signing in, over both doors: read the locks, prove (slow, outside any transaction), then use the code up and open a session.

The limiter is asked by the route before this.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.accounts import proof, queries, service
from webapp.database import Database
from webapp.sealing import Keyring


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person showed at the door."""

    sign_in_name: str
    password: str
    code: str
    machine: str
    old_token: str = ""


def sign_in(database: Database, keyring: Keyring, shown: Shown, now: datetime) -> str | None:
    """Return the token of a new session, or None. The answer does not tell which of the three was wrong.

    Every sign-in gets a new token, and the one the browser had before ends: a token planted earlier is worth nothing.
    """
    with database.reading() as db:
        account = queries.account_by_sign_in_name(db, folded(shown.sign_in_name))
    step = proof.check(_locks(account, keyring), shown.password, shown.code, now)
    with database.transaction() as tx:
        token = None
        if account is not None and step is not None:
            token = service.open_session(tx, account.id, account.password_hash, step, shown.machine, now)
        service.record_try(tx, account.id if account else None, token is not None, now)
        if token is not None and shown.old_token:
            service.sign_out(tx, shown.old_token, now)
    return token


def folded(sign_in_name: str) -> str:
    """Return a typed sign-in name as it is stored: phones write a capital first and a space last."""
    return sign_in_name.strip().lower()[:64]


def _locks(account: queries.KnownAccount | None, keyring: Keyring) -> proof.Locks | None:
    if account is None:
        return None
    secret = service.totp_secret_of(account, keyring)
    return None if secret is None else proof.Locks(account.password_hash, secret, account.totp_last_step)
