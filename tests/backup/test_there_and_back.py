"""A centre is copied while it works, and comes back elsewhere: every row, every object, and phones give back the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.backup.centres import Moved, add_file, backs_up, centre_of, content_of, says, with_dossier
from tests.support.houses import House
from tests.sync.asking import count, projections, require_whole, sheet_of
from tests.sync.pockets import Pocket
from webapp.backup.restoring import restore_backup
from webapp.backup.rows import rows_of
from webapp.backup.shelf import folders
from webapp.backup.verifying import verify_backup
from webapp.sync.incarnation import incarnation_of
from webapp.uploads.models import FileRow
from webapp.uploads.ports import Store

Elsewhere = Callable[[], Moved]


class Watched:
    """A store that remembers what was asked."""

    def __init__(self, store: Store) -> None:
        self._store, self.read = store, list[str]()

    def get(self, place: str) -> bytes:
        self.read.append(place)
        return self._store.get(place)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


# proves FM 57, I1, I9, I10
def test_a_backup_made_while_phones_write_is_one_moment_with_every_object_of_its_rows(centre: House, elsewhere: Elsewhere) -> None:
    _, dossier = with_dossier(centre)
    add_file(centre, dossier)
    stop, written = threading.Event(), []

    def writes() -> None:
        hand = Pocket(centre)
        while not stop.is_set():
            new, start = hand.begins()
            hand.sends(start, *(hand.sets(new, "owner.name", f"Người {number}") for number in range(5)))
            written.append(add_file(centre, new))

    hands = [threading.Thread(target=writes) for _ in range(2)]
    for hand in hands:
        hand.start()
    before = count(centre)[0]
    try:
        while len(written) < 3:
            stop.wait(0.01)
        backup = backs_up(centre)
    finally:
        stop.set()
        for hand in hands:
            hand.join()
    facts = backup.manifest.facts
    assert before < facts.entries == facts.head_seq < count(centre)[0]
    assert (backup.manifest.lost, backup.manifest.faults) == ((), ())
    assert verify_backup(backup, rows_of(centre.made.settings.database_url), centre.made.keyring) == []
    there = elsewhere()
    restore_backup(backup, there.target)
    assert count(there.house)[0] == facts.entries
    with there.house.database.reading() as db:
        rows = list(db.scalars(select(FileRow)))
        db.expunge_all()
    assert len(rows) == facts.files > 1
    assert all(content_of(there.house, row) == content_of(centre, row) for row in rows)
    require_whole(there.house)
    shown = projections(there.house)
    assert there.house.runner_says("dossiers", "rebuild").startswith(f"{facts.dossiers} dossiers")
    assert projections(there.house) == shown


# proves FM 35, FM 57, I1, I2
def test_phones_give_back_what_they_wrote_after_the_backup_by_the_commands_alone(centre: House, elsewhere: Elsewhere) -> None:
    from tests.sync.test_restoring import Keeping

    phone = Keeping(centre)
    dossier, start = phone.begins()
    phone.sends(start)
    made = says(centre, "create")
    assert made.exit_code == 0, made.output
    phone.sends(phone.sets(dossier, "owner.name", "TRẦN THỊ SÓNG"))
    there = elsewhere().house
    back = says(there, "restore", "--in", str(centre.made.settings.backups))
    assert back.exit_code == 0, back.output
    with centre.database.reading() as old, there.database.reading() as new:
        assert incarnation_of(old) != incarnation_of(new)
        assert incarnation_of(new) in back.output
    assert count(there)[0] == 1
    phone.house, phone.browser = there, there.browser()
    phone.gives_back()
    assert sheet_of(there, dossier).answers["owner.name", None] == "TRẦN THỊ SÓNG"
    assert count(there)[0] == 2
    require_whole(there)


def test_what_an_earlier_backup_holds_is_not_read_again_and_older_backups_stay_whole(house: House) -> None:
    _, dossier = with_dossier(house)
    rows = [add_file(house, dossier) for _ in range(3)]
    first = backs_up(house)
    house.made.store.delete(rows[0].location)
    with house.database.transaction() as tx:
        tx.delete(tx.get(FileRow, rows[0].id))
    fresh = add_file(house, dossier)
    watched = Watched(house.made.store)
    second = backs_up(house, store=watched)
    assert watched.read == [fresh.location]
    assert (first.manifest.objects, second.manifest.objects) == (3, 3)
    for backup in (first, second):
        assert verify_backup(backup, rows_of(house.made.settings.database_url), house.made.keyring) == []


def test_an_object_that_is_gone_is_told_and_one_erased_meanwhile_is_not(house: House) -> None:
    _, dossier = with_dossier(house)
    gone, erased = add_file(house, dossier), add_file(house, dossier)
    store = house.made.store
    store.delete(gone.location)

    class Erasing(Watched):
        """Between the copy of the rows and that of the objects somebody erases a file, row and all."""

        def places(self) -> object:
            with house.database.transaction() as tx:
                tx.delete(tx.get(FileRow, erased.id))
            store.delete(erased.location)
            return store.places()

    assert backs_up(house, store=Erasing(store)).manifest.lost == (gone.location,)
    told = says(house, "create")
    assert told.exit_code == 1
    assert f"{gone.location}: the object is gone" in told.output
    assert len(folders(house.made.settings.backups)) == 2


def test_two_backups_at_once_are_one_after_the_other_or_told_so(house: House) -> None:
    from webapp.backup.files import alone

    backups = house.made.settings.backups
    backups.mkdir()
    with alone(backups):
        told = says(house, "create")
    assert told.exit_code == 1
    assert "another backup command" in told.output
    assert says(house, "create").exit_code == 0


def test_an_earlier_release_stays_served_after_the_way_back(house: House, tmp_path: object) -> None:
    old = house.data / "releases" / "0123456789ab.zip"
    old.write_bytes(b"an archive of months ago")
    backup = backs_up(house)
    there = Moved(house, house.data.parent / "elsewhere", None)
    restore_backup(backup, there.target)
    assert (there.house.data / "releases" / old.name).read_bytes() == old.read_bytes()
    there.close()


def test_a_backup_of_one_database_does_not_go_into_the_other(house: House, postgres_server: str, tmp_path: object) -> None:
    from tests.support import databases
    from webapp.backup.faults import BackupFault

    backup = backs_up(house)
    with databases.new_postgres_database(postgres_server, "camtay_other_sort") as address:
        there = Moved(house, house.data.parent / "elsewhere", address)
        with pytest.raises(BackupFault, match="is of sqlite"):
            restore_backup(backup, there.target)
        there.target.rows.require_empty()
        there.close()


def test_the_list_tells_of_every_backup(house: House) -> None:
    _, dossier = with_dossier(house)
    add_file(house, dossier)
    backs_up(house)
    assert says(house, "create", "--with-keys").exit_code == 0
    told = says(house, "list").output.splitlines()
    assert len(told) == 2
    assert all("2 entries  1 dossiers  1 objects" in line for line in told)
    # Both are of one second: which stands first is chance.
    assert sorted(line.endswith("WITH KEYS") for line in told) == [False, True]
    assert says(house, "verify").output.startswith("whole: ")
    assert centre_of(house).keys is None
