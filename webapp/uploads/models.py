"""The table of kept files. The bytes are in the store, sealed; here is what they are and where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base
from webapp.database.base import Id


class FileRow(Base):
    """One photo or paper of one dossier. ``dossier`` names no table: uploads stand below dossiers."""

    __tablename__ = "files"
    __table_args__ = (
        Index("uq_files_dossier_sent", "dossier", "sent_sha256", unique=True),
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
