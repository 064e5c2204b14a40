"""``POST /sync``: one request of a phone's worker. Always JSON with our mark, never a redirect."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import Any

import msgspec
from flask import Response, request

from webapp.accounts.cookies import KEYHOLDER, CookieJar
from webapp.accounts.queries import secret_hash
from webapp.accounts.service import ensure_keyholder, register_worker
from webapp.dossiers.log import head_of
from webapp.dossiers.status import moment
from webapp.kernel.actor import Citizen
from webapp.kernel.ids import is_id
from webapp.kernel.problems import NotFound, TooMany
from webapp.sync.changes import changes_for, incarnation_of
from webapp.sync.intake import Coming, Intake, Outcome
from webapp.sync.links import devices_of, link, mirror
from webapp.sync.wire import HEADER, MOST_BYTES, MOST_OPS, PROTO, Request
from webapp.ui.counters import anyone, public
from webapp.ui.counting import hit
from webapp.ui.parts import Parts, parts

log = logging.getLogger("camtay.sync")
SECRET_SIGNS = 43


@public.post("/sync", policy=anyone)
def sync() -> Response:
    """Take operations, ack them, tell what is new."""
    asked = _read()
    if isinstance(asked, Response):
        return asked
    try:
        hit("sync", keyholder=f"keyholder:{asked.device}")
    except TooMany as no:
        return refusal("too_many", 429, int(no.data.get("retry_after") or 60))
    made, now = parts(), parts().clock.now()
    try:
        cookie, fresh_cookie, wiped = _know(made, asked, now)
    except NotFound:
        return refusal("unknown_device", 403)
    answer = said(_answer(made, asked, cookie, wiped, now))
    if fresh_cookie is not None:
        CookieJar(made.settings.secure).keep_keyholder(answer, fresh_cookie)
    return answer


def _read() -> Request | Response:
    if request.headers.get(HEADER) != "1":
        return refusal("bad_request", 400)
    if request.mimetype != "application/json":
        return refusal("unsupported", 415)
    if (request.content_length or 0) > MOST_BYTES:
        return refusal("too_large", 413)
    body = request.stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return refusal("too_large", 413)
    try:
        asked = msgspec.convert(json.loads(body), Request)
    except (ValueError, RecursionError, msgspec.ValidationError):
        return refusal("bad_request", 400)
    if len(asked.ops) > MOST_OPS:
        return refusal("too_large", 413)
    if not is_id(asked.device) or len(asked.secret) != SECRET_SIGNS or not asked.secret.isascii():
        return refusal("bad_request", 400)
    return asked


def _know(made: Parts, asked: Request, now: datetime) -> tuple[str, str | None, bool]:
    """Return the cookie keyholder, its secret when it is new, and whether the browser's storage was emptied. Raises NotFound."""
    given = CookieJar(made.settings.secure).read(request.cookies, KEYHOLDER)
    with made.database.transaction() as tx:
        register_worker(tx, asked.device, secret_hash(asked.secret), asked.label[:40], now)
        cookie, fresh = ensure_keyholder(tx, given, now)
        wiped = link(tx, cookie, asked.device, now)
        mirror(tx, cookie, asked.device, now)
    if wiped:
        log.warning("storage_wiped")
    return cookie, fresh, wiped


def _answer(made: Parts, asked: Request, cookie: str, wiped: bool, now: datetime) -> dict[str, Any]:
    actor = Citizen(asked.device)
    outcome = Outcome()
    if asked.ops:
        with made.database.reading() as db:
            devices = devices_of(db, cookie, asked.device)
        outcome = Intake(made, Coming(actor, devices, asked.keys), now).take(asked.ops)
        if outcome.begun:
            with made.database.transaction() as tx:
                mirror(tx, cookie, asked.device, now)
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
        "wiped": wiped,
    }


def said(body: dict[str, Any], status: int = 200) -> Response:
    """Return JSON with our mark."""
    answer = Response(json.dumps(body, ensure_ascii=False, separators=(",", ":")), status, content_type="application/json")
    answer.headers[HEADER] = "1"
    answer.headers["Cam-Tay-Who"] = "none"
    return answer


def refusal(code: str, status: int, retry_after: int = 0) -> Response:
    """Return why a request cannot be taken at all."""
    answer = said({"proto": PROTO, "error": code} | ({"retry_after": retry_after} if retry_after else {}), status)
    if retry_after:
        answer.headers["Retry-After"] = str(retry_after)
    return answer
