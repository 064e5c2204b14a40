"""`flask --app wsgi backup ...`: copies of everything while the centre works, their proof, and the way back into an empty place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from webapp.backup.creating import Centre, Made, create_backup
from webapp.backup.faults import BackupFault
from webapp.backup.pruning import prune
from webapp.backup.restoring import Target, restore_backup
from webapp.backup.rows import rows_of
from webapp.backup.shelf import KEYS, NEWEST, Backup, find, folders, open_backup
from webapp.backup.verifying import verify_backup
from webapp.kernel.problems import StoreDown
from webapp.offline.releases import RELEASES
from webapp.sealing import Keyring
from webapp.sealing.keyfiles import Keys, read_folder, read_text, write_folder
from webapp.settings import Settings
from webapp.ui.parts import parts

backup = AppGroup("backup", help="Copy everything, prove the copies, bring one back.")
IN = click.option("--in", "folder", type=click.Path(path_type=Path), help="The folder of all backups; else CAMTAY_BACKUPS.")
WHICH = click.argument("which", default=NEWEST)


@backup.command("create")
@IN
@click.option("--with-keys", is_flag=True, help="Put the master keys beside the data, in clear. Then the folder opens everything.")
def create(folder: Path | None, *, with_keys: bool) -> None:
    """Make one backup while the centre works, open it, prove it. Prints the head of the log to be kept outside."""
    made, backups = parts(), _backups(folder)
    centre = Centre(
        database=made.database,
        rows=rows_of(made.settings.database_url),
        store=made.store,
        keyring=made.keyring,
        release=made.release,
        releases=made.settings.data / RELEASES,
        keys=_keys(made.settings) if with_keys else None,
    )
    with _told():
        new = create_backup(centre, backups, made.clock.now())
    _tell(new)
    if backups.stat().st_dev == made.settings.data.stat().st_dev:
        click.echo("this is the disk of the data itself: copy the folder to another machine")
    if new.backup.manifest.faults or new.backup.manifest.lost:
        raise click.ClickException("the centre itself has these faults; the backup holds what there is")


@backup.command("list")
@IN
def list_all(folder: Path | None) -> None:
    """Tell of all whole backups, oldest first."""
    for path in folders(_backups(folder)):
        with _told():
            click.echo(_line(open_backup(path, parts().keyring)))


@backup.command("verify")
@WHICH
@IN
def verify(which: str, folder: Path | None) -> None:
    """Open a backup (a path, a name, or the newest), walk through its rows, read and hash every object."""
    made = parts()
    with _told():
        one = open_backup(find(_backups(folder), which), made.keyring)
        faults = verify_backup(one, rows_of(made.settings.database_url), made.keyring)
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(f"{len(faults)} faults in {one.folder.name}")
    click.echo(f"whole: {_line(one)}")


@backup.command("restore")
@WHICH
@IN
@click.option("--with-keys", is_flag=True, help="Take the keys that lie in the backup; those in the keys folder are laid aside.")
@click.option("--despite-faults", is_flag=True, help="Bring back what there is of a backup with faults.")
@click.option("--keep-objects", is_flag=True, help="The store outlived the rows: leave what came into it after the backup.")
def restore(which: str, folder: Path | None, *, with_keys: bool, despite_faults: bool, keep_objects: bool) -> None:
    """Bring a backup back into the empty place that the settings name, with a new incarnation."""
    made = parts()
    with _told():
        path = find(_backups(folder), which)
        rows = rows_of(made.settings.database_url)
        rows.require_empty()
        keyring = _take_keys(path, made.settings) if with_keys else made.keyring
        target = Target(made.settings.data, rows, made.store, keyring, made.settings.data / RELEASES)
        back = restore_backup(open_backup(path, keyring), target, despite_faults=despite_faults, keep_objects=keep_objects)
    for fault in back.faults:
        click.echo(fault)
    click.echo(f"{path.name} is back: {back.objects} objects, incarnation {back.incarnation}")
    click.echo("start the server; phones give back at their next visit what they wrote since. Then: dossiers rebuild, audit verify")


@backup.command("prune")
@IN
def prune_old(folder: Path | None) -> None:
    """Keep all of two days and one a day of thirty; remove the others, and contents that no backup names any more."""
    made = parts()
    with _told():
        gone = prune(_backups(folder), made.keyring, made.clock.now())
    click.echo(f"{gone.backups} backups and {gone.contents} contents removed")


def _backups(folder: Path | None) -> Path:
    return (folder or parts().settings.backups).resolve()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BackupFault as fault:
        raise click.ClickException(str(fault)) from None
    except SQLAlchemyError as fault:
        raise click.ClickException(f"the rows cannot be read: {getattr(fault, 'orig', fault)}") from fault
    except (StoreDown, OSError) as fault:
        raise click.ClickException(f"stopped, it can be done again: {fault.__cause__ or fault}") from fault


def _tell(made: Made) -> None:
    manifest = made.backup.manifest
    for fault in (*manifest.faults, *(f"{place}: the object is gone" for place in manifest.lost)):
        click.echo(fault)
    click.echo(_line(made.backup))
    click.echo(f"{made.read} objects were read, {manifest.objects - made.read} were there from earlier backups")
    click.echo(f"head {manifest.facts.head} (keep this line outside the machine)")
    click.echo(str(made.backup.folder))


def _line(one: Backup) -> str:
    manifest, facts = one.manifest, one.manifest.facts
    words = f"{one.folder.name}  {manifest.database}  {facts.entries} entries  {facts.dossiers} dossiers  {manifest.objects} objects"
    marks = [f"{len(manifest.faults)} faults"] * bool(manifest.faults) + [f"{len(manifest.lost)} objects lost"] * bool(manifest.lost)
    return "  ".join([words, f"{manifest.object_bytes} bytes", *marks, *(["WITH KEYS"] * manifest.with_keys)])


def _keys(settings: Settings) -> Keys:
    return read_text(settings.keys_text) if settings.keys_text else read_folder(settings.keys_folder)


def _take_keys(path: Path, settings: Settings) -> Keyring:
    """Make the keys of the backup those of this centre. Nothing is thrown away: a key may open something else."""
    if settings.keys_text:
        raise BackupFault("the keys come from CAMTAY_KEYS as text: write those of the backup there")
    if not (path / KEYS).is_dir():
        raise BackupFault(f"{path.name} was made without --with-keys: name the keys folder of the centre that made it in CAMTAY_KEYS")
    keys, folder = read_folder(path / KEYS), settings.keys_folder
    aside = folder.with_name(f"{folder.name}.before-{path.name}")
    for old in sorted(folder.glob("*.key")):
        aside.mkdir(exist_ok=True, mode=0o700)
        old.rename(aside / old.name)
    write_folder(folder, keys)
    return Keyring.from_folder(folder, make=False)
