"""Reads about kept files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from webapp.uploads.models import FileRow


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A kept file as others see it. ``sent_sha256`` is what left the phone, ``kept_sha256`` what an officer opens."""

    id: str
    dossier: str
    sent_sha256: str
    kept_sha256: str
    media_type: str
    size: int
    width: int
    height: int
    pages: int
    name_box: bytes
    location: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Use:
    """How full a dossier is."""

    files: int
    size: int


def file_of(db: Session, dossier: str, file_id: str) -> KeptFile | None:
    """Return a file of this dossier. A file of another dossier is not there."""
    return _one(db, FileRow.id == file_id, FileRow.dossier == dossier)


def files_of(db: Session, dossier: str, wanted: Iterable[str] | None = None) -> dict[str, KeptFile]:
    """Return the files of a dossier by id, all or those wanted."""
    rows = db.scalars(select(FileRow).where(FileRow.dossier == dossier).order_by(FileRow.created_at, FileRow.id))
    only = None if wanted is None else set(wanted)
    return {row.id: kept_file_of(row) for row in rows if only is None or row.id in only}


def file_sent(db: Session, dossier: str, sent_sha256: str) -> KeptFile | None:
    """Return the file of this dossier that came from these bytes, so that sending twice keeps once."""
    return _one(db, FileRow.dossier == dossier, FileRow.sent_sha256 == sent_sha256)


def use_of_dossier(db: Session, dossier: str) -> Use:
    """Return how many files a dossier has and how many bytes they take."""
    files, size = db.execute(select(func.count(), func.coalesce(func.sum(FileRow.size), 0)).where(FileRow.dossier == dossier)).one()
    return Use(int(files), int(size))


def bytes_brought_since(db: Session, brought_by: str, since: datetime) -> int:
    """Return how many bytes one browser or account has brought."""
    total = select(func.coalesce(func.sum(FileRow.sent_size), 0)).where(FileRow.brought_by == brought_by, FileRow.created_at > since)
    return int(db.execute(total).scalar_one())


def kept_file_of(row: FileRow) -> KeptFile:
    """Return a row as others see it."""
    return KeptFile(
        row.id,
        row.dossier,
        row.sent_sha256,
        row.kept_sha256,
        row.media_type,
        row.size,
        row.width,
        row.height,
        row.pages,
        row.name_box,
        row.location,
        row.created_at,
    )


def _one(db: Session, *which: ColumnElement[bool]) -> KeptFile | None:
    row = db.scalars(select(FileRow).where(*which)).one_or_none()
    return None if row is None else kept_file_of(row)
