"""What every answer says to the browser, and which acts are not ours. Reasons stand in ``webapp/docs/rendering.md``."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, Response, request

from webapp.kernel.problems import NotAllowed
from webapp.ui.hx import SAFE_METHODS
from webapp.ui.parts import parts
from webapp.ui.style import style_hash

WORKER = "/sw.js"
HALF_A_YEAR = 180 * 24 * 60 * 60

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: with it browsers send `Origin: null` with our own forms, and Safari before 16.4 has nothing else to show.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@lru_cache(4)
def content_security_policy(style: str) -> str:
    """Return the policy that allows our own files and the one inline style, and nothing else."""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' '{style_hash(style)}'; img-src 'self' blob:; connect-src 'self'; "
        "font-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def install_security(app: Flask) -> None:
    """Refuse foreign acts before a view runs, and put the headers on every answer."""
    app.before_request(refuse_foreign_acts)
    app.before_request(refuse_foreign_workers)
    app.after_request(secure)


def refuse_foreign_acts() -> None:
    """Refuse an act that another site's page sent. Raises NotAllowed.

    The attacker is a page that posts a form here with the visitor's cookies. Every browser of today names the sender in
    ``Sec-Fetch-Site`` or ``Origin``. A request with neither comes from a program, or from a browser so old that the cookie's
    ``SameSite=Lax`` and ``Referer`` are all there is: a foreign ``Referer`` is refused, silence is not.
    """
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in (None, "same-origin", "none"):
        raise NotAllowed(why="foreign_site")
    if origin == "null" and site == "same-origin":
        return
    claimed = origin if origin is not None else request.headers.get("Referer")
    if claimed is not None and not _is_ours(claimed):
        raise NotAllowed(why="foreign_origin")


def refuse_foreign_workers() -> None:
    """Refuse to be read as a service worker from any address but one. Raises NotAllowed.

    A worker outlives the hole through which it was planted: an uploaded or mistyped file must never become one.
    """
    if request.headers.get("Service-Worker") == "script" and request.path != WORKER:
        raise NotAllowed(why="foreign_worker")


def secure(response: Response) -> Response:
    """Put the headers on an answer; a view may have set stricter ones."""
    made = parts()
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", content_security_policy(made.style))
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    if made.settings.secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={HALF_A_YEAR}")
    return response


def _is_ours(address: str) -> bool:
    sender = urlsplit(address)
    if not sender.scheme or not sender.netloc:
        return False
    public = urlsplit(parts().settings.public_url)
    return sender.netloc.lower() in (request.host.lower(), public.netloc.lower()) and sender.scheme in ("http", "https")
