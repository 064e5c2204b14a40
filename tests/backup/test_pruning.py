"""Old backups go, with what only they named; the newest whole one stays whatever its age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.backup.centres import add_file, backs_up, says, with_dossier
from tests.support.houses import House
from webapp.backup.pruning import kept_of
from webapp.backup.shelf import folders
from webapp.uploads.models import FileRow

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_all_of_two_days_one_a_day_of_thirty_and_none_older() -> None:
    every = [(NOW - timedelta(hours=hours), Path(str(hours))) for hours in range(0, 24 * 40, 6)]
    kept = sorted(int(path.name) for path in kept_of(every, NOW))
    assert kept[:9] == [0, 6, 12, 18, 24, 30, 36, 42, 48]
    later = kept[9:]
    assert max(later) <= 24 * 30
    days = [(NOW - timedelta(hours=hours)).date() for hours in later]
    assert len(days) == len(set(days)) >= 28


def test_contents_go_with_the_last_backup_that_names_them(house: House) -> None:
    _, dossier = with_dossier(house)
    staying, going = add_file(house, dossier), add_file(house, dossier)
    backs_up(house)
    house.made.store.delete(going.location)
    with house.database.transaction() as tx:
        tx.delete(tx.get(FileRow, going.id))
    house.clock.forward(days=40)
    newest = backs_up(house)
    assert says(house, "prune").output == "1 backups and 1 contents removed\n"
    assert folders(house.made.settings.backups) == [newest.folder]
    assert [kept.place for kept in newest.objects()] == [staying.location]
    assert says(house, "verify").exit_code == 0


def test_the_newest_whole_backup_stays_for_ever(house: House) -> None:
    with_dossier(house)
    backs_up(house)
    house.clock.forward(days=400)
    assert says(house, "prune").output.startswith("0 backups")
    assert says(house, "verify").exit_code == 0
