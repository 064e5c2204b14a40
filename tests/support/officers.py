"""One officer who can sign in: what she knows, and the code her phone shows."""

from __future__ import annotations

import pyotp

from webapp.kernel.clock import FixedClock

PASSWORD = "sóng êm biển lặng 2026"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(clock: FixedClock, secret: str = SECRET) -> str:
    """Return the one-time code at this moment."""
    return pyotp.TOTP(secret).at(clock.now())
