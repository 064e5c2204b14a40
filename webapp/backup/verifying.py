"""A backup is verified by opening it: the sealed rows are opened, loaded and walked through, every content is read and hashed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from webapp.backup.faults import BackupFault
from webapp.backup.files import alone, new_file, work_folder
from webapp.backup.looking import look
from webapp.backup.manifest import Manifest, place_of_rows
from webapp.backup.pool import Damaged
from webapp.backup.rows import Rows, bring_up_to_date
from webapp.backup.shelf import Backup
from webapp.database import Database
from webapp.sealing import Keyring, Unopenable
from webapp.sealing.streams import open_stream

OPENED = "rows"


def verify_backup(backup: Backup, rows: Rows, keyring: Keyring) -> list[str]:
    """Return everything that is wrong with a backup. Raises BackupFault when it cannot be opened at all."""
    backups = backup.folder.parent
    with alone(backups), work_folder(backups / f".check-{backup.manifest.id}") as work:
        faults = list(faults_of_rows(opened_copy(backup, keyring, work), backup.manifest, rows, keyring))
    return [*faults, *faults_of_objects(backup)]


def opened_copy(backup: Backup, keyring: Keyring, work: Path) -> Path:
    """Open the rows of a backup into the folder ``work``. Raises BackupFault."""
    return open_rows(backup.rows(), backup.manifest.id, backup.manifest.rows_key, keyring, work)


def open_rows(sealed: Path, backup_id: str, wrapped: str, keyring: Keyring, work: Path) -> Path:
    """Open the copy of the rows into the folder ``work``, which only we read. Raises BackupFault."""
    try:
        place = place_of_rows(backup_id)
        key = keyring.unwrap(bytes.fromhex(wrapped), place)
        with sealed.open("rb") as source, new_file(work / OPENED) as target:
            open_stream(key, place, source, target)
    except Unopenable:
        raise BackupFault("no master key of this centre opens the rows: the keys folder of then is needed (old keys stay valid)") from None
    return work / OPENED


@contextmanager
def loaded(copy: Path, rows: Rows) -> Iterator[Database]:
    """Open a copy as a database, with the tables of this release."""
    with rows.opened(copy) as database:
        bring_up_to_date(database)
        yield database


def faults_of_rows(copy: Path, manifest: Manifest, rows: Rows, keyring: Keyring) -> Iterator[str]:
    """Yield what is wrong with an opened copy: inside, or against what the manifest says."""
    if rows.kind != manifest.database:
        raise BackupFault(f"the backup is of {manifest.database} and the settings name {rows.kind}: it goes back to where it came from")
    with loaded(copy, rows) as database:
        facts, faults = look(database, keyring)
    yield from faults
    if facts != manifest.facts:
        yield f"the manifest says {manifest.facts}, the copy says {facts}"


def faults_of_objects(backup: Backup) -> Iterator[str]:
    """Yield each object whose content is missing or changed, and those that were lost before the backup was made."""
    count = size = 0
    for kept in backup.objects():
        count, size = count + 1, size + kept.size
        try:
            if len(backup.pool.content(kept.sha256)) != kept.size:
                yield f"{kept.place}: another length"
        except Damaged as fault:
            yield f"{kept.place}: {fault}"
    if (count, size) != (backup.manifest.objects, backup.manifest.object_bytes):
        yield f"the manifest says {backup.manifest.objects} objects, the list has {count}"
