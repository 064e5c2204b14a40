"""A half, changed or foreign backup is never taken for a whole one, and a place where something is is never overwritten."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.backup.centres import NAME, Moved, add_file, backs_up, says, with_dossier
from tests.support.houses import House
from tests.sync.asking import count
from webapp.backup.faults import BackupFault
from webapp.backup.restoring import restore_backup
from webapp.backup.rows import bring_up_to_date, rows_of
from webapp.backup.shelf import Backup, folders, open_backup
from webapp.backup.verifying import verify_backup
from webapp.dossiers.models import EntryRow
from webapp.kernel.problems import NotKept
from webapp.sealing import Keyring
from webapp.sealing.keyfiles import Keys, new_key
from webapp.uploads.ports import Store

Elsewhere = Callable[[], Moved]


@pytest.fixture
def backup(house: House) -> Backup:
    """A backup with two objects."""
    _, dossier = with_dossier(house)
    add_file(house, dossier)
    add_file(house, dossier)
    return backs_up(house)


@pytest.fixture
def there(house: House, tmp_path: Path) -> Moved:
    return Moved(house, tmp_path / "elsewhere", None)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def first_content(backup: Backup) -> Path:
    digest = next(backup.objects()).sha256
    return backup.folder.parent / "objects" / digest[:2] / digest


DAMAGE: dict[str, Callable[[Backup], None]] = {
    "rows changed": lambda one: flip(one.folder / "rows.sealed"),
    "rows cut": lambda one: cut(one.folder / "rows.sealed"),
    "rows gone": lambda one: (one.folder / "rows.sealed").unlink(),
    "list cut": lambda one: (one.folder / "objects.txt").write_text(next(iter((one.folder / "objects.txt").read_text().splitlines(True)))),
    "manifest changed": lambda one: (one.folder / "manifest.json").write_text(
        (one.folder / "manifest.json").read_text().replace('"entries": 2', '"entries": 1')
    ),
    "manifest cut": lambda one: cut(one.folder / "manifest.json"),
    "no manifest": lambda one: (one.folder / "manifest.json").unlink(),
    "object changed": lambda one: flip(first_content(one)),
    "object cut": lambda one: cut(first_content(one)),
    "object gone": lambda one: first_content(one).unlink(),
}


# proves FM 57
@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_found_and_nothing_comes_back_from_it(house: House, backup: Backup, there: Moved, damage: str) -> None:
    assert says(house, "verify").exit_code == 0
    DAMAGE[damage](backup)
    assert says(house, "verify", str(backup.folder)).exit_code == 1
    told = says(there.house, "restore", str(backup.folder))
    assert told.exit_code == 1
    assert "Traceback" not in told.output
    there.target.rows.require_empty()


def test_what_can_be_saved_of_a_damaged_backup_is_saved_when_somebody_says_so(house: House, backup: Backup, there: Moved) -> None:
    first_content(backup).unlink()
    told = says(there.house, "restore", str(backup.folder), "--despite-faults")
    assert told.exit_code == 0, told.output
    assert "is missing in the backup" in told.output
    assert count(there.house)[0] == 2
    assert len(list(there.house.made.store.places())) == 1


def test_faults_of_the_centre_itself_are_told_and_stop_no_backup(house: House, there: Moved) -> None:
    """It may be the last one there is."""
    with_dossier(house)
    with house.database.transaction() as tx:
        tx.execute(update(EntryRow).where(EntryRow.server_seq == 2).values(by="keyholder:somebody"))
    told = says(house, "create")
    assert told.exit_code == 1
    assert "log 2: chain" in told.output
    [folder] = folders(house.made.settings.backups)
    assert "1 faults" in says(house, "list").output
    with pytest.raises(BackupFault, match="--despite-faults"):
        restore_backup(open_backup(folder, house.made.keyring), there.target)


# proves FM 57, FM 58
def test_a_backup_that_was_cut_off_has_no_name_and_the_next_one_sweeps_it_away(house: House, backup: Backup) -> None:
    backups = backup.folder.parent

    class Dying:
        """The machine stops in the middle of the objects."""

        def __init__(self, store: Store) -> None:
            self._store = store

        def places(self) -> object:
            yield from list(self._store.places())[:1]
            raise KeyboardInterrupt

        def __getattr__(self, name: str) -> object:
            return getattr(self._store, name)

    with pytest.raises(KeyboardInterrupt):
        backs_up(house, store=Dying(house.made.store))
    assert folders(backups) == [backup.folder]
    # What a loss of power leaves: everything but the name.
    left = backups / ".half-0190f000-0000-7000-8000-000000000001"
    shutil.copytree(backup.folder, left)
    assert folders(backups) == [backup.folder]
    assert says(house, "restore", str(left)).exit_code == 1
    with pytest.raises(BackupFault, match="not a whole backup"):
        open_backup(left, house.made.keyring)
    backs_up(house)
    assert not left.exists()
    assert not [path for path in backups.iterdir() if path.name.startswith(".")]


# proves FM 57
def test_a_place_where_rows_are_is_never_written_over(centre: House, elsewhere: Elsewhere) -> None:
    with_dossier(centre)
    backup = backs_up(centre)
    there = elsewhere()
    restore_backup(backup, there.target)
    with_dossier(there.house)
    before = count(there.house)
    told = says(there.house, "restore", str(backup.folder))
    assert told.exit_code == 1
    assert "never goes over rows that exist" in told.output
    assert count(there.house) == before
    assert says(centre, "restore").exit_code == 1


def test_a_store_that_holds_something_else_is_not_filled(backup: Backup, there: Moved) -> None:
    there.house.made.store.put("files/0190f000/somebodys", b"x")
    with pytest.raises(BackupFault, match="somebodys"):
        restore_backup(backup, there.target)
    there.target.rows.require_empty()


def test_a_store_that_outlived_the_rows_keeps_what_came_after_the_backup(house: House, backup: Backup, there: Moved) -> None:
    later = "files/0190f000/came-after-the-backup"
    there.house.made.store.put(later, b"sealed")
    told = says(there.house, "restore", str(backup.folder), "--keep-objects")
    assert told.exit_code == 0, told.output
    assert {place for place, _ in there.house.made.store.places()} == {later, *(kept.place for kept in backup.objects())}


# proves FM 58
def test_a_way_back_that_was_stopped_is_done_again_to_the_end(house: House, backup: Backup, there: Moved) -> None:
    from dataclasses import replace

    class Full:
        """A disk that is full after one object."""

        def __init__(self, store: Store) -> None:
            self._store, self.room = store, 1

        def put(self, place: str, content: bytes) -> None:
            if not self.room:
                raise NotKept
            self.room -= 1
            self._store.put(place, content)

        def __getattr__(self, name: str) -> object:
            return getattr(self._store, name)

    target = there.target
    with pytest.raises(NotKept):
        restore_backup(backup, replace(target, store=Full(target.store)))  # type: ignore[arg-type]
    target.rows.require_empty()
    back = restore_backup(backup, target)
    assert (back.objects, count(there.house)[0]) == (2, 2)
    assert not (there.house.data / ".restore").exists()


def test_a_full_disk_is_told_and_leaves_no_backup(house: House, backup: Backup, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("webapp.backup.files.os.fsync", full)
        told = says(house, "create")
    assert told.exit_code == 1
    assert "No space left on device" in told.output
    assert folders(backup.folder.parent) == [backup.folder]
    assert not [path for path in backup.folder.parent.iterdir() if path.name.startswith(".")]


def test_a_copy_of_a_later_release_is_told_so(house: House, backup: Backup) -> None:
    with house.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(BackupFault, match="later release"):
        bring_up_to_date(house.database)


def test_other_keys_open_nothing(house: House, backup: Backup) -> None:
    others = Keyring(Keys({1: new_key()}, new_key(), new_key()))
    with pytest.raises(BackupFault, match="CAMTAY_KEYS"):
        open_backup(backup.folder, others)


def test_after_a_rotation_of_the_master_key_older_backups_still_open(house: House, backup: Backup) -> None:
    house.runner_says("keys", "rotate")
    again = Keyring.from_folder(house.data / "keys", make=False)
    assert verify_backup(open_backup(backup.folder, again), rows_of(house.made.settings.database_url), again) == []
    assert says(house, "create").exit_code == 0


def everything_in(folder: Path) -> bytes:
    return b"\0".join(path.name.encode() + b"\0" + path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_no_key_and_no_name_stands_in_a_backup_in_clear(house: House, backup: Backup) -> None:
    from webapp.kernel.text import fold

    kept = everything_in(backup.folder.parent)
    keys = [path.read_text() for path in (house.data / "keys").glob("*.key")]
    assert len(keys) == 3
    assert not [key for key in keys if key.encode() in kept or bytes.fromhex(key) in kept]
    assert not [name for name in (NAME, fold(NAME), NAME.upper()) if name.encode() in kept]
    assert b"SQLite format" not in kept
    assert all(path.stat().st_mode & 0o077 == 0 for path in backup.folder.parent.rglob("*"))


def test_keys_come_along_only_when_asked_for_and_then_a_new_machine_needs_nothing_else(house: House, tmp_path: Path) -> None:
    from tests.support.houses import demo_settings
    from webapp.assembly import create_app, parts_of
    from webapp.cli.commands import register_commands

    with_dossier(house)
    assert says(house, "create", "--with-keys").exit_code == 0
    [folder] = folders(house.made.settings.backups)
    settings = demo_settings(tmp_path / "new")
    made = parts_of(settings)
    fresh = {path.name: path.read_text() for path in settings.keys_folder.glob("*.key")}
    runner = register_commands(create_app(settings, made)).test_cli_runner()
    assert "did not make this backup" in runner.invoke(args=["backup", "restore", str(folder)]).output
    told = runner.invoke(args=["backup", "restore", str(folder), "--with-keys"])
    assert told.exit_code == 0, told.output
    for path in (house.data / "keys").glob("*.key"):
        assert (settings.keys_folder / path.name).read_text() == path.read_text()
    aside = tmp_path / "new" / f"keys.before-{folder.name}"
    assert {path.name: path.read_text() for path in aside.glob("*.key")} == fresh
    made.database.dispose()
    again = parts_of(settings)
    assert "the log is whole" in register_commands(create_app(settings, again)).test_cli_runner().invoke(args=["audit", "verify"]).output
    again.database.dispose()
