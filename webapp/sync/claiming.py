"""Who holds a dossier's key: who begins it must, and one that came in a file is nobody's until a phone shows it (decision 0022).

The proof is over the phone's own id and secret, so that whoever listens, or finds a file, can do nothing with it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.orm import Session

from webapp.dossiers.access import grant
from webapp.dossiers.entries import dossier_key_place
from webapp.dossiers.models import DossierKey, Grant
from webapp.kernel.ids import is_id
from webapp.sealing import Keyring
from webapp.sync.links import Browser

KEYS = cast(Table, DossierKey.__table__)
GRANTS = cast(Table, Grant.__table__)
MOST_CLAIMS: Final = 50
NOBODY: Final = "carried"
"""Who owns a dossier that came in a file, until its phone comes. One whose owner's right was taken away is not free."""
UNOWNED: Final = (
    select(KEYS.c.dossier, KEYS.c.wrapped)
    .select_from(KEYS.join(GRANTS, GRANTS.c.dossier == KEYS.c.dossier))
    .where(GRANTS.c.holder == NOBODY, GRANTS.c.dossier.in_(bindparam("dossiers", expanding=True)), KEYS.c.wrapped.is_not(None))
)


def claim_of(key: bytes, dossier: str, device: str, secret_hash: str) -> str:
    """Return the proof, in hex, that a phone holds the key of a dossier."""
    mine = HKDF(SHA256(), 32, salt=None, info=b"camtay|claim|v1|" + dossier.encode()).derive(key)
    return hmac.new(mine, f"{device}|{secret_hash}".encode(), hashlib.sha256).hexdigest()


def holds_key(key: bytes, dossier: str, said: Any, device: str, secret_hash: str) -> bool:
    """Tell whether a claim, whatever was sent as one, proves it."""
    if not isinstance(said, str) or not said.isascii():
        return False
    return hmac.compare_digest(claim_of(key, dossier, device, secret_hash), said)


def unowned(db: Session, dossiers: Sequence[str]) -> Mapping[str, bytes]:
    """Return those of the dossiers that are here and nobody's, with their wrapped keys."""
    if not dossiers:
        return {}
    return {row.dossier: row.wrapped for row in db.connection().execute(UNOWNED, {"dossiers": sorted(dossiers)})}


def proved(db: Session, keyring: Keyring, claims: Mapping[str, Any], device: str, secret_hash: str) -> list[str]:
    """Return which dossiers of nobody are the phone's that comes."""
    asked = [one for one in list(claims)[:MOST_CLAIMS] if is_id(one)]
    keys = {dossier: keyring.unwrap(wrapped, dossier_key_place(dossier)) for dossier, wrapped in unowned(db, asked).items()}
    return [dossier for dossier, key in keys.items() if holds_key(key, dossier, claims[dossier], device, secret_hash)]


def give(tx: Session, dossiers: Sequence[str], browser: Browser, now: datetime) -> None:
    """Let both halves of a browser own dossiers that are still nobody's."""
    taken = delete(GRANTS).where(GRANTS.c.holder == NOBODY, GRANTS.c.dossier.in_(dossiers)).returning(GRANTS.c.dossier)
    for dossier in tx.execute(taken).scalars().all():
        for holder in filter(None, (browser.worker, browser.cookie)):  # a shared phone goes without a cookie
            grant(tx, f"keyholder:{holder}", dossier, "own", now)
