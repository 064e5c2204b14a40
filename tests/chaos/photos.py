"""Photos of the chaos test: small pictures that phones take, and what phones and centre must agree on about them at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image
from sqlalchemy import select

from tests.chaos.storm import Report
from webapp.database import Database
from webapp.dossiers.sheet import opened
from webapp.kernel.problems import NotFound
from webapp.sealing import Keyring, Unopenable
from webapp.uploads.models import ExpectedFile, FileRow
from webapp.uploads.ports import Missing, Store
from webapp.uploads.queries import kept_file_of
from webapp.uploads.service import read_file

SIZES = ((320, 240), (640, 480), (960, 1280))
FATES = frozenset({"kept", "refused"})
MOST_TOLD = 5


def pictures(folder: Path, seed: int) -> list[str]:
    """Make JPEGs of some sizes in ``folder`` and return their paths: noise, so that they are as large as photographs."""
    random, found = Random(seed), []
    for size in SIZES:
        path = folder / f"{size[0]}x{size[1]}.jpg"
        Image.frombytes("RGB", size, random.randbytes(size[0] * size[1] * 3)).save(path, "JPEG", quality=30)
        found.append(str(path))
    return found


def look_at_photos(database: Database, keyring: Keyring, store: Store, report: Report) -> None:
    """Write down what is wrong with photos: said to be kept and not there, not readable, there twice, or waiting without end."""
    with database.reading() as db:
        rows = {row.id: row for row in db.scalars(select(FileRow))}
        named: dict[str, str] = {row.file: row.state for row in db.scalars(select(ExpectedFile).where(ExpectedFile.here.is_(True)))}
        bad = [file for file, row in rows.items() if not _is_readable(db, keyring, store, row)]
    held = [photo for phone in report.phones for photo in phone["photos"]]
    kept = [photo["id"] for photo in held if photo["state"] == "kept"]
    _tell(report, "I1", "are not at the centre, which said that it keeps them", [one for one in kept if one not in rows])
    _tell(report, "I3", "do not open at the centre", bad)
    _tell(report, "I2", "are more than one phone's", [one for one, times in Counter(photo["id"] for photo in held).items() if times > 1])
    stuck = [f"{one['id']} ({one['code']})" for one in held if _is_stuck(report, named, one)]
    _tell(report, "I6", "wait and say no reason", stuck)
    report.photos = {"taken": len(held), "kept": len(kept), "refused": sum(photo["state"] == "refused" for photo in held)}


def _is_stuck(report: Report, named: Mapping[str, str], photo: Mapping[str, Any]) -> bool:
    """A photo that the centre awaits must be there, unless its phone lost the right to bring it."""
    return photo["state"] not in FATES and named.get(photo["id"]) == "awaited" and photo["dossier"] not in report.revoked


def _is_readable(db: Any, keyring: Keyring, store: Store, row: FileRow) -> bool:
    try:
        _, envelope = opened(db, keyring, row.dossier)
        return len(read_file(store, envelope, kept_file_of(row))) > 0
    except (NotFound, Missing, Unopenable):
        return False


def _tell(report: Report, invariant: str, what: str, cases: list[str]) -> None:
    if cases:
        report.photo_faults.append((invariant, f"{len(cases)} photos {what}: {cases[:MOST_TOLD]}"))
