"""The way back: only into a place where nothing is, and only after the backup was proved whole.

Objects first, then the rows in one step, already with a new incarnation: at no moment is there a row without its object, or
a centre that would tell phones that nothing happened. Stopped anywhere, it can be done again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from webapp.backup.faults import BackupFault
from webapp.backup.files import sync, work_folder, write_new
from webapp.backup.pool import HALF, Damaged
from webapp.backup.rows import Rows
from webapp.backup.shelf import Backup
from webapp.backup.verifying import faults_of_objects, faults_of_rows, opened_copy
from webapp.kernel.digest import sha256_hex
from webapp.sealing import Keyring
from webapp.uploads.ports import Missing, Store

WORK: Final = ".restore"


@dataclass(frozen=True, slots=True)
class Target:
    """The new centre, as the settings name it."""

    data: Path
    rows: Rows
    store: Store
    keyring: Keyring
    releases: Path


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. ``faults`` is empty unless somebody took a backup with faults knowingly."""

    incarnation: str
    objects: int
    faults: tuple[str, ...]


def restore_backup(backup: Backup, target: Target, *, despite_faults: bool = False, keep_objects: bool = False) -> Restored:
    """Bring a backup back. Raises BackupFault, and then nothing serves from there: the rows are put back last.

    ``keep_objects``: the store outlived the rows; what came into it after the backup stays, and finds its rows again when phones
    have given back the operations that name it (``retention run``).
    """
    target.rows.require_empty()
    if not keep_objects:
        _require_no_foreign_objects(backup, target.store)
    with _work(target.data) as work:
        copy = opened_copy(backup, target.keyring, work)
        faults = [*faults_of_rows(copy, backup.manifest, target.rows, target.keyring), *faults_of_objects(backup)]
        if faults and not despite_faults:
            listed = "\n".join(faults)
            raise BackupFault(f"{listed}\nthe backup has these faults: take another one, or this one with --despite-faults")
        objects = _put_objects(backup, target.store)
        _put_releases(backup, target.releases)
        target.rows.require_empty()
        incarnation = target.rows.put_back(copy)
    return Restored(incarnation, objects, tuple(faults))


@contextmanager
def _work(data: Path) -> Iterator[Path]:
    """A folder beside where the rows will be, so that they only change their name; what a crash left there goes first."""
    shutil.rmtree(data / WORK, ignore_errors=True)
    with work_folder(data / WORK) as work:
        yield work


def _require_no_foreign_objects(backup: Backup, store: Store) -> None:
    """What a restore that was stopped has put there may stay; anything else belongs to somebody."""
    ours = {kept.place for kept in backup.objects()}
    foreign = next((place for place, _ in store.places() if place not in ours and not place.endswith(HALF)), None)
    if foreign is not None:
        raise BackupFault(
            f"the store holds objects that are not of this backup ({foreign}): name an empty one in CAMTAY_STORE_URL "
            "(or a new CAMTAY_DATA); if it is the store of this centre, which outlived the rows: --keep-objects"
        )


def _put_objects(backup: Backup, store: Store) -> int:
    number = 0
    for kept in backup.objects():
        if _is_there(store, kept.place, kept.sha256):
            number += 1
            continue
        try:
            store.put(kept.place, backup.pool.content(kept.sha256))
        except Damaged:
            continue  # told among the faults before
        number += 1
    return number


def _is_there(store: Store, place: str, digest: str) -> bool:
    try:
        return sha256_hex(store.get(place)) == digest
    except Missing:
        return False


def _put_releases(backup: Backup, folder: Path) -> None:
    """Earlier releases, so that pages which phones keep still find their scripts. A damaged one is left out: phones update."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, digest in backup.manifest.releases:
        path = folder / Path(name).name
        if path.exists():
            continue
        half = path.with_name(f".{path.stem}.restore.half")
        half.unlink(missing_ok=True)
        try:
            write_new(half, backup.pool.content(digest))
        except Damaged:
            continue
        half.rename(path)
    sync(folder)
