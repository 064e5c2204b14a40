"""The restore drill with figures: `python -m tests.bench.drill`. Phones, backup, disaster, another place, refill; then kills in the middle.

``down`` is from the loss of the machine until the new one answers (two starts of a command and one of the server are in it);
``refill`` from then until the last entry that the backup did not hold is back.
"""

from __future__ import annotations

import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.bench.timing import tell
from tests.chaos.drill import Drill, Site, command, drill
from tests.support import databases
from tests.support.house import ROOT
from tests.support.houses import Builder
from webapp.backup.shelf import folders
from webapp.database import Database
from webapp.kernel.clock import SystemClock
from webapp.kernel.digest import sha256_hex
from webapp.kernel.ids import new_id
from webapp.uploads.adapters.local import LocalStore
from webapp.uploads.models import FileRow

PHONES, ENTRIES, OBJECTS, OBJECT_BYTES, KILLS = 8, 400, 500, 100_000, 10


def measure(folder: Path, builder: Builder, drills: int = 1, kills: int = 0) -> None:
    """Print the figures on SQLite and on PostgreSQL."""
    print(
        f"restore drill: {PHONES} phones, {ENTRIES} entries before and again after the backup, {OBJECTS} objects of {OBJECT_BYTES:,} bytes"
    )
    for number in range(drills):
        at = folder / f"sqlite-{number}"
        _told("SQLite", drill(builder, (Site.on_sqlite(at / "first"), Site.on_sqlite(at / "second")), (number, PHONES, ENTRIES), stock))
    with ExitStack() as held:
        server = held.enter_context(databases.cluster())
        for number in range(drills):
            at = folder / f"postgresql-{number}"
            addresses = [held.enter_context(databases.new_postgres_database(server, f"camtay_drill_{name}_{number}")) for name in "ab"]
            sites = (Site(at / "first", addresses[0]), Site(at / "second", addresses[1]))
            _told("PostgreSQL", drill(builder, sites, (number, PHONES, ENTRIES), stock))
    if kills:
        _kills(folder / "kills", builder, kills)
    print()


def stock(site: Site) -> None:
    """Give a centre files: random bytes with rows."""
    store, database, dossier, now = LocalStore(site.folder / "data" / "objects"), Database(site.url), new_id(), SystemClock().now()
    with database.transaction() as tx:
        for _ in range(OBJECTS):
            content, file = secrets.token_bytes(OBJECT_BYTES), new_id()
            store.put(f"files/{dossier}/{file}", content)
            said = {"sent_sha256": sha256_hex(content), "kept_sha256": sha256_hex(content), "sent_size": len(content), "size": len(content)}
            what = {"media_type": "image/jpeg", "width": 1, "height": 1, "pages": 1, "name_box": b"x", "brought_by": "keyholder:bench"}
            tx.add(FileRow(id=file, dossier=dossier, location=f"files/{dossier}/{file}", created_at=now, **said, **what))
    database.dispose()


def _told(what: str, done: Drill) -> None:
    report = done.report
    missing = [op for op in done.acked if op not in report.rows and op not in report.aside]
    missing += [op for op in report.ticked if op not in report.rows and op not in report.aside]
    lost = f"{len(done.lost_ids)} acked after it: {len(missing)} lost, {report.doubled} doubled, {len(report.faults)} faults"
    tell(f"{what}: backup of {done.entries_in_backup} entries", f"{done.backup_seconds:.1f} s", lost)
    tell(
        f"{what}: restore (down in all)",
        f"{done.restore_seconds:.1f} s",
        f"({done.down_seconds:.1f} s), then refill {done.refill_seconds:.1f} s",
    )
    assert report.sheets == report.rebuilt


def _kills(folder: Path, builder: Builder, number: int) -> None:
    """Kill the commands at random moments. What has a name must be whole; a restore goes on to the end."""
    first, second, keys = Site.on_sqlite(folder / "first"), Site.on_sqlite(folder / "second"), folder / "keys"
    builder.furnish(first.folder / "data")
    (first.folder / "data" / "keys").rename(keys)
    stock(first)
    settings = {"CAMTAY_KEYS": str(keys), "CAMTAY_BACKUPS": str(folder / "backups")}
    begun = time.monotonic()
    command(first, settings, "backup", "create")
    usual = time.monotonic() - begun
    random_ = random.Random(20261128)
    cut = sum(_killed(first, settings, "create", usual * (0.3 + 0.7 * random_.random())) for _ in range(number))
    whole = folders(folder / "backups")
    for one in whole:
        command(first, settings, "backup", "verify", str(one))
    cut_back = sum(_killed(second, settings, "restore", usual * (0.3 + 0.7 * random_.random())) for _ in range(number))
    if not (second.folder / "data" / "camtay.sqlite").exists():
        command(second, settings, "backup", "restore")
    command(second, settings, "audit", "verify")
    # Halves of a put that was killed lie among them; the nightly run takes those after a day.
    now, before = (_contents(site) for site in (second, first))
    assert now == before
    tell(
        f"kills: {number} of create, {number} of restore",
        f"{cut} + {cut_back} hit",
        f"{len(whole)} named backups, all whole; {len(now)} objects back",
    )


def _contents(site: Site) -> dict[str, str]:
    store = LocalStore(site.folder / "data" / "objects")
    return {place: sha256_hex(store.get(place)) for place, _ in store.places() if not place.endswith(".half")}


def _killed(site: Site, settings: dict[str, str], verb: str, after: float) -> bool:
    own = {"CAMTAY_DATA": str(site.folder / "data"), "CAMTAY_DATABASE_URL": site.url, "CAMTAY_DEMO": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    said = [sys.executable, "-m", "flask", "--app", "wsgi", "backup", verb]
    process = subprocess.Popen(said, cwd=ROOT, env=os.environ | own | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def main() -> None:
    """Run the drill ``argv[1]`` times on each database, and the kills."""
    from tests.bench.__main__ import commit, machine

    print(f"machine  {machine()}\ncommit   {commit()}\n")
    with tempfile.TemporaryDirectory() as folder:
        builder = Builder(Path(folder))
        measure(Path(folder) / "drill", builder, int(sys.argv[1]) if len(sys.argv) > 1 else 1, KILLS)


if __name__ == "__main__":
    main()
