"""What the tests of backups do with centres: fill them, back them up, break the copies, come back elsewhere."""

from __future__ import annotations

import dataclasses
import secrets
from pathlib import Path

from click.testing import Result

from tests.support.houses import House, demo_settings
from tests.support.strict_client import StrictClient
from tests.sync.pockets import Pocket
from webapp.accounts import signed_in
from webapp.accounts.cookies import CookieJar
from webapp.assembly import create_app
from webapp.backup.creating import Centre, create_backup
from webapp.backup.restoring import Target
from webapp.backup.rows import rows_of
from webapp.backup.shelf import Backup
from webapp.cli.commands import register_commands
from webapp.database import Database
from webapp.dossiers.sheet import opened
from webapp.kernel.digest import sha256_hex
from webapp.kernel.ids import new_id
from webapp.ui.limits import Limiter, SqlStorage
from webapp.uploads.models import FileRow
from webapp.uploads.queries import kept_file_of
from webapp.uploads.service import read_file
from webapp.uploads.stores import open_store

NAME = "Nguyễn Thị Mến"


class Moved:
    """The same keys, another folder, no rows: where a backup goes."""

    def __init__(self, centre: House, data: Path, database_url: str | None) -> None:
        settings = demo_settings(data, database_url, CAMTAY_KEYS=str(centre.data / "keys"))
        database, store, clock = Database(settings.database_url), open_store(settings), centre.clock
        limiter = Limiter(SqlStorage(database, lambda: clock.now().timestamp()), centre.made.keyring)
        who = signed_in.who_comes(database, clock, CookieJar(settings.secure))
        made = dataclasses.replace(centre.made, settings=settings, database=database, store=store, limiter=limiter, who=who)
        app = register_commands(create_app(settings, made))
        app.test_client_class = StrictClient
        self.house = House(app, made, clock, data)

    @property
    def target(self) -> Target:
        made = self.house.made
        return Target(made.settings.data, rows_of(made.settings.database_url), made.store, made.keyring, made.settings.data / "releases")

    def close(self) -> None:
        self.house.database.dispose()


def centre_of(house: House, **other: object) -> Centre:
    """Return what the command backs up."""
    made = house.made
    said = Centre(made.database, rows_of(made.settings.database_url), made.store, made.keyring, made.release, house.data / "releases")
    return dataclasses.replace(said, **other)  # type: ignore[arg-type]


def backs_up(house: House, **other: object) -> Backup:
    """Make a backup of a centre in its own folder."""
    house.clock.forward(minutes=1)
    return create_backup(centre_of(house, **other), house.made.settings.backups, house.clock.now()).backup


def says(house: House, *words: str) -> Result:
    """Run a backup command."""
    return house.app.test_cli_runner().invoke(args=["backup", *words])


def with_dossier(house: House) -> tuple[Pocket, str]:
    """Return a phone with a dossier that has arrived."""
    phone = Pocket(house)
    dossier, start = phone.begins()
    phone.sends(start, phone.sets(dossier, "owner.name", NAME))
    return phone, dossier


def add_file(house: House, dossier: str) -> FileRow:
    """Store a file and give it its row, objects first."""
    plain, file = secrets.token_bytes(5000), new_id()
    with house.database.reading() as db:
        _, envelope = opened(db, house.made.keyring, dossier)
    row = FileRow(
        id=file,
        dossier=dossier,
        brought_by="keyholder:test",
        sent_sha256=sha256_hex(plain),
        kept_sha256=sha256_hex(plain),
        sent_size=len(plain),
        size=len(plain),
        media_type="image/jpeg",
        width=1,
        height=1,
        pages=1,
        name_box=envelope.seal(b"x.jpg", f"file|{file}|name".encode()),
        location=f"files/{dossier}/{file}",
        created_at=house.clock.now(),
    )
    house.made.store.put(row.location, envelope.seal(plain, f"file|{file}|bytes".encode()))
    with house.database.transaction() as tx:
        tx.add(row)
    return row


def content_of(house: House, row: FileRow) -> bytes:
    """Open a file as the desk does."""
    with house.database.reading() as db:
        _, envelope = opened(db, house.made.keyring, row.dossier)
    return read_file(house.made.store, envelope, kept_file_of(row))
