"""The folder of all backups. A backup is a folder with a signed manifest; it gets its name only when it is whole.

::

    backups/
      objects/<2 hex>/<sha256>          contents, shared by all backups
      2026-11-28T010203Z-1a2b3c4d/      one backup: manifest.json, rows.sealed, objects.txt [, keys/]
      .half-…/  .check-…/               what a command is at, or was at when the power went
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from webapp.backup.faults import BackupFault
from webapp.backup.files import sha256_of
from webapp.backup.manifest import Manifest, read_manifest
from webapp.backup.pool import Kept, Pool
from webapp.sealing import Keyring

MANIFEST: Final = "manifest.json"
ROWS: Final = "rows.sealed"
OBJECTS: Final = "objects.txt"
KEYS: Final = "keys"
NEWEST: Final = "newest"
NAMED: Final = "%Y-%m-%dT%H%M%SZ"
NOT_A_BACKUP: Final = (".half-", ".check-")


@dataclass(frozen=True, slots=True)
class Backup:
    """One whole backup."""

    folder: Path
    manifest: Manifest

    @property
    def pool(self) -> Pool:
        """The contents it names."""
        return Pool(self.folder.parent)

    def objects(self) -> Iterator[Kept]:
        """Yield its objects. Raises BackupFault when the list was changed."""
        path = self.folder / OBJECTS
        if not path.is_file() or sha256_of(path) != self.manifest.objects_sha256:
            raise BackupFault(f"{path} is not the list that the manifest names")
        with path.open(encoding="utf-8") as lines:
            yield from map(Kept.of_line, lines)

    def rows(self) -> Path:
        """Return the sealed copy of the rows. Raises BackupFault when it was changed."""
        path = self.folder / ROWS
        if not path.is_file() or sha256_of(path) != self.manifest.rows_sha256:
            raise BackupFault(f"{path} is not the copy that the manifest names")
        return path


def name_of(at: datetime, backup_id: str) -> str:
    """Return the name of a new backup: names sort by time."""
    return f"{at.astimezone(UTC).strftime(NAMED)}-{backup_id[-8:]}"


def folders(backups: Path) -> list[Path]:
    """Return the folders of whole backups, oldest first."""
    return sorted(path.parent for path in backups.glob(f"[0-9]*/{MANIFEST}"))


def open_backup(folder: Path, keyring: Keyring) -> Backup:
    """Read one backup. Raises BackupFault."""
    if folder.name.startswith(NOT_A_BACKUP) or not (folder / MANIFEST).is_file():
        raise BackupFault(f"{folder} is not a whole backup: it has no {MANIFEST}")
    return Backup(folder, read_manifest((folder / MANIFEST).read_bytes(), keyring))


def find(backups: Path, said: str) -> Path:
    """Return the folder that somebody named: a path, a name among the backups, or "newest". Raises BackupFault."""
    if said == NEWEST:
        there = folders(backups)
        if not there:
            raise BackupFault(f"there is no backup in {backups}")
        return there[-1]
    named = backups / said
    return named if named.is_dir() else Path(said).resolve()


def sweep(backups: Path) -> None:
    """Remove what a command left when the power went. The caller holds the folder."""
    for prefix in NOT_A_BACKUP:
        for left in backups.glob(f"{prefix}*"):
            shutil.rmtree(left)
