"""What the worker asks for: itself, the shell, the catalogue, the packs. Anonymous, addressed by digest, kept for a year."""

from __future__ import annotations

import json
from functools import wraps
from threading import Lock
from typing import Any

from flask import Response, current_app, request

from webapp.dossiers.queries import definition_body
from webapp.offline.shelves import FAST, Packed, Shelves, names, packed
from webapp.ui.compression import takes_brotli
from webapp.ui.counters import View, everybody, public
from webapp.ui.parts import parts, reading
from webapp.ui.static_files import FOR_EVER, house_files

KEY = "camtay_shelves"
LONG_DIGEST = 64
WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
SHELL_FILES = (
    "js/linked.js",
    "vendor/htmx",
    "icons/hand.svg",
    "icons/hand-180.png",
    "css/print.css",
    "manifest.webmanifest",
)
"""Beginnings of the static files that citizens' pages ask for. Browsers fetch the large icons themselves when they install."""
LATER_FILES = ("js/card/", "js/photos/drawing.js", "vendor/qr")
"""What only some pages ask for: fetched when the rest is there, so that nobody waits for it, and it works on the boat."""
_making = Lock()


def shelves() -> Shelves:
    """Return what this app serves to phones. The first who asks waits a few seconds; whoever comes meanwhile waits with them."""
    found: Shelves | None = current_app.extensions.get(KEY)
    if found is None:
        with _making:
            found = current_app.extensions.get(KEY) or _make()
    return found


@public.get("/sw.js", policy=everybody)
def worker() -> Response:
    """The worker: one import and one call, or the one that takes itself away (``CAMTAY_WORKER=off``). ``?plain``: as no module."""
    release, plain = parts().release, "plain" in request.args
    if not parts().settings.worker:
        body = _imported(release, "sw/plain_farewell.js" if plain else "sw/farewell.js", "farewell", plain) + "farewell();\n"
    else:
        config = json.dumps(config_of(shelves(), release))
        body = _imported(release, "sw/plain.js" if plain else "sw/linked.js", "start", plain) + f"start({config});\n"
    answer = Response(body, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Content-Security-Policy"] = WORKER_POLICY
    return answer


def _imported(release: str, name: str, what: str, plain: bool) -> str:
    address = f'"/static/{release}/{name}"'
    return f"importScripts({address});\n" if plain else f"import {{ {what} }} from {address};\n"


def config_of(made: Shelves, release: str) -> dict[str, Any]:
    """Return what ``start`` is called with: the addresses of everything that the worker keeps."""
    files = sorted(name for name in house_files().files if name.startswith(SHELL_FILES))
    return {
        "release": release,
        "files": [f"/static/{release}/{name}" for name in files],
        "later": [f"/static/{release}/{name}" for name in sorted(house_files().files) if name.startswith(LATER_FILES)],
        "common": f"/shell/common/{made.common.digest[: LONG_DIGEST // 4]}.json",
        "words": {lang: f"/shell/words/{lang}/{words.digest[: LONG_DIGEST // 4]}.json" for lang, words in made.words.items()},
        "catalogue": f"/shell/catalogue/{made.catalogue.digest[: LONG_DIGEST // 4]}.json",
    }


def _anonymous(view: View) -> View:
    """An answer for everybody: immutable when it is there, else JSON that says so."""

    @wraps(view)
    def answered(**address: str) -> Response:
        found = view(**address)
        if not isinstance(found, Packed):
            return _answer(packed({"error": "not_found"}), 404, "no-store")
        return _answer(found, 200, FOR_EVER)

    return answered


def _answer(body: Packed, status: int, caching: str) -> Response:
    small = takes_brotli()
    answer = Response(body.brotli if small else body.plain, status, content_type="application/json")
    if small:
        answer.headers["Content-Encoding"] = "br"
    answer.headers["Cache-Control"] = caching
    answer.vary.add("Accept-Encoding")
    return answer


@public.get("/shell/common/<digest>.json", policy=everybody)
@_anonymous
def common(digest: str) -> Any:
    """Trees, problem texts, lists, settings."""
    return _named(shelves().common, digest)


@public.get("/shell/words/<of>/<digest>.json", policy=everybody)
@_anonymous
def words(of: str, digest: str) -> Any:
    """The sentences of one language."""
    found = shelves().words.get(of)
    return found and _named(found, digest)


@public.get("/shell/catalogue/<digest>.json", policy=everybody)
@_anonymous
def catalogue(digest: str) -> Any:
    """Every procedure's names, order and digests."""
    return _named(shelves().catalogue, digest)


@public.get("/packs/commune/<digest>.json", policy=everybody)
@_anonymous
def commune_pack(digest: str) -> Any:
    """All procedures of the commune level at once."""
    return _named(shelves().commune, digest)


@public.get("/packs/facts/<code>/<digest>", policy=everybody)
@_anonymous
def facts_pack(code: str, digest: str) -> Any:
    """The facts of one procedure."""
    return shelves().facts_pack(code, digest)


@public.get("/packs/<of>/<code>/<digest>", policy=everybody)
@_anonymous
def definition_pack(of: str, code: str, digest: str) -> Any:
    """A definition: the newest one, or any that was ever pinned."""
    return shelves().definition(code, digest) or (_pinned(code, digest) if len(digest) == LONG_DIGEST else None)


def _pinned(code: str, digest: str) -> Packed | None:
    with reading() as db:
        body = definition_body(db, code, digest)
    return None if body is None else packed(body, FAST)


def _named(found: Packed, digest: str) -> Packed | None:
    return found if names(digest, found.digest) else None


def _make() -> Shelves:
    made = Shelves(parts())
    made.fill()
    current_app.extensions[KEY] = made
    return made
