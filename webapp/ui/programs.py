"""Answers for programs, which read no pages: problems as JSON (RFC 9457) under ``/api/``, plain JSON for what phones fetch and send."""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final

from flask import Response, request

INTERFACE: Final = "/api/"
PROGRAMS: Final = (INTERFACE, "/shell/", "/packs/")
READING: Final = frozenset({"GET", "HEAD"})
PROBLEM: Final = "application/problem+json"
PROTO: Final = "cam-tay-sync"
TUS: Final = "1.0.0"
"""The version of the protocol of uploads (https://tus.io) that is spoken here."""
MARK: Final = "Cam-Tay-Sync"
"""The header by which a phone's worker and the centre know each other: much else answers on the way."""


def asked_by_a_program(places: str | tuple[str, ...] = PROGRAMS) -> bool:
    """Tell whether the address of this request is one that only programs ask."""
    return f"{request.path}/".startswith(places)


def problem(status: int, code: str, *, reference: str = "", allowed: Iterable[str] = ()) -> Response:
    """Return why not. ``reference`` names a line in our log, ``allowed`` the methods that the address has (405)."""
    if not asked_by_a_program(INTERFACE):
        return Response(json.dumps({"error": code}), status, content_type="application/json")
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    answer = Response(json.dumps(body | ({"reference": reference} if reference else {})), status, content_type=PROBLEM)
    answer.headers["Cache-Control"] = "no-store"
    if allowed:
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return open_to_all(answer)


def open_to_all(answer: Response) -> Response:
    """Let pages of any origin read what anybody may read; only what was read, and never with a cookie."""
    if request.method in READING:
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def for_worker(body: dict[str, Any], status: int = 200) -> Response:
    """Return JSON with our mark, as a phone's worker reads it."""
    answer = Response(json.dumps(body, ensure_ascii=False, separators=(",", ":")), status, content_type="application/json")
    answer.headers[MARK] = "1"
    answer.headers["Cam-Tay-Who"] = "none"
    return answer


def refuse_upload(code: str, status: int, retry_after: int = 0) -> Response:
    """Return why a box of a photo cannot be taken, in the view or on the way to it."""
    title = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Checksum Mismatch"
    body = {"type": "about:blank", "title": title, "status": status, "code": code}
    answer = Response(json.dumps(body), status, content_type=PROBLEM)
    answer.headers[MARK] = "1"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Tus-Resumable"] = TUS
    if retry_after:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def refuse_worker(code: str, status: int, retry_after: int = 0) -> Response:
    """Return why a worker's request cannot be taken at all, whether in its view or on the way to it."""
    answer = for_worker({"proto": PROTO, "error": code} | ({"retry_after": retry_after} if retry_after else {}), status)
    if retry_after:
        answer.headers["Retry-After"] = str(retry_after)
    return answer
