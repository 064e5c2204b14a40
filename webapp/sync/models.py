"""Tables of synchronisation: the two halves of a browser, what was refused and kept, and the name of this life of the rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Table, event, insert
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base
from webapp.database.base import Id
from webapp.kernel.ids import new_id


class KeyholderLink(Base):
    """A cookie and a worker that came in one request: one browser (decision D3)."""

    __tablename__ = "keyholder_links"
    __table_args__ = (Index(None, "worker"),)

    cookie: Mapped[str] = mapped_column(Id, primary_key=True)
    worker: Mapped[str] = mapped_column(Id, primary_key=True)
    made_at: Mapped[datetime]


class SetAside(Base):
    """An operation that was refused, whole and still sealed: a person may have to look at it. Never thrown away by itself."""

    __tablename__ = "set_aside"
    __table_args__ = (Index(None, "dossier", "device", "seq"),)

    op: Mapped[str] = mapped_column(Id, primary_key=True)
    hash: Mapped[str] = mapped_column(primary_key=True)
    dossier: Mapped[str]
    device: Mapped[str]
    seq: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str]
    fate: Mapped[str]
    keyholder: Mapped[str]
    received_at: Mapped[datetime]
    wire: Mapped[dict[str, Any]]


class CentreRow(Base):
    """One row: the incarnation, which changes when the rows were brought back from a backup."""

    __tablename__ = "centre"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    incarnation: Mapped[str] = mapped_column(Id)


def begin_incarnation(_target: Table, connection: Connection, **_said: Any) -> None:
    """Write the one row of ``centre``. Also called by its migration and when tests empty all tables."""
    connection.execute(insert(CentreRow).values(id=1, incarnation=new_id()))


event.listen(CentreRow.__table__, "after_create", begin_incarnation)
