"""JSON for machines: facts with an ETag for everybody, problems as ``application/problem+json``; no cookie, no page."""

from __future__ import annotations

import json
from typing import Any, Final

from flask import Response, request

from webapp.kernel.digest import sha256_hex

CACHING: Final = "public, max-age=300"
PROBLEM: Final = "application/problem+json"
TITLES: Final = {404: "Not found", 400: "Bad request"}


def told(body: Any) -> Response:
    """Return facts; 304 where the asker has them."""
    plain = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    answer = Response(plain, content_type="application/json")
    answer.set_etag(sha256_hex(plain)[:32])
    answer.headers["Cache-Control"] = CACHING
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.make_conditional(request)
    return answer


def problem(status: int, code: str) -> Response:
    """Return why not (RFC 9457)."""
    body = {"type": "about:blank", "title": TITLES[status], "status": status, "code": code}
    answer = Response(json.dumps(body), status, content_type=PROBLEM)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
