"""Kept files, files that are expected, and uploads on their way. The bytes are in the store; here is what they are and where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base
from webapp.database.base import Id


class FileRow(Base):
    """One photo or paper of one dossier. ``dossier`` names no table: uploads stand below dossiers."""

    __tablename__ = "files"
    __table_args__ = (
        Index("ix_files_dossier_sent", "dossier", "sent_sha256"),
        Index("ix_files_brought_by_at", "brought_by", "created_at"),
        CheckConstraint("media_type IN ('image/jpeg', 'application/pdf')", name="known_media_type"),
        CheckConstraint("length(sent_sha256) = 64 AND length(kept_sha256) = 64", name="digests_are_whole"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier: Mapped[str] = mapped_column(Id)
    brought_by: Mapped[str]
    sent_sha256: Mapped[str]
    kept_sha256: Mapped[str]
    sent_size: Mapped[int]
    size: Mapped[int]
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    pages: Mapped[int]
    name_box: Mapped[bytes]
    location: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class ExpectedFile(Base):
    """A file that a phone's operation names (projection of the log, written by dossiers). ``size`` and ``hash`` are of its box.

    ``named_by`` is the number of the entry that says which bytes are in it; ``here``: the dossier as it stands names it.
    """

    __tablename__ = "expected_files"
    __table_args__ = (
        Index(None, "file"),
        CheckConstraint("state IN ('awaited', 'kept', 'refused', 'brought')", name="known_state"),
    )

    dossier: Mapped[str] = mapped_column(Id, primary_key=True)
    file: Mapped[str] = mapped_column(Id, primary_key=True)
    sort: Mapped[str]
    field: Mapped[str]
    row: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]
    named_by: Mapped[int] = mapped_column(BigInteger)
    here: Mapped[bool]
    state: Mapped[str]
    code: Mapped[str]


class Upload(Base):
    """How far the box of an expected file has come. ``received`` only ever moves by one update that names its old value."""

    __tablename__ = "uploads"
    __table_args__ = (
        Index(None, "state", "changed_at"),
        Index(None, "brought_by", "made_at"),
        Index(None, "dossier"),
        CheckConstraint("state IN ('partial', 'kept', 'refused')", name="known_state"),
        CheckConstraint("received >= 0 AND received <= size", name="within_size"),
    )

    file: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier: Mapped[str] = mapped_column(Id)
    size: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]
    received: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str]
    code: Mapped[str]
    tries: Mapped[int]
    brought_by: Mapped[str]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class UploadPiece(Base):
    """A piece of a box that counts: the bytes from ``at`` on lie at ``place`` in the store."""

    __tablename__ = "upload_pieces"

    file: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[str] = mapped_column(unique=True)
