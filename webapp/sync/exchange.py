"""What one request comes to: who comes, what is taken, what is new. Knows rows, and no request."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from webapp.accounts.queries import secret_hash
from webapp.dossiers.log import head_of
from webapp.dossiers.status import moment
from webapp.kernel.actor import Citizen
from webapp.kernel.problems import NotFound
from webapp.sync.changes import changes_for
from webapp.sync.claiming import give, proved
from webapp.sync.incarnation import incarnation_of
from webapp.sync.intake import Intake
from webapp.sync.links import Browser, Proof, known_browser, make_known
from webapp.sync.opening import Coming
from webapp.sync.wire import Request
from webapp.sync.writing import Outcome
from webapp.ui.parts import Parts
from webapp.ui.programs import PROTO

log = logging.getLogger("camtay.sync")
LONGEST_LABEL = 40


def exchange(made: Parts, asked: Request, cookie: str) -> tuple[dict[str, Any], str | None]:
    """Return the answer, and the value of a cookie that the browser has to keep from now on. Raises NotFound for a wrong secret."""
    now = made.clock.now()
    browser = _know(made, asked, cookie, now)
    return _answer(made, asked, browser, now), browser.secret


def _know(made: Parts, asked: Request, cookie: str, now: datetime) -> Browser:
    label = "".join(sign for sign in asked.label if sign.isprintable())[:LONGEST_LABEL]
    proof = Proof(asked.device, secret_hash(asked.secret), cookie, label, asked.alone)
    with made.database.reading() as db:
        known = known_browser(db, proof, now)
    if known is not None:
        return known
    try:
        browser = _make_known(made, proof, now)
    except IntegrityError:  # its first two requests came at once
        try:
            browser = _make_known(made, proof, now)
        except IntegrityError:  # no: it shows the secret of somebody else
            raise NotFound from None
    if browser.wiped:
        log.warning("storage_wiped")
    return browser


def _make_known(made: Parts, proof: Proof, now: datetime) -> Browser:
    with made.database.transaction() as tx:
        return make_known(tx, proof, now)


def _answer(made: Parts, asked: Request, browser: Browser, now: datetime) -> dict[str, Any]:
    actor = Citizen(browser.worker)
    outcome = Outcome()
    if asked.claims:
        _claim(made, asked, browser, now)
    if asked.ops:
        who = (actor, browser.devices, asked.keys, browser.cookie, asked.lost, _skew(asked.clock, now))
        coming = Coming(*who, asked.claims, secret_hash(asked.secret))
        outcome = Intake(made, coming, now).take(asked.ops)
    with made.database.reading() as db:
        told, more = changes_for(db, made.keyring, actor, now, asked.have, {ack["id"] for ack in outcome.acks})
        incarnation, head = incarnation_of(db), head_of(db).seq
    return {
        "proto": PROTO,
        "incarnation": incarnation,
        "clock": moment(made.clock.now()),
        "head": head,
        "release": made.release,
        "acks": outcome.acks,
        "parked": outcome.parked,
        "refused": outcome.refused,
        "changes": told,
        "more": more,
        "wiped": browser.wiped,
    }


def _claim(made: Parts, asked: Request, browser: Browser, now: datetime) -> None:
    """What came before in a file belongs to the phone that holds its key, from the first time it comes itself."""
    with made.database.reading() as db:
        found = proved(db, made.keyring, asked.claims, asked.device, secret_hash(asked.secret))
    if found:
        with made.database.transaction() as tx:
            give(tx, found, browser, now)


def _skew(clock: str, now: datetime) -> timedelta:
    """Return how much the phone's clock is behind ours; nothing where it does not say."""
    try:
        return now - datetime.fromisoformat(clock)
    except (ValueError, TypeError, OverflowError):
        return timedelta()
