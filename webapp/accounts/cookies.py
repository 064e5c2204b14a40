"""The two cookies and their names (decision D3): ``__Host-`` and Secure over https, plain names on loopback.

WebKit and plain HTTP clients do not send Secure cookies over http, so loopback must do without.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response

from webapp.accounts.queries import KEYHOLDER_LASTS

KEYHOLDER = "sid"
STAFF = "staff"
LONGEST_VALUE = 100


@dataclass(frozen=True, slots=True)
class CookieJar:
    """Reads, keeps and drops cookies the same way everywhere."""

    secure: bool

    def name(self, cookie: str) -> str:
        """Return the name browsers see."""
        return f"__Host-{cookie}" if self.secure else cookie

    def read(self, cookies: Mapping[str, str], cookie: str) -> str:
        """Return a cookie's value, or "" (also for one that cannot be ours)."""
        value = cookies.get(self.name(cookie), "")
        return value if len(value) <= LONGEST_VALUE and value.isascii() else ""

    def keep_keyholder(self, response: Response, value: str) -> None:
        """Let the browser hold its key for 90 days from now."""
        self._set(response, KEYHOLDER, value, int(KEYHOLDER_LASTS.total_seconds()))

    def keep_staff(self, response: Response, token: str) -> None:
        """Let the browser hold a session until it is closed."""
        self._set(response, STAFF, token, None)

    def drop(self, response: Response, cookie: str) -> None:
        """Take a cookie away."""
        self._set(response, cookie, "", 0)

    def _set(self, response: Response, cookie: str, value: str, max_age: int | None) -> None:
        response.set_cookie(self.name(cookie), value, max_age, secure=self.secure, httponly=True, samesite="Lax", path="/")
