"""Tells who comes with a request; ``assembly`` hands this to ``ui``, which sits below and knows no accounts.

On citizen pages a signed-in officer is a citizen like everybody (decision D20): who is signed in counts only on the
staff side.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Request, Response, g, request

from webapp.accounts.cookies import KEYHOLDER, STAFF, CookieJar
from webapp.accounts.last_seen import note_keyholder, note_session
from webapp.accounts.queries import keyholder_by_secret, open_session_of
from webapp.database import Database
from webapp.kernel.actor import Actor, Citizen, Officer
from webapp.kernel.clock import Clock
from webapp.ui.parts import reading

STAFF_SIDE = frozenset({"desk", "account", "assist", "admin", "sign-out"})
PHONES = ("Mobi", "Android", "iPhone")
COMPUTERS = ("Windows", "Macintosh", "X11", "CrOS")


def who_comes(database: Database, clock: Clock, jar: CookieJar) -> Callable[[Request], Actor]:
    """Return the function that finds the actor of a request: an Officer on the staff side, else a Citizen."""

    def who(asked: Request) -> Actor:
        if _is_staff_side(asked.path):
            officer = current_officer(asked, database, clock, jar)
            if officer is not None:
                return officer
        return current_citizen(asked, database, clock, jar)

    return who


def current_officer(asked: Request, database: Database, clock: Clock, jar: CookieJar) -> Officer | None:
    """Return the signed-in member of staff, or None."""
    token = jar.read(asked.cookies, STAFF)
    if not token:
        return None
    with reading() as db:
        session = open_session_of(db, token, clock.now())
    if session is None:
        return None
    note_session(database, session, clock.now())
    g.session_id = session.id
    return session.officer


def current_citizen(asked: Request, database: Database, clock: Clock, jar: CookieJar) -> Citizen:
    """Return the browser that holds a known cookie, or nobody."""
    secret = jar.read(asked.cookies, KEYHOLDER)
    if not secret:
        return Citizen()
    with reading() as db:
        known = keyholder_by_secret(db, secret, clock.now())
    if known is None:
        return Citizen()
    g.renew_keyholder = note_keyholder(database, known, clock.now())
    return Citizen(known.id)


def install_renewal(app: Flask, jar: CookieJar) -> None:
    """Give a browser that still comes its 90 days again, at most once an hour."""

    @app.after_request
    def renew(response: Response) -> Response:
        ours = any(part.startswith(f"{jar.name(KEYHOLDER)}=") for part in response.headers.getlist("Set-Cookie"))
        if g.get("renew_keyholder") and not ours:
            jar.keep_keyholder(response, jar.read(request.cookies, KEYHOLDER))
        return response


def machine_of(user_agent: str) -> str:
    """Return the class of a machine: enough for a person to know it again, too little to follow anybody."""
    if any(word in user_agent for word in PHONES):
        return "phone"
    return "computer" if any(word in user_agent for word in COMPUTERS) else "other"


def _is_staff_side(path: str) -> bool:
    parts = path.split("/")
    return len(parts) > 2 and parts[2] in STAFF_SIDE
