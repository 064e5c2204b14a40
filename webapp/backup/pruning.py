"""Which backups stay: all of the last days, then one a day, and none for longer than erased things may come back."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from webapp.backup.files import alone, sync
from webapp.backup.pool import Pool
from webapp.backup.shelf import Backup, folders, open_backup, sweep
from webapp.sealing import Keyring

ALL_FOR: Final = timedelta(days=2)
DAILY_FOR: Final = timedelta(days=30)
"""Erasing destroys a key in the rows; in a backup it lives on until that goes too. No longer than drafts are kept (``retention``)."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went."""

    backups: int
    contents: int


def prune(backups: Path, keyring: Keyring, now: datetime) -> Pruned:
    """Remove what is too old, and contents that no backup names. The newest one without faults stays whatever its age."""
    with alone(backups):
        sweep(backups)
        there = [open_backup(folder, keyring) for folder in folders(backups)]
        staying = set(kept_of([(made_at(one), one.folder) for one in there], now)) | _newest_whole(there)
        going = [one for one in there if one.folder not in staying]
        for one in going:
            _remove(one.folder)
        sync(backups)
        wanted = {digest for one in there if one.folder in staying for digest in _contents(one)}
        return Pruned(len(going), Pool(backups).forget(wanted))


def kept_of(dated: Iterable[tuple[datetime, Path]], now: datetime) -> list[Path]:
    """Return those that stay: each of the last two days, and the last of each day of the last thirty."""
    by_day: dict[str, Path] = {}
    staying = []
    for at, folder in sorted(dated):
        if now - at <= ALL_FOR:
            staying.append(folder)
        elif now - at <= DAILY_FOR:
            by_day[at.date().isoformat()] = folder
    return [*by_day.values(), *staying]


def made_at(backup: Backup) -> datetime:
    """Return when a backup was made."""
    return datetime.fromisoformat(backup.manifest.made_at)


def _newest_whole(there: list[Backup]) -> set[Path]:
    whole = [one.folder for one in there if not one.manifest.faults]
    return set(whole[-1:])


def _contents(backup: Backup) -> Iterable[str]:
    yield from (kept.sha256 for kept in backup.objects())
    yield from (digest for _, digest in backup.manifest.releases)


def _remove(folder: Path) -> None:
    """First its name, at once; then what is in it. A crash in between leaves something that is no backup."""
    gone = folder.with_name(f".half-{folder.name}")
    folder.rename(gone)
    shutil.rmtree(gone)
