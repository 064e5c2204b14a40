"""The door through which a GET may write when somebody was last here: seldom, and nothing else.

A keyholder is noted at most once an hour, a session at most every ten minutes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from webapp.accounts.models import Keyholder, StaffSession
from webapp.accounts.queries import KnownKeyholder, OpenSession
from webapp.database import Database

KEYHOLDER_EVERY = timedelta(hours=1)
SESSION_EVERY = timedelta(minutes=10)


def note_keyholder(database: Database, known: KnownKeyholder, now: datetime) -> bool:
    """Note that a browser came. Returns whether it was written (then its cookie is due to be renewed too)."""
    if now - known.last_seen < KEYHOLDER_EVERY:
        return False
    with database.transaction() as tx:
        tx.execute(update(Keyholder).where(Keyholder.id == known.id, Keyholder.last_seen < now).values(last_seen=now))
    return True


def note_session(database: Database, session: OpenSession, now: datetime) -> bool:
    """Note that a member of staff was active. Returns whether it was written."""
    if now - session.last_seen < SESSION_EVERY:
        return False
    with database.transaction() as tx:
        tx.execute(update(StaffSession).where(StaffSession.id == session.id, StaffSession.last_seen < now).values(last_seen=now))
    return True
