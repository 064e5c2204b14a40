"""`flask --app wsgi seed demo`: the invented people of a demonstration. Never on a machine with people's data."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from webapp.accounts.demo import FILE_NAME, seed_demo_people
from webapp.assembly import prepare
from webapp.ui.parts import parts

seed = AppGroup("seed", help="Fill a demonstration.")


@seed.command("demo")
def demo() -> None:
    """Make the demonstration people who are missing; passwords and one-time secrets go to demo.json."""
    made = parts()
    if not made.settings.demo:
        raise click.ClickException("only with CAMTAY_DEMO=1: demonstration people have known passwords")
    prepare(made)
    people = seed_demo_people(made.database, made.keyring, made.settings.data, made.clock.now())
    click.echo(f"{len(people)} people, see {made.settings.data / FILE_NAME}")
