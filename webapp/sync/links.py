"""The two halves of one browser: its cookie and its worker. What the one may, the other may (decision D3)."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Keyholder
from webapp.accounts.queries import keyholder_by_secret, worker_of
from webapp.accounts.service import ensure_keyholder, register_worker
from webapp.database.inserting import insert_missing
from webapp.dossiers.models import Grant
from webapp.kernel.problems import NotFound
from webapp.sync.models import KeyholderLink

LINKS = cast(Table, KeyholderLink.__table__)
GRANTS = cast(Table, Grant.__table__)
KEYHOLDERS = cast(Table, Keyholder.__table__)
WORKER: Final = select(KEYHOLDERS.c.secret_hash, KEYHOLDERS.c.kind, KEYHOLDERS.c.ended_at).where(KEYHOLDERS.c.id == bindparam("worker"))
ITS_COOKIES: Final = select(LINKS.c.cookie).where(LINKS.c.worker == bindparam("worker"))
LINKED: Final = (
    select(LINKS.c.cookie, LINKS.c.worker, KEYHOLDERS.c.ended_at)
    .select_from(LINKS.outerjoin(KEYHOLDERS, KEYHOLDERS.c.id == LINKS.c.cookie))
    .where((LINKS.c.worker == bindparam("worker")) | LINKS.c.cookie.in_(ITS_COOKIES) | (LINKS.c.cookie == bindparam("cookie")))
)
LASTING: Final = select(GRANTS.c.holder, GRANTS.c.dossier, GRANTS.c.relation).where(
    GRANTS.c.holder.in_((bindparam("one"), bindparam("other"))), GRANTS.c.until.is_(None)
)


@dataclass(frozen=True, slots=True)
class Proof:
    """What a request shows: the worker's id and the SHA-256 of its secret, and the cookie's secret ("" without one).

    ``alone``: a shared phone, whose cookie belongs to whoever is there: it is not looked at, and gets no rights of the worker.
    """

    worker: str
    hashed: str
    cookie: str
    label: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Browser:
    """Who came. ``devices`` is every half this browser ever had: after a restore it gives back what each of them wrote.

    ``secret`` is the value of a cookie that is new. ``wiped``: its cookie had another worker before, so its storage was emptied.
    """

    cookie: str
    worker: str
    devices: frozenset[str]
    secret: str | None = None
    wiped: bool = False


def known_browser(db: Session, proof: Proof, now: datetime) -> Browser | None:
    """Return the browser when nothing has to be written about it, which is nearly always. Raises NotFound for a wrong secret."""
    worker = db.connection().execute(WORKER, {"worker": proof.worker}).one_or_none()
    cookie = keyholder_by_secret(db, proof.cookie, now) if proof.cookie and not proof.alone else None
    if worker is None or (cookie is None and not proof.alone):
        return None
    if worker.kind != "worker" or worker.ended_at is not None or not secrets.compare_digest(worker.secret_hash, proof.hashed):
        raise NotFound
    if cookie is None:
        return _lone(db, proof)
    links = _links(db, cookie.id, proof.worker)
    if all((link.cookie, link.worker) != (cookie.id, proof.worker) for link in links) or _uneven(db, cookie.id, proof.worker):
        return None
    return Browser(cookie.id, proof.worker, _devices(links, cookie.id, proof.worker))


def worker_who_shows(db: Session, worker: str, secret: str) -> bool:
    """Tell whether a worker of that id is known by that secret, and the browser it belongs to has not been left."""
    if worker_of(db, worker, secret) is None:
        return False
    return all(link.ended_at is None for link in db.connection().execute(LINKED, {"worker": worker, "cookie": ""}))


def make_known(tx: Session, proof: Proof, now: datetime) -> Browser:
    """Register the worker, give a cookie, link the two, and let each have the lasting rights of the other. Raises NotFound."""
    register_worker(tx, proof.worker, proof.hashed, proof.label, now)
    if proof.alone:
        return _lone(tx, proof)
    cookie, secret = ensure_keyholder(tx, proof.cookie, now)
    links = _links(tx, cookie, proof.worker)
    fresh = all((link.cookie, link.worker) != (cookie, proof.worker) for link in links)
    before = any(link.cookie == cookie and link.worker != proof.worker for link in links)
    insert_missing(tx, LINKS, {"cookie": cookie, "worker": proof.worker, "made_at": now})
    mirror(tx, cookie, proof.worker, now)
    return Browser(cookie, proof.worker, _devices(links, cookie, proof.worker), secret, before and fresh)


def _lone(db: Session, proof: Proof) -> Browser:
    return Browser("", proof.worker, _devices(_links(db, "", proof.worker), "", proof.worker))


def mirror(tx: Session, cookie: str, worker: str, now: datetime) -> None:
    """Give each half the lasting rights of the other."""
    for holder, dossier, relation in _uneven(tx, cookie, worker):
        insert_missing(tx, GRANTS, {"holder": holder, "dossier": dossier, "relation": relation, "until": None, "made_at": now})


def _links(db: Session, cookie: str, worker: str) -> Sequence[Any]:
    links = db.connection().execute(LINKED, {"cookie": cookie, "worker": worker}).all()
    # Who left this machine took the cookie's rights along; the worker that stayed behind must not hand them to the next person.
    if any(link.worker == worker and link.ended_at is not None for link in links):
        raise NotFound
    return links


def _devices(links: Sequence[Any], cookie: str, worker: str) -> frozenset[str]:
    # Only over cookies this worker itself came with: a cookie that came first now brings no other phone's numbers.
    cookies = {link.cookie for link in links if link.worker == worker} | {cookie}
    return frozenset({worker, *cookies, *(link.worker for link in links if link.cookie in cookies)})


def _uneven(db: Session, cookie: str, worker: str) -> list[tuple[str, str, str]]:
    """Return the rights that one half has and the other has not: (who lacks it, dossier, relation)."""
    halves = {"one": f"keyholder:{cookie}", "other": f"keyholder:{worker}"}
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    for holder, dossier, relation in db.connection().execute(LASTING, halves):
        held[dossier, relation].add(holder)
    return [(lacks, *right) for right, holders in held.items() for lacks in sorted(set(halves.values()) - holders)]
