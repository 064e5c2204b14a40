"""Proof of who signs in: a password under argon2id and a one-time code that works once.

Knows no database. An unknown name costs the same time as a wrong password (an attacker could otherwise list staff), so
``check`` always hashes, against a decoy when there is no account.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import pyotp
from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

STEP_SECONDS = 30
DRIFT_STEPS = 1
CODE_DIGITS = 6
LONGEST_PASSWORD = 256
SHORTEST_PASSWORD = 12

# OWASP's second profile: 19 MiB, two passes, one lane; about 50 ms on one old core.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)


@dataclass(frozen=True, slots=True)
class Locks:
    """What an account is locked with, opened for one check."""

    password_hash: str
    totp_secret: str
    last_step: int


@cache
def _decoy() -> Locks:
    return Locks(_hasher.hash(secrets.token_urlsafe(16)), pyotp.random_base32(), 0)


def hash_password(password: str) -> str:
    """Return the argon2id hash. Raises ValueError for passwords that are too short or too long."""
    plain = _plain(password)
    if not SHORTEST_PASSWORD <= len(plain) <= LONGEST_PASSWORD:
        raise ValueError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    return _hasher.hash(plain)


def new_totp_secret() -> str:
    """Return a new 160-bit secret in base 32, for the authenticator app."""
    return pyotp.random_base32()


def check(locks: Locks | None, password: str, code: str, now: datetime) -> int | None:
    """Return the time step of the code when password and code are right, else None.

    Takes the same work whether the account exists, the password is wrong or the code is.
    """
    asked = locks or _decoy()
    password_right = password_matches(asked.password_hash, password)
    step = _step_of(asked, code, now)
    return step if locks is not None and password_right else None


def password_matches(hashed: str, password: str) -> bool:
    """Tell whether this is the password of the hash. Slow on purpose (about 50 ms)."""
    try:
        return _hasher.verify(hashed, _plain(password)[: LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False


def _step_of(locks: Locks, code: str, now: datetime) -> int | None:
    typed = "".join(code.split())[: CODE_DIGITS + 1].encode("ascii", "replace")
    totp = pyotp.TOTP(locks.totp_secret)
    today = int(now.timestamp()) // STEP_SECONDS
    found: int | None = None
    for step in range(today - DRIFT_STEPS, today + DRIFT_STEPS + 1):
        right = hmac.compare_digest(typed, totp.generate_otp(step).encode())
        if right and step > locks.last_step:  # a code seen over a shoulder does not work a second time
            found = step
    return found


def _plain(password: str) -> str:
    """One Unicode form: the same password typed on another keyboard is the same."""
    return unicodedata.normalize("NFC", password)
