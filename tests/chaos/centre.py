"""A centre that is struck: killed, its disk full, its clock set, its services cut, rights ended, forms renewed, all of it lost."""

from __future__ import annotations

import errno
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sqlalchemy import select, update

from tests.chaos.bad_machine import BadMachine
from tests.chaos.drill import command
from tests.chaos.places import Places, Site
from tests.support.harbours import Harbour
from tests.support.house import ROOT
from tests.support.houses import Builder
from webapp.database import Database
from webapp.dossiers.access import GRANTS
from webapp.dossiers.models import DossierRow
from webapp.dossiers.states import State
from webapp.sealing import Keyring
from webapp.settings import Settings
from webapp.uploads.ports import Store
from webapp.uploads.stores import open_store

DAY = 86400
STRIKES = ("kill", "disk", "clock", "store", "rows", "rights", "forms")
SHARES = {"kill": 10, "disk": 3, "clock": 2, "store": 2, "rows": 1, "rights": 2, "forms": 1}
ENDED = datetime(2000, 1, 1, tzinfo=UTC)


class Centre:
    """One centre through its lives. ``strikes`` counts what happened to it; ``revoked`` are dossiers whose phones may not any more."""

    def __init__(self, folder: Path, builder: Builder, places: Places, random: Random, strikes: Sequence[str]) -> None:
        self._folder, self._places, self._random = folder, places, random
        self.site = places.site(folder / "sites" / "first")
        builder.furnish(self.site.data)
        self.keys = folder / "keys"
        shutil.move(self.site.data / "keys", self.keys)
        self._settings = {"CAMTAY_KEYS": str(self.keys), "CAMTAY_BACKUPS": str(folder / "backups")}
        self._machine = BadMachine(folder / "machine", folder / "sites")
        self._harbour = self._harbour_of(self.site).start()
        self._root, self.new_root = ROOT, ROOT
        self.counts, self.revoked, self.given_back = Counter[str](), set[str](), set[str]()
        self._acts: dict[str, Callable[[], None]] = {name: getattr(self, f"_{name}") for name in strikes}

    @property
    def port(self) -> int:
        return self._harbour.port

    def keyring(self) -> Keyring:
        return Keyring.from_folder(self.keys, make=False)

    def store(self) -> Store:
        """Return the store of the centre as it is now."""
        told = {"CAMTAY_DEMO": "1", "CAMTAY_DATA": str(self.site.data)} | self._settings | self.site.settings
        return open_store(Settings.from_environ(told))

    def strike(self) -> str:
        """Let the next thing happen, and return what it was."""
        names = list(self._acts)
        name = self._random.choices(names, [SHARES[one] for one in names])[0]
        self._acts[name]()
        self.counts[name] += 1
        return name

    def back_up(self) -> None:
        """Make a backup while phones write."""
        command(self.site, self._settings | self.site.settings, "backup", "create")
        self.counts["backup"] += 1

    def lose_everything(self) -> None:
        """Destroy the machine with its data, and bring the backup back elsewhere: what came since is only on phones."""
        self._dies()
        if self._places.files == "local":
            shutil.rmtree(self.site.data)
        self.site = self._places.site(self._folder / "sites" / "second")
        command(self.site, self._settings | self.site.settings, "backup", "restore")
        self._harbour = self._harbour_of(self.site)
        self._harbour.start(self._root)
        self.counts["restore"] += 1

    def heal(self) -> None:
        """Let everything be well from now on; half of those who lost a right get it back."""
        self._machine.mends_disk()
        self._machine.sets_clock(0)
        self._places.mend_store()
        self.given_back = {dossier for dossier in self.revoked if self._random.random() < 0.5}
        self._gives_until(self.given_back, None)
        self.revoked -= self.given_back

    def stop(self) -> None:
        self._harbour.stop()

    def close(self) -> None:
        """Leave nothing running."""
        self._machine.mends_disk()
        self._harbour.kill()
        self.counts["disk calls failed"] = self._machine.failed
        self._machine.close()

    def _harbour_of(self, site: Site) -> Harbour:
        port = self._harbour.port if hasattr(self, "_harbour") else None
        return Harbour(site.folder, self._settings | site.settings | self._machine.environ, port)

    def _dies(self) -> None:
        self._machine.mends_disk()
        self._harbour.kill()
        self.counts["kills"] += 1

    # what happens

    def _kill(self) -> None:
        self._dies()
        self._harbour.start(self._root)

    def _disk(self) -> None:
        """The disk is full or broken for a moment; now and then the server dies of something else meanwhile."""
        self._machine.breaks_disk(self._random.choice((errno.ENOSPC, errno.EIO)), self._random.choice((30, 200, 1000)))
        time.sleep(0.3 + self._random.random() * 1.5)
        if self._random.random() < 0.3:
            self._kill()
        self._machine.mends_disk()

    def _clock(self) -> None:
        """Somebody sets the server's clock. A bucket refuses whoever is off by more than a quarter of an hour."""
        most = DAY if self._places.files == "local" else 600
        self._machine.sets_clock(self._random.randint(-most, most))

    def _store(self) -> None:
        self._places.cut_store(self._random)
        time.sleep(0.5 + self._random.random() * 2)
        self._places.mend_store()

    def _rows(self) -> None:
        self._places.restart_rows()

    def _forms(self) -> None:
        """From now on the other release serves, with a new revision of the forms (and back: that happens too)."""
        self._dies()
        self._root = self.new_root if self._root == ROOT else ROOT
        self._harbour.start(self._root)

    def _rights(self) -> None:
        """A dossier is taken from the phone that wrote it."""
        database = Database(self.site.url)
        drafts = select(GRANTS.c.dossier).join(DossierRow, DossierRow.id == GRANTS.c.dossier)
        with database.reading() as db:
            found = sorted(db.scalars(drafts.where(GRANTS.c.relation == "own", DossierRow.state == State.DRAFT.value).distinct()))
        database.dispose()
        if found:
            taken = self._random.choice(found)
            self._gives_until({taken}, ENDED)
            self.revoked.add(taken)

    def _gives_until(self, dossiers: set[str], until: datetime | None) -> None:
        database = Database(self.site.url)
        with database.transaction() as tx:
            tx.execute(update(GRANTS).where(GRANTS.c.dossier.in_(dossiers), GRANTS.c.relation == "own").values(until=until))
        database.dispose()
