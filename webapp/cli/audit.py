"""`flask --app wsgi audit verify`: nobody has changed, removed, added or moved an entry of the log."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from webapp.dossiers import queries
from webapp.dossiers.queries import Head
from webapp.ui.parts import reading

audit = AppGroup("audit", help="Verify the log.")


@audit.command("verify")
@click.option("--head", "said", default="", metavar="SEQ:CHAIN", help="A head kept outside; only that finds a cut-off end.")
def verify(said: str) -> None:
    """Recompute the whole chain; fail with every fault. Prints the head to be kept outside the machine."""
    expected = head_said(said) if said else None
    with reading() as db:
        faults, head = queries.verify(db, expected), queries.head_of(db)
    for fault in faults:
        click.echo(f"{fault.server_seq}: {fault.code}")
    if faults:
        raise click.ClickException(f"{len(faults)} faults in the log")
    click.echo(f"the log is whole; head {head.seq}:{head.chain}")


def head_said(text: str) -> Head:
    """Return the head written as ``<number>:<chain>``. Raises a usage error."""
    seq, _, chain = text.strip().partition(":")
    if not (seq.isascii() and seq.isdigit() and len(chain) == 64):
        raise click.BadParameter("a head is <number>:<64 hex digits>", param_hint="--head")
    return Head(int(seq), chain)
