"""The two halves of one browser: its cookie and its worker. What the one may, the other may (decision D3)."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert, literal, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Keyholder
from webapp.database.inserting import insert_missing
from webapp.dossiers.models import Grant
from webapp.sync.models import KeyholderLink

LINKS = cast(Table, KeyholderLink.__table__)
GRANTS = cast(Table, Grant.__table__)
KEYHOLDERS = cast(Table, Keyholder.__table__)


def link(tx: Session, cookie: str, worker: str, now: datetime) -> bool:
    """Know these two as one browser. Return whether the cookie had another worker before: then its storage was emptied."""
    before = tx.scalar(select(LINKS.c.worker).where(LINKS.c.cookie == cookie, LINKS.c.worker != worker).limit(1)) is not None
    fresh = tx.scalar(select(LINKS.c.worker).where(LINKS.c.cookie == cookie, LINKS.c.worker == worker)) is None
    if fresh:
        insert_missing(tx, LINKS, {"cookie": cookie, "worker": worker, "made_at": now})
    return before and fresh


def mirror(tx: Session, cookie: str, worker: str, now: datetime) -> None:
    """Give each half the lasting rights of the other."""
    halves = (f"keyholder:{cookie}", f"keyholder:{worker}")
    for here, there in (halves, halves[::-1]):
        mine = select(GRANTS.c.dossier).where(GRANTS.c.holder == there)
        missing = select(literal(there), GRANTS.c.dossier, GRANTS.c.relation, GRANTS.c.until, literal(now, GRANTS.c.made_at.type)).where(
            GRANTS.c.holder == here, GRANTS.c.until.is_(None), GRANTS.c.dossier.not_in(mine)
        )
        tx.execute(insert(GRANTS).from_select(["holder", "dossier", "relation", "until", "made_at"], missing))


def devices_of(db: Session, cookie: str, worker: str) -> frozenset[str]:
    """Return every half this browser ever had: after a restore it gives back what each of them wrote."""
    cookies = {cookie, *db.scalars(select(LINKS.c.cookie).where(LINKS.c.worker == worker))}
    workers = db.scalars(select(LINKS.c.worker).where(LINKS.c.cookie.in_(cookies)))
    return frozenset({worker, *cookies, *workers})
