"""Tables of dossiers. ``entries`` is the truth; what ``projection.py`` writes can be made again from it.

Answers stand only in sealed boxes. In clear are ids, kinds, field names, times, units, procedure, state and the folded
name for the officers' search. No plain hash of an answer is stored: a birth date can be guessed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Table, event, insert
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.base import Base, Id

GENESIS = "0" * 64
"""The chain before the first entry."""


class EntryRow(Base):
    """One operation of a person or one event of the desk or the machine. Never changed, never deleted."""

    __tablename__ = "entries"
    __table_args__ = (
        Index(None, "dossier", "server_seq"),
        Index(None, "dossier", "device", "seq", unique=True),
    )

    server_seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(Id)
    dossier: Mapped[str] = mapped_column(Id)
    kind: Mapped[str]
    field: Mapped[str | None]
    row: Mapped[str | None] = mapped_column(Id)
    facts: Mapped[dict[str, Any]]
    box: Mapped[bytes]
    by: Mapped[str]
    device: Mapped[str]
    seq: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    base: Mapped[list[str]]
    schema: Mapped[int]
    box_hash: Mapped[str]
    chain: Mapped[str]


class OperationId(Base):
    """Keeps ids of entries unique for ever; ``entries`` itself may one day be parted by unit and year (D16)."""

    __tablename__ = "operation_ids"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    server_seq: Mapped[int] = mapped_column(BigInteger)


class LogHead(Base):
    """One row: the last number given and the chain up to it. Its lock puts writers in line, so commit order is number order."""

    __tablename__ = "log_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    chain: Mapped[str]


class Definition(Base):
    """Every definition that any dossier pins, for ever (D12, D13)."""

    __tablename__ = "definitions"
    __table_args__ = (Index(None, "procedure", "origin", "revision"),)

    digest: Mapped[str] = mapped_column(primary_key=True)
    procedure: Mapped[str]
    origin: Mapped[str]
    revision: Mapped[int]
    body: Mapped[dict[str, Any]]


class DossierRow(Base):
    """Where a dossier is now (projection). Empty text stands for "not yet" in columns that queues are sorted by."""

    __tablename__ = "dossiers"
    __table_args__ = (
        Index(None, "desk_unit", "step", "due_on", "arrived_at", "id"),
        Index(None, "competent", "official", "due_on", "id"),
        Index(None, "competent", "owner_search", "id"),
        Index(None, "state", "changed_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    procedure: Mapped[str]
    definition_digest: Mapped[str] = mapped_column(ForeignKey("definitions.digest"))
    revision: Mapped[int]
    state: Mapped[str]
    official: Mapped[int | None]
    step: Mapped[int]
    route: Mapped[str | None]
    handed_in_at: Mapped[str | None]
    competent: Mapped[str | None]
    desk_unit: Mapped[str | None]
    owner_search: Mapped[str]
    version: Mapped[int]
    last_seq: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    due_on: Mapped[str]
    filed_on: Mapped[str | None]
    official_code: Mapped[str | None]
    result_number: Mapped[str | None]
    result_on: Mapped[str | None]
    promise: Mapped[dict[str, Any]]
    later: Mapped[list[str]]
    demonstration: Mapped[bool]


class AnswerRow(Base):
    """The answer that shows for one field of one row ("" for none), and the entries that compete for it (projection)."""

    __tablename__ = "answers"

    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    row: Mapped[str] = mapped_column(primary_key=True)
    heads: Mapped[dict[str, Any]]
    box: Mapped[bytes | None]


class RowRow(Base):
    """One row of a repeat field, present or removed (projection). ``place`` keeps the order in which rows came."""

    __tablename__ = "rows"

    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    row: Mapped[str] = mapped_column(Id, primary_key=True)
    heads: Mapped[dict[str, Any]]
    present: Mapped[bool]
    place: Mapped[int] = mapped_column(BigInteger)


class PaperRow(Base):
    """What is said about one paper (sealed) and the ids of its files (projection)."""

    __tablename__ = "papers"

    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    paper: Mapped[str] = mapped_column(primary_key=True)
    heads: Mapped[dict[str, Any]]
    box: Mapped[bytes | None]
    files: Mapped[list[str]]


class Mark(Base):
    """Blind indexes (projection): HMACs by which an equal value is found, and nothing else."""

    __tablename__ = "dossier_marks"
    __table_args__ = (Index(None, "purpose", "mark"),)

    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(primary_key=True)


class SlipCode(Base):
    """HMAC of a slip code to its dossier (projection). ``nth`` is not 0 only where two phones made the same code (D9)."""

    __tablename__ = "slip_codes"
    __table_args__ = (Index(None, "dossier"),)

    mark: Mapped[str] = mapped_column(primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.id"))


# The tables below are not made from the log. They name dossiers without a foreign key: a rebuild empties that table.


class DossierKey(Base):
    """The wrapped data key of a dossier. Emptying it is what erases the dossier."""

    __tablename__ = "dossier_keys"

    dossier: Mapped[str] = mapped_column(Id, primary_key=True)
    wrapped: Mapped[bytes | None]
    made_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


class Grant(Base):
    """Who may do what with a dossier: holder is ``keyholder:<id>`` or ``account:<id>``, relation own, help or track.
    ``carried`` owns what came in a rescue file until its phone comes."""

    __tablename__ = "grants"
    __table_args__ = (Index(None, "dossier"),)

    holder: Mapped[str] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(Id, primary_key=True)
    relation: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime | None]
    made_at: Mapped[datetime]


class UsedForm(Base):
    """A rendered form that was sent with these fields (D8): the same again goes to the same place and writes nothing."""

    __tablename__ = "used_forms"
    __table_args__ = (Index(None, "used_at"),)

    form: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(Id)
    location: Mapped[str]
    used_at: Mapped[datetime]


class ResumeCode(Base):
    """HMAC of a resume code with four digits only its holder knows; brings the holder's grants to another browser (D3)."""

    __tablename__ = "resume_codes"
    __table_args__ = (Index(None, "until"),)

    mark: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]
    used_at: Mapped[datetime | None]


def begin_log(_target: Table, connection: Connection, **_said: Any) -> None:
    """Write the one row of ``log_head``. Also called by the first migration and when tests empty all tables."""
    connection.execute(insert(LogHead).values(id=1, seq=0, chain=GENESIS))


event.listen(LogHead.__table__, "after_create", begin_log)
