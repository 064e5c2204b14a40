"""A backup: the rows first, at one moment; then the objects, so that each row of the copy has its object; then the proof.

Everything is written into a folder without a name. It gets its name when the copy was opened, walked through, and is on disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from webapp.backup.faults import BackupFault
from webapp.backup.files import alone, new_file, sha256_of, sync, work_folder, write_new
from webapp.backup.looking import facts_of, locations, look
from webapp.backup.manifest import Facts, Manifest, place_of_rows, write_manifest
from webapp.backup.pool import Kept, Pool, copy_objects, copy_one
from webapp.backup.rows import Rows
from webapp.backup.shelf import KEYS, MANIFEST, OBJECTS, ROWS, Backup, folders, name_of, open_backup, sweep
from webapp.backup.verifying import loaded, open_rows
from webapp.database import Database
from webapp.kernel.ids import new_id
from webapp.sealing import Keyring
from webapp.sealing.keyfiles import Keys, new_key, write_folder
from webapp.sealing.streams import seal_stream
from webapp.uploads.ports import Store

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Centre:
    """Everything of a running centre that goes into a backup. ``keys`` only when they are asked for."""

    database: Database
    rows: Rows
    store: Store
    keyring: Keyring
    release: str
    releases: Path
    keys: Keys | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A new backup, and how many contents were read for it."""

    backup: Backup
    read: int


def create_backup(centre: Centre, backups: Path, now: datetime) -> Made:
    """Make one backup while the centre works. Raises BackupFault; what was there before is untouched."""
    backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone(backups):
        sweep(backups)
        backup_id = new_id()
        with work_folder(backups / f".half-{backup_id}") as half:
            manifest, read = _fill(centre, backups, half, backup_id, now)
            write_new(half / MANIFEST, write_manifest(manifest, centre.keyring))
            sync(half)
            folder = backups / name_of(now, backup_id)
            half.rename(folder)
            sync(backups)
    return Made(open_backup(folder, centre.keyring), read)


def _fill(centre: Centre, backups: Path, half: Path, backup_id: str, now: datetime) -> tuple[Manifest, int]:
    with centre.database.reading() as db:
        before = facts_of(db)
    wrapped = _seal_rows(centre, half, backup_id)
    proof = _prove(centre, half, backup_id, wrapped)
    if proof.facts.head_seq < before.head_seq or proof.facts.incarnation != before.incarnation:
        raise BackupFault("the copy is older than the rows it was made from; nothing was kept")
    pool = Pool(backups)
    copied = _copy_objects(centre.store, pool, half / OBJECTS, _known(backups, centre.keyring), proof.locations)
    if centre.keys is not None:
        write_folder(half / KEYS, centre.keys)
    manifest = Manifest(
        id=backup_id,
        made_at=now.isoformat(timespec="seconds"),
        release=centre.release,
        database=centre.rows.kind,
        rows_sha256=sha256_of(half / ROWS),
        rows_key=wrapped,
        facts=proof.facts,
        objects=copied.count,
        object_bytes=copied.size,
        objects_sha256=sha256_of(half / OBJECTS),
        releases=tuple((path.name, pool.keep(path.read_bytes())) for path in sorted(centre.releases.glob("*.zip"))),
        # Erased meanwhile is not lost: then the row is gone as well.
        lost=tuple(sorted(copied.lost & locations(centre.database))),
        faults=proof.faults,
        with_keys=centre.keys is not None,
    )
    return manifest, copied.read


def _seal_rows(centre: Centre, half: Path, backup_id: str) -> str:
    """Copy the rows, seal the copy with a key of its own, and return that key, wrapped by the master (hex)."""
    key, place = new_key(), place_of_rows(backup_id)
    with work_folder(half / "clear") as work:
        centre.rows.copy(work / "rows")
        with (work / "rows").open("rb") as source, new_file(half / ROWS) as target:
            seal_stream(key, place, source, target)
    return centre.keyring.wrap(key, place).hex()


@dataclass(frozen=True, slots=True)
class _Proof:
    """What the sealed copy said when it was opened again."""

    facts: Facts
    faults: tuple[str, ...]
    locations: frozenset[str]


def _prove(centre: Centre, half: Path, backup_id: str, wrapped: str) -> _Proof:
    """Faults of the rows themselves do not stop a backup: it may be the last one there is. They are written into it and told."""
    with work_folder(half / "check") as work:
        copy = open_rows(half / ROWS, backup_id, wrapped, centre.keyring, work)
        with loaded(copy, centre.rows) as database:
            facts, faults = look(database, centre.keyring)
            return _Proof(facts, faults, locations(database))


def _known(backups: Path, keyring: Keyring) -> dict[tuple[str, str], Kept]:
    """Return the objects of the newest backup that can still be read, by place and time."""
    for folder in reversed(folders(backups)):
        try:
            return {(kept.place, kept.written): kept for kept in open_backup(folder, keyring).objects()}
        except BackupFault:
            continue
    return {}


@dataclass(slots=True)
class _Copied:
    """How many objects are in the list, how many contents were read for it, and which rows found nothing."""

    count: int = 0
    size: int = 0
    read: int = 0
    lost: frozenset[str] = frozenset()


def _copy_objects(store: Store, pool: Pool, path: Path, known: dict[tuple[str, str], Kept], wanted: frozenset[str]) -> _Copied:
    told, left = _Copied(), set(wanted)
    with new_file(path) as lines:

        def take(kept: Kept, read: bool) -> None:
            lines.write(kept.line.encode())
            left.discard(kept.place)
            told.count, told.size, told.read = told.count + 1, told.size + kept.size, told.read + read

        for kept, read in copy_objects(store, pool, known):
            take(kept, read)
        # A bucket may list late what it has had for long.
        for place in sorted(left):
            if (found := copy_one(store, pool, place, LONG_AGO)) is not None:
                take(found, True)
    told.lost = frozenset(left)
    return told
