"""Earlier releases stay served: a page kept on a phone for months still finds its scripts (decision D12)."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from webapp.ui.static_files import StaticFiles

RELEASES: Final = "releases"
MOST: Final = 10
LONGEST: Final = timedelta(days=180)


def keep_release(files: StaticFiles, folder: Path, now: datetime) -> None:
    """Keep the files of this release in one archive, and let go of those that are neither new nor among the last ten."""
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{files.release}.zip"
    if not archive.exists():
        half = folder / f".{files.release}.{os.getpid()}.half"
        with ZipFile(half, "w", ZIP_DEFLATED) as made:
            for name, file in files.files.items():
                made.writestr(name, file.plain)
        half.rename(archive)
    os.utime(archive, (now.timestamp(), now.timestamp()))
    _forget(folder, now)


def _forget(folder: Path, now: datetime) -> None:
    kept = sorted(folder.glob("*.zip"), key=lambda one: one.stat().st_mtime, reverse=True)
    for place, archive in enumerate(kept):
        seen = datetime.fromtimestamp(archive.stat().st_mtime, UTC)
        if place >= MOST or now - seen > LONGEST:
            archive.unlink(missing_ok=True)
