"""The drill: phones write, a backup is made, they write on, the machine and its data are destroyed, the backup comes back elsewhere.

The keys lie apart from the data, as they should. Phones are the real core and never told of anything.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from tests.chaos.storm import Crowd, Report, centre, look, told
from tests.support.harbours import Harbour
from tests.support.house import ROOT
from tests.support.houses import Builder
from webapp.database import Database
from webapp.dossiers.log import ENTRIES
from webapp.sealing import Keyring
from webapp.sync.incarnation import incarnation_of

MACHINE = "machine"
PATIENCE, LONGEST = 180.0, 3600.0


Stock = Callable[["Site"], None]


@dataclass
class Site:
    """One centre: its folder, and its rows when they lie elsewhere."""

    folder: Path
    url: str

    @classmethod
    def on_sqlite(cls, folder: Path) -> Site:
        """A centre that keeps everything in one folder."""
        return cls(folder, f"sqlite:///{folder / 'data' / 'camtay.sqlite'}")


@dataclass
class Drill:
    """What happened. Times in seconds; ``lost_ids`` were acked by the first centre after the backup and are not in it."""

    report: Report
    backup_seconds: float = 0.0
    restore_seconds: float = 0.0
    down_seconds: float = 0.0
    refill_seconds: float = 0.0
    entries_in_backup: int = 0
    acked: dict[str, str] = field(default_factory=dict)
    lost_ids: frozenset[str] = frozenset()
    incarnations: tuple[str, str] = ("", "")


def drill(builder: Builder, sites: tuple[Site, Site], load: tuple[int, int, float], stock: Stock | None = None) -> Drill:
    """Run it with ``load``: seed, phones, entries before and again after the backup. ``stock`` fills the first centre before."""
    first, second = sites
    keys, backups = first.folder.parent / "keys", first.folder.parent / "backups"
    settings = {"CAMTAY_KEYS": str(keys), "CAMTAY_BACKUPS": str(backups)}
    builder.furnish(first.folder / "data")
    shutil.move(first.folder / "data" / "keys", keys)
    done = Drill(Report(load[0]))
    harbour = Harbour(first.folder, settings | {"CAMTAY_DATABASE_URL": first.url}).start()
    with contextlib.ExitStack() as afterwards:
        afterwards.callback(lambda: harbour.kill())
        if stock is not None:
            stock(first)
        said = told(builder, harbour.base, load[0], load[1], LONGEST) | {"centre": centre(keys)}
        phones = afterwards.enter_context(Crowd(said, done.report, keys.parent / "phones.log"))
        _until(lambda: len(_entries(first)[0]) >= load[2])
        done.backup_seconds = _timed(lambda: command(first, settings, "backup", "create"))
        before = len(_entries(first)[0])
        _until(lambda: len(_entries(first)[0]) >= before + load[2])
        harbour.kill()
        struck = time.monotonic()
        _destroy(first, keys, done)
        done.restore_seconds = _timed(lambda: command(second, settings, "backup", "restore"))
        _came_back(second, done)
        harbour = Harbour(second.folder, settings | {"CAMTAY_DATABASE_URL": second.url}, harbour.port).start()
        done.down_seconds = time.monotonic() - struck
        done.refill_seconds = _refill(second, done, phones)
        harbour.stop()
        database = Database(second.url)
        look(database, Keyring.from_folder(keys, make=False), done.report)
        database.dispose()
    return done


def command(site: Site, settings: Mapping[str, str], *words: str) -> str:
    """Run a command of the house, as cron does, and return what it printed."""
    own = {"CAMTAY_DATA": str(site.folder / "data"), "CAMTAY_DATABASE_URL": site.url, "CAMTAY_DEMO": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    said = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    done = subprocess.run(said, cwd=ROOT, env=os.environ | own | settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _destroy(site: Site, keys: Path, done: Drill) -> None:
    """Write down what the centre had acked, then let nothing of it be left."""
    done.acked, incarnation = _entries(site)
    done.incarnations = (incarnation, "")
    shutil.rmtree(site.folder / "data")
    assert keys.is_dir()


def _came_back(site: Site, done: Drill) -> None:
    there, incarnation = _entries(site)
    done.lost_ids = frozenset(done.acked) - frozenset(there)
    done.entries_in_backup = len(there)
    done.incarnations = (done.incarnations[0], incarnation)


def _entries(site: Site) -> tuple[dict[str, str], str]:
    """Return the entries that people wrote (id: hash), and the incarnation."""
    database = Database(site.url)
    with database.reading() as db:
        found = {row.id: row.box_hash for row in db.execute(select(ENTRIES.c.id, ENTRIES.c.box_hash).where(ENTRIES.c.device != MACHINE))}
        incarnation = incarnation_of(db)
    database.dispose()
    return found, incarnation


def _refill(site: Site, done: Drill, phones: Crowd) -> float:
    """Let everybody open the page and send; return the seconds until the last lost entry was back."""
    begun, back = time.monotonic(), threading.Event()
    sending = threading.Thread(target=phones.drain)
    sending.start()
    while sending.is_alive() and not back.is_set():
        if done.lost_ids <= frozenset(_entries(site)[0]):
            back.set()
        sending.join(0.1)
    seconds = time.monotonic() - begun
    sending.join()
    return seconds


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.1)


def _timed(act: Callable[[], object]) -> float:
    begun = time.monotonic()
    act()
    return time.monotonic() - begun
