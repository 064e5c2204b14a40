"""``POST /sync``: one request of a phone's worker. Always JSON with our mark, never a redirect."""

from __future__ import annotations

import json
import logging
from typing import Any, NoReturn

import msgspec
from flask import Response, request

from webapp.accounts.cookies import KEYHOLDER, CookieJar
from webapp.kernel.ids import is_id
from webapp.kernel.problems import NotFound, TooMany
from webapp.sync.exchange import exchange
from webapp.sync.intake import UNAVAILABLE
from webapp.sync.wire import HEADER, MOST_BYTES, MOST_OPS, PROTO, Request
from webapp.ui.counters import anyone, public
from webapp.ui.counting import hit
from webapp.ui.parts import close_reading, parts

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
        return refusal("too_many", 429, int(no.data.get("retry_after") or 60))
    except NotFound:
        return refusal("unknown_device", 403)
    except UNAVAILABLE:
        log.warning("rows_unavailable")
        return refusal("unavailable", 503, AGAIN_AFTER)
    answer = said(told)
    if secret is not None:
        jar.keep_keyholder(answer, secret)
    return answer


def _read() -> Request | Response:
    if request.headers.get(HEADER) != "1":
        return refusal("bad_request", 400)
    if request.mimetype != "application/json":
        return refusal("unsupported", 415)
    body = request.stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        _drop()
        return refusal("too_large", 413)
    try:
        asked = msgspec.convert(json.loads(body, parse_constant=_no_number), Request)
    except (ValueError, RecursionError, msgspec.ValidationError):
        return refusal("bad_request", 400)
    if len(asked.ops) > MOST_OPS:
        return refusal("too_large", 413)
    if not is_id(asked.device) or len(asked.secret) != SECRET_SIGNS or not asked.secret.isascii():
        return refusal("bad_request", 400)
    return asked


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)  # NaN and Infinity are no JSON, whatever Python thinks


def _drop() -> None:
    """Take in what is still coming, up to a limit: else the phone sees a broken connection and not our answer."""
    left = MOST_DROPPED
    while left > 0 and (piece := request.stream.read(65536)):
        left -= len(piece)


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
