"""`flask --app wsgi dossiers ...`: count, show one by its slip, make the projections again from the log."""

from __future__ import annotations

import json
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from webapp.dossiers import queries
from webapp.dossiers.models import DossierRow
from webapp.dossiers.projection import rebuild
from webapp.dossiers.slip import read_slip_code
from webapp.kernel.problems import NotFound
from webapp.ui.parts import parts, reading, transaction

dossiers = AppGroup("dossiers", help="Look at dossiers, and make their projections again.")


@dossiers.command("count")
@click.option("--submitted", is_flag=True, help="Only those that were ever handed in here.")
def count(submitted: bool) -> None:
    """Print how many dossiers there are, drafts included."""
    with reading() as db:
        number = queries.count_submitted(db) if submitted else db.scalar(select(func.count()).select_from(DossierRow))
    click.echo(str(number or 0))


@dossiers.command("show")
@click.argument("slip")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON: answers, entries, papers with their hashes.")
def show(slip: str, as_json: bool) -> None:
    """Show the dossier of a slip code (digits, with or without spaces)."""
    with reading() as db:
        try:
            found = queries.show_by_slip(db, parts().keyring, read_slip_code(slip))
        except NotFound:
            raise click.ClickException("no dossier has this slip code, or it was erased") from None
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else _in_short(found))


@dossiers.command("rebuild")
def rebuild_all() -> None:
    """Make all projections again from the log. Writers wait meanwhile."""
    with transaction() as tx:
        number = rebuild(tx, parts().keyring)
    click.echo(f"{number} dossiers made again from the log")


def _in_short(found: dict[str, Any]) -> str:
    """Without ``--json`` no answer is printed: a terminal is read over the shoulder."""
    lines = [f"dossier {found['dossier']}", f"procedure {found['procedure']}", f"state {found['state']}, step {found['step']}"]
    lines += [f"{entry['server_seq']} {entry['kind']} {entry['field'] or ''}".rstrip() for entry in found["entries"]]
    return "\n".join(lines)
