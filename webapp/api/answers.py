"""Facts for machines: JSON with an ETag, for everybody; no cookie, no page."""

from __future__ import annotations

import json
from typing import Any, Final

from flask import Response, request

from webapp.kernel.digest import sha256_hex
from webapp.ui.programs import open_to_all

CACHING: Final = "public, max-age=300"


def told(body: Any) -> Response:
    """Return facts; 304 where the asker has them."""
    plain = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    answer = Response(plain, content_type="application/json")
    answer.set_etag(sha256_hex(plain)[:32])
    answer.headers["Cache-Control"] = CACHING
    answer.make_conditional(request)
    return open_to_all(answer)
