"""Earlier releases stay served: a page kept on a phone for months still finds its scripts (decision D12)."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from webapp.ui.static_files import StaticFiles

RELEASES: Final = "releases"
HALF: Final = ".half"
MOST: Final = 10
LONGEST: Final = timedelta(days=180)


def keep_release(files: StaticFiles, folder: Path, now: datetime) -> None:
    """Keep the files of this release in one archive, and let go of those that are neither recent nor among the last ten."""
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{files.release}.zip"
    if not archive.exists():
        _write(files, archive)
    os.utime(archive, (now.timestamp(), now.timestamp()))
    _forget(folder, now)


def _write(files: StaticFiles, archive: Path) -> None:
    """Write an archive so that it is whole or not there, whenever the power goes."""
    half = archive.with_name(f".{archive.stem}.{os.getpid()}{HALF}")
    with half.open("wb") as stream:
        with ZipFile(stream, "w", ZIP_DEFLATED) as made:
            for name, file in files.files.items():
                made.writestr(name, file.plain)
        stream.flush()
        os.fsync(stream.fileno())
    half.rename(archive)


def _forget(folder: Path, now: datetime) -> None:
    kept = sorted(folder.glob("*.zip"), key=_seen, reverse=True)
    # A release is old since the next one was here, not since its own last start: machines run for months.
    replaced = [now, *(_seen(archive) for archive in kept)]
    for place, archive in enumerate(kept):
        if place >= MOST or now - replaced[place] > LONGEST:
            archive.unlink(missing_ok=True)
    for half in folder.glob(f".*{HALF}"):
        if now - _seen(half) > timedelta(days=1):
            half.unlink(missing_ok=True)


def _seen(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
