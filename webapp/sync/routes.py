"""``POST /sync``: one request of a phone's worker. Always JSON with our mark, never a redirect."""

from __future__ import annotations

import json
import logging
from typing import NoReturn

import msgspec
from flask import Response, request

from webapp.accounts.cookies import KEYHOLDER, CookieJar
from webapp.kernel.ids import is_id
from webapp.kernel.problems import NotFound, TooMany
from webapp.sync.exchange import exchange
from webapp.sync.intake import UNAVAILABLE
from webapp.sync.wire import MOST_BYTES, MOST_OPS, Request
from webapp.ui.counters import anyone, public
from webapp.ui.counting import hit
from webapp.ui.parts import close_reading, parts
from webapp.ui.programs import MARK, for_worker, refuse_worker

log = logging.getLogger("camtay.sync")
SECRET_SIGNS = 43
MOST_DROPPED = 12 * 1024 * 1024
AGAIN_AFTER = 30
"""Seconds after which a phone may ask again when the rows could not be reached."""


@public.post("/sync", policy=anyone)
def sync() -> Response:
    """Take operations, ack them, tell what is new."""
    close_reading()  # the guard has asked who comes; from here on each step opens its own door
    asked = _read()
    if isinstance(asked, Response):
        return asked
    jar = CookieJar(parts().settings.secure)
    try:
        hit("sync", keyholder=f"keyholder:{asked.device}")
        told, secret = exchange(parts(), asked, jar.read(request.cookies, KEYHOLDER))
    except TooMany as no:
        return refuse_worker("too_many", 429, int(no.data.get("retry_after") or 60))
    except NotFound:
        return refuse_worker("unknown_device", 403)
    except UNAVAILABLE:
        log.warning("rows_unavailable")
        return refuse_worker("unavailable", 503, AGAIN_AFTER)
    answer = for_worker(told)
    if secret is not None:
        jar.keep_keyholder(answer, secret)
    return answer


def _read() -> Request | Response:
    if request.headers.get(MARK) != "1":
        return refuse_worker("bad_request", 400)
    if request.mimetype != "application/json":
        return refuse_worker("unsupported", 415)
    body = request.stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        _drop()
        return refuse_worker("too_large", 413)
    try:
        asked = msgspec.convert(json.loads(body, parse_constant=_no_number), Request)
    except (ValueError, RecursionError, msgspec.ValidationError):
        return refuse_worker("bad_request", 400)
    if len(asked.ops) > MOST_OPS:
        return refuse_worker("too_large", 413)
    if not is_id(asked.device) or len(asked.secret) != SECRET_SIGNS or not asked.secret.isascii():
        return refuse_worker("bad_request", 400)
    return asked


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)  # NaN and Infinity are no JSON, whatever Python thinks


def _drop() -> None:
    """Take in what is still coming, up to a limit: else the phone sees a broken connection and not our answer."""
    left = MOST_DROPPED
    while left > 0 and (piece := request.stream.read(65536)):
        left -= len(piece)
