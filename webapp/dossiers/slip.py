"""Slip codes: 15 random digits and a Luhn check digit, so that an old person can read them out on the phone (D9)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Final

DIGITS: Final = 16
GROUP: Final = 4
SECRET_BYTES: Final = 16
RESUME_LENGTH: Final = 10
# No 0 O 1 I L U: they are misread, and no word can be formed by accident of U.
RESUME_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_BETWEEN = re.compile("[ .\u00a0-]+")
_CODE = re.compile(f"[0-9]{{{DIGITS}}}")
_RESUME = re.compile(f"[{RESUME_SIGNS}]{{{RESUME_LENGTH}}}")
_SECRET = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on the slip: 16 digits for people, 128 bits (32 hex digits) for the QR code."""

    code: str
    secret: str


def make_slip() -> Slip:
    """Return a new slip."""
    return Slip(make_slip_code(), secrets.token_hex(SECRET_BYTES))


def make_slip_code() -> str:
    """Return 16 digits without spaces."""
    body = "".join(str(secrets.randbelow(10)) for _ in range(DIGITS - 1))
    return body + luhn_digit(body)


def is_slip_code(code: str) -> bool:
    """Tell whether 16 digits (as ``read_slip_code`` gives them) have the right check digit."""
    return _CODE.fullmatch(code) is not None and luhn_digit(code[:-1]) == code[-1]


def read_slip_code(typed: str) -> str:
    """Return the digits of a code typed with spaces, dots or dashes, or "" when it is none."""
    code = _BETWEEN.sub("", typed.strip())
    return code if is_slip_code(code) else ""


def grouped(code: str) -> str:
    """Return ``1234 5678 9012 3452``."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def is_slip_secret(text: str) -> bool:
    """Tell whether ``text`` has the shape of the secret in a QR code."""
    return _SECRET.fullmatch(text) is not None


def luhn_digit(digits: str) -> str:
    """Return the check digit: it finds every wrong digit and nearly every swap of neighbours."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def make_resume_code() -> str:
    """Return 10 signs that bring the drafts of one browser to another, together with four digits."""
    return "".join(secrets.choice(RESUME_SIGNS) for _ in range(RESUME_LENGTH))


def read_resume_code(typed: str) -> str:
    """Return a typed resume code in its one form, or "" when it is none."""
    code = _BETWEEN.sub("", typed.strip()).upper()
    return code if _RESUME.fullmatch(code) else ""
