"""Turns refusals, HTTP errors and bugs into pages a person can act on. Bugs are logged with a reference to read out."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, Response, make_response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from webapp.errors import status_and_page
from webapp.kernel.problems import Refusal
from webapp.ui.frame import frame
from webapp.ui.parts import parts

log = logging.getLogger("camtay.errors")

HTTP_CODES = {404: "not_found", 405: "not_found", 413: "too_large", 429: "too_many", 403: "not_allowed"}


def answer(code: str, **said: str | int) -> Response:
    """Return the page for a refusal's code in the language of the address."""
    status, page = status_and_page(code)
    first = request.path.split("/")[1] if "/" in request.path else ""
    lang = "en" if first == "en" else "vi"
    view = frame(lang, "", page_no=f"0-{status}") | {"reference": "", "reason": "", "retry_after": 0, "again": request.path} | said
    response = make_response(parts().renderer.render(f"problems/{page}.html", view), status)
    if status == 429:
        response.headers["Retry-After"] = str(view["retry_after"] or 60)
    if status == 422:
        response.headers["HX-Push-Url"] = "false"
    return response


def install_refusals(app: Flask) -> None:
    """Register the handlers."""

    def refused(error: Refusal) -> Response:
        known = {key: value for key, value in error.data.items() if key in {"reason", "retry_after"}}
        return answer(error.code, **known)

    def http_error(error: HTTPException) -> Response:
        if isinstance(error, RequestEntityTooLarge):
            return answer("too_large")
        if error.code is not None and 300 <= error.code < 400:
            return Response(error.get_response(request.environ).get_data(), error.code, list(error.get_headers(request.environ)))
        return answer(HTTP_CODES.get(error.code or 500, "bad_request" if (error.code or 500) < 500 else "server_error"))

    def bug(error: Exception) -> Response:
        reference = secrets.token_hex(4)
        log.error("bug %s", reference, exc_info=error)
        return answer("server_error", reference=reference)

    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, bug)
