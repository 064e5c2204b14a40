"""Turns refusals, HTTP errors and bugs into pages a person can act on. Bugs are logged with a reference to read out."""

from __future__ import annotations

import logging
import secrets
from urllib.parse import quote, urlsplit

from flask import Flask, Response, make_response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.routing import RequestRedirect

from webapp.errors import status_and_page
from webapp.kernel.problems import Refusal
from webapp.ui.frame import frame
from webapp.ui.parts import parts
from webapp.ui.programs import INTERFACE, asked_by_a_program, problem, refuse_upload, refuse_worker

log = logging.getLogger("camtay.errors")

MACHINES = "/sync"
UPLOADS = "/uploads/"
MOST_DROPPED = 12 * 1024 * 1024
HTTP_CODES = {404: "not_found", 405: "not_found", 413: "too_large", 429: "too_many", 403: "not_allowed"}


def answer(code: str, **said: str | int) -> Response:
    """Return the page for a refusal's code in the language of the address."""
    status, page = status_and_page(code)
    if request.path == MACHINES:
        return refuse_worker(code, status, int(said.get("retry_after") or 0))
    if _is_upload():
        return refuse_upload(code, status, int(said.get("retry_after") or 0))
    if asked_by_a_program():
        return problem(status, code, reference=str(said.get("reference", "")))
    first = request.path.split("/")[1] if "/" in request.path else ""
    lang = "en" if first == "en" else "vi"
    view = frame(lang, "", page_no=f"0-{status}") | {"reference": "", "reason": "", "retry_after": 0, "again": _again(lang)} | said
    response = make_response(parts().renderer.render(f"problems/{page}.html", view), status)
    if status in {429, 503}:
        response.headers["Retry-After"] = str(view["retry_after"] or 60)
    return response


def install_refusals(app: Flask) -> None:
    """Register the handlers."""

    def refused(error: Refusal) -> Response:
        return answer(error.code, **_said(error))

    def bug(error: Exception) -> Response:
        reference = secrets.token_hex(4)
        log.error("bug", extra={"reference": reference}, exc_info=error)
        return answer("server_error", reference=reference)

    def no_redirect() -> Response | None:
        # Flask would send "/sync" of another method to "/sync/", before any handler: workers and programs follow no redirect.
        if not isinstance(request.routing_exception, RequestRedirect):
            return None
        return answer("not_found") if request.path == MACHINES or _is_upload() or asked_by_a_program() else None

    app.before_request(no_redirect)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, bug)


def _is_upload() -> bool:
    return asked_by_a_program(UPLOADS)


def _of_http(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        _read_and_drop()
        return answer("too_large")
    if error.code is not None and 300 <= error.code < 400:
        return Response(error.get_response(request.environ).get_data(), error.code, list(error.get_headers(request.environ)))
    if isinstance(error, MethodNotAllowed) and asked_by_a_program(INTERFACE):
        return problem(405, "method_not_allowed", allowed=error.valid_methods or ())
    return answer(HTTP_CODES.get(error.code or 500, "bad_request" if (error.code or 500) < 500 else "server_error"))


def _said(error: Refusal) -> dict[str, str | int]:
    """Return what a page may say of a refusal: how long to wait, and the sentence for its reason."""
    known: dict[str, str | int] = {}
    if isinstance(error.data.get("retry_after"), int):
        known["retry_after"] = error.data["retry_after"]
    reason, texts = str(error.data.get("reason", "")), parts().texts
    if reason in texts.table:
        known["reason"] = texts.table[reason].in_("en" if request.path.startswith("/en/") else "vi")
    return known


def _again(lang: str) -> str:
    """Return the page to open again: this one, or after an act the page it came from. Only ever a path of ours."""
    path = quote(request.path)
    if request.method != "GET":
        came_from = urlsplit(request.referrer or "")
        path = came_from.path if came_from.netloc == request.host else ""
    return path if path.startswith("/") and not path.startswith("//") else f"/{lang}/"


def _read_and_drop() -> None:
    """Take in what the browser is still sending (up to a limit): else it shows a broken connection, not our page."""
    left = MOST_DROPPED
    while left > 0 and (piece := request.environ["wsgi.input"].read(min(left, 65536))):
        left -= len(piece)
