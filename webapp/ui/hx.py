"""htmx-flask, wrapped. No other module reads or writes an HX header.

The package replaces the request class without asking, knows no ``Vary`` and raises on half of the swap styles, so its
``make_response`` is not used here. See ``webapp/docs/rendering.md``.
"""

from __future__ import annotations

from flask import Flask, Response, request
from htmx_flask import Htmx
from htmx_flask.requests import HtmxAwareRequest

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Request(HtmxAwareRequest):  # type: ignore[misc]  # the package has no types
    """A request that knows whether htmx asked for a whole page or for a part of one."""

    @property
    def max_content_length(self) -> int | None:
        """Return how many bytes are taken: fewer of typed words than of files (Werkzeug limits words only inside multipart)."""
        typed = self.mimetype == "application/x-www-form-urlencoded"
        limit: int | None = self.max_form_memory_size if typed else super().max_content_length
        return limit

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        """Take more in one view, before it reads anything. Typed words stay as short as everywhere."""
        super(Request, type(self)).max_content_length.fset(self, value)

    @property
    def wants_part(self) -> bool:
        """Return whether a part of the page is enough. Boosted links and restored pages always get whole pages."""
        return bool(self.htmx) and not self.htmx.boosted and not self.htmx.history_restore_request


def install_hx(app: Flask) -> None:
    """Give the app the request class and the headers that htmx needs on every answer."""
    Htmx(app)
    app.request_class = Request  # after Htmx(app), which sets its own
    app.after_request(_tell_htmx)


def _tell_htmx(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.add("HX-Request")
    # A refused act shows its page under the address where the person still is: otherwise each error is one more step of Back.
    if response.status_code == 422 or (response.status_code >= 400 and request.method not in SAFE_METHODS):
        response.headers.setdefault("HX-Push-Url", "false")
    return response
