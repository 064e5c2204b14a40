"""What the machine does at night: keys under the newest master, and leftovers that nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.dossiers.entries import dossier_key_place
from webapp.dossiers.models import DossierKey, Grant, ResumeCode, UsedForm
from webapp.sealing import Keyring

FORMS_KEPT: Final = timedelta(days=90)
"""As long as the browser's cookie: a tab left open may send its form again that late."""


def rewrap_keys(tx: Session, keyring: Keyring, after: str = "", portion: int = 500) -> str:
    """Wrap a portion of the dossier keys with the newest master key; return where to go on, or "" at the end.

    A crash between two portions leaves keys under two masters, and both open.
    """
    ids = select(DossierKey.dossier, DossierKey.wrapped).where(DossierKey.dossier > after).order_by(DossierKey.dossier)
    rows = tx.execute(ids.limit(portion).with_for_update()).all()
    for dossier, wrapped in rows:
        if wrapped is not None and wrapped[0] != keyring.newest:
            again = keyring.rewrap(wrapped, dossier_key_place(dossier))
            tx.execute(update(DossierKey).where(DossierKey.dossier == dossier).values(wrapped=again))
    return rows[-1].dossier if len(rows) == portion else ""


def sweep(tx: Session, now: datetime) -> None:
    """Forget used forms, rights and resume codes that have run out."""
    tx.execute(delete(UsedForm).where(UsedForm.used_at < now - FORMS_KEPT))
    tx.execute(delete(Grant).where(Grant.until < now))
    tx.execute(delete(ResumeCode).where(ResumeCode.until < now))
