"""Pages leave as brotli when the browser takes it: on a 2G link every kilobyte costs a sixth of a second.

Compression leaks lengths (BREACH); our pages hold no token to guess: acts are guarded by cookies and ``Origin``, not by a
secret in the page.
"""

from __future__ import annotations

import brotli
from flask import Response, request

# Level 5 takes a tenth of a millisecond for a page; 11 saves a tenth more and takes nine.
QUALITY = 5
FEWEST_BYTES = 200
TEXTS = frozenset(
    {"text/html", "text/css", "text/javascript", "text/plain", "application/json", "application/problem+json", "image/svg+xml"}
)


def takes_brotli() -> bool:
    """Return whether the browser accepts brotli."""
    return bool(request.accept_encodings["br"]) and "br" in request.headers.get("Accept-Encoding", "")


def compress(response: Response) -> Response:
    """Return the response with its body compressed, where that is possible and worth it."""
    if response.mimetype not in TEXTS or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if response.is_streamed or response.direct_passthrough or response.status_code in (204, 304, 206) or not takes_brotli():
        return response
    body = response.get_data()
    if len(body) >= FEWEST_BYTES:
        response.set_data(brotli.compress(body, mode=brotli.MODE_TEXT, quality=QUALITY))
        response.headers["Content-Encoding"] = "br"
    return response
