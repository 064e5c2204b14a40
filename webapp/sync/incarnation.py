"""The name of this life of the rows. When it changes, every phone gives back all it still has."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.kernel.ids import new_id
from webapp.sync.models import CentreRow


def incarnation_of(db: Session) -> str:
    """Return the name; another one means that the rows were brought back from a backup."""
    return db.scalars(select(CentreRow.incarnation)).one()


def renew_incarnation(tx: Session) -> str:
    """Give this life of the rows a new name, and return it."""
    fresh = new_id()
    tx.execute(update(CentreRow).values(incarnation=fresh))
    return fresh
