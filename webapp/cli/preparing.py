"""`flask --app wsgi prepare`: bring the rows up to date before a server starts. `make run` does the same by itself."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from webapp.assembly import prepare
from webapp.ui.parts import parts


@click.command("prepare")
@with_appcontext
def prepare_rows() -> None:
    """Migrate the tables and load the catalogue. Safe to do again."""
    prepare(parts())
    click.echo("the rows are up to date")
