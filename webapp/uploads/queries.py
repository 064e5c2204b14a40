"""Reads about kept files."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from webapp.uploads.models import ExpectedFile, FileRow, Upload


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
    """How full a dossier is, with what phones have announced and not brought yet."""

    files: int
    size: int


AWAITED: Final = (ExpectedFile.here.is_(True), ExpectedFile.state == "awaited")
"""A file that the dossier as it stands names, whose bytes are not here, and that nobody waits for in vain."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that a phone's operation names. ``size`` and ``hash`` are of its box; ``state`` is awaited|kept|refused|brought."""

    file: str
    dossier: str
    sort: str
    field: str
    row: str
    size: int
    hash: str
    named_by: int
    here: bool
    state: str
    code: str


def announced_in(db: Session, dossier: str) -> dict[str, Announced]:
    """Return the files that phones have named in a dossier, by id, also those that nothing names any more."""
    rows = db.scalars(select(ExpectedFile).where(ExpectedFile.dossier == dossier).order_by(ExpectedFile.named_by, ExpectedFile.file))
    return {row.file: _announced(row) for row in rows}


def announced(db: Session, dossier: str, file: str) -> Announced | None:
    """Return a named file of a dossier, or None."""
    row = db.get(ExpectedFile, (dossier, file))
    return None if row is None else _announced(row)


def awaited_files(db: Session) -> set[tuple[str, str]]:
    """Return every file that is awaited, with its dossier first."""
    return {(row.dossier, row.file) for row in db.execute(select(ExpectedFile.dossier, ExpectedFile.file).where(*AWAITED))}


def awaited_counts(db: Session, dossiers: Collection[str]) -> dict[str, int]:
    """Return how many files each of these dossiers waits for; those that wait for none are left out."""
    counted = select(ExpectedFile.dossier, func.count()).where(ExpectedFile.dossier.in_(dossiers), *AWAITED).group_by(ExpectedFile.dossier)
    return {dossier: int(number) for dossier, number in db.execute(counted)}


def owner_of_file(db: Session, file: str) -> str | None:
    """Return the dossier that this id of a file belongs to, or None where nobody has used it."""
    kept = db.scalar(select(FileRow.dossier).where(FileRow.id == file))
    return kept or db.scalar(select(ExpectedFile.dossier).where(ExpectedFile.file == file).limit(1))


def file_of(db: Session, dossier: str, file_id: str) -> KeptFile | None:
    """Return a file of this dossier. A file of another dossier is not there."""
    return _one(db, FileRow.id == file_id, FileRow.dossier == dossier)


def files_of(db: Session, dossier: str, wanted: Iterable[str] | None = None) -> dict[str, KeptFile]:
    """Return the files of a dossier by id, all or those wanted."""
    rows = db.scalars(select(FileRow).where(FileRow.dossier == dossier).order_by(FileRow.created_at, FileRow.id))
    only = None if wanted is None else set(wanted)
    return {row.id: kept_file_of(row) for row in rows if only is None or row.id in only}


def file_sent(db: Session, dossier: str, sent_sha256: str) -> KeptFile | None:
    """Return the first file of this dossier that came from these bytes, so that a form sent twice keeps once."""
    same = select(FileRow).where(FileRow.dossier == dossier, FileRow.sent_sha256 == sent_sha256)
    row = db.scalars(same.order_by(FileRow.created_at, FileRow.id).limit(1)).one_or_none()
    return None if row is None else kept_file_of(row)


def use_of_dossier(db: Session, dossier: str) -> Use:
    """Return how many files a dossier has or awaits, and how many bytes they take."""
    kept = kept_use(db, dossier)
    coming = select(func.count(), func.coalesce(func.sum(ExpectedFile.size), 0)).where(ExpectedFile.dossier == dossier, *AWAITED)
    files, size = db.execute(coming).one()
    return Use(kept.files + int(files), kept.size + int(size))


def kept_use(db: Session, dossier: str) -> Use:
    """Return how many files of a dossier are kept, and how many bytes they take."""
    files, size = db.execute(select(func.count(), func.coalesce(func.sum(FileRow.size), 0)).where(FileRow.dossier == dossier)).one()
    return Use(int(files), int(size))


def bytes_brought_since(db: Session, brought_by: str, since: datetime) -> int:
    """Return how many bytes one browser or account has brought or begun to bring."""
    kept = select(func.coalesce(func.sum(FileRow.sent_size), 0)).where(FileRow.brought_by == brought_by, FileRow.created_at > since)
    begun = select(func.coalesce(func.sum(Upload.size), 0)).where(
        Upload.brought_by == brought_by, Upload.made_at > since, Upload.state == "partial"
    )
    return int(db.execute(kept).scalar_one()) + int(db.execute(begun).scalar_one())


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


def _announced(row: ExpectedFile) -> Announced:
    return Announced(row.file, row.dossier, row.sort, row.field, row.row, row.size, row.hash, row.named_by, row.here, row.state, row.code)
