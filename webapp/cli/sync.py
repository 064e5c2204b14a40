"""`flask --app wsgi sync restored`: say that the rows came back from a backup, so that phones give back what is missing."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from webapp.sync.incarnation import renew_incarnation
from webapp.ui.parts import transaction

sync = AppGroup("sync", help="What phones are told about these rows.")


@sync.command("restored")
def restored() -> None:
    """Give the rows a new incarnation. Run it once after a backup was put back, before the server starts."""
    with transaction() as tx:
        fresh = renew_incarnation(tx)
    click.echo(f"incarnation {fresh}: phones send everything they still have at their next visit")
