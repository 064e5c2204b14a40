"""`flask --app wsgi keys rotate`: a new master key wraps from now on, and what older ones wrapped is wrapped again."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.accounts.service import totp_place
from webapp.catalogue.models import CatalogueGap
from webapp.dossiers.upkeep import rewrap_keys
from webapp.sealing import Keyring
from webapp.ui.parts import Parts, parts

keys = AppGroup("keys", help="Change the master key.")


@keys.command("rotate")
def rotate() -> None:
    """Add a master key and wrap everything with it. Old keys stay: backups are still sealed with them."""
    made = parts()
    try:
        key_id = made.keyring.rotate()
    except ValueError:
        raise click.ClickException("the keys come from CAMTAY_KEYS as text; add a master there and start again") from None
    wrap_again(made)
    click.echo(f"master key {key_id} wraps from now on; restart the servers so that they use it too")


def wrap_again(made: Parts) -> None:
    """Wrap all keys and small secrets with the newest master, in portions; safe to stop and to do again."""
    after = ""
    while True:
        with made.database.transaction() as tx:
            after = rewrap_keys(tx, made.keyring, after)
        if not after:
            break
    with made.database.transaction() as tx:
        _wrap_accounts(tx, made.keyring)
        _wrap_gaps(tx, made.keyring)


def _wrap_accounts(tx: Session, keyring: Keyring) -> None:
    for account in tx.scalars(select(Account).with_for_update()):
        if account.totp_box[0] != keyring.newest:
            account.totp_box = keyring.rewrap(account.totp_box, totp_place(account.id))


def _wrap_gaps(tx: Session, keyring: Keyring) -> None:
    for gap in tx.scalars(select(CatalogueGap).with_for_update()):
        if gap.box[0] != keyring.newest:
            gap.box = keyring.rewrap(gap.box, f"gap|{gap.id}".encode())
