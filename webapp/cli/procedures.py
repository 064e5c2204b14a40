"""`flask --app wsgi procedures ...`: the lint of guides and of the catalogue, and the lock of what is published."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from webapp.assembly import DATA, PROCEDURES
from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.faults import CatalogueFaults
from webapp.forms.checking import check_folder
from webapp.forms.lists import Lists
from webapp.forms.loading import Definitions, load_folder
from webapp.forms.published import LOCK, check_lock, with_new_revisions

procedures = AppGroup("procedures", help="Check the guides and the catalogue, and publish revisions.")


@procedures.command("check")
def check() -> None:
    """Print every fault with its file and line; fail when there is one."""
    faults = [str(fault) for fault in check_folder(PROCEDURES, Lists.load(DATA / "lists"))]
    faults += [str(fault) for fault in check_lock(PROCEDURES / LOCK, load_folder(PROCEDURES))]
    faults += _catalogue_faults()
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(f"{len(faults)} faults")
    click.echo(f"{len(load_folder(PROCEDURES))} guides and the catalogue are without fault")


@procedures.command("lock")
def lock() -> None:
    """Publish: add new revisions to the lock. Lines that are there stay; a changed revision fails."""
    guides = load_folder(PROCEDURES)
    click.echo(f"{publish(PROCEDURES / LOCK, guides)} revisions added")
    left = check_lock(PROCEDURES / LOCK, guides)
    if left:
        raise click.ClickException("\n".join(str(fault) for fault in left))


def publish(lock_file: Path, guides: Definitions) -> int:
    """Add a line for each revision that the lock lacks; return how many."""
    before = lock_file.read_text("utf-8") if lock_file.is_file() else ""
    after = with_new_revisions(before, guides)
    if after != before:
        lock_file.write_text(after, "utf-8")
    return len(after.splitlines()) - len(before.splitlines())


def _catalogue_faults() -> list[str]:
    try:
        Catalogue.load(DATA)
    except CatalogueFaults as trouble:
        return [str(fault) for fault in trouble.faults]
    return []
