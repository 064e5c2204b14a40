"""Our scripts, styles and pictures, read once at the start and served from memory under the name of their release.

``/static/<release>/...`` never changes, so browsers keep it for a year; another release's name is answered without that promise.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import brotli
from flask import Flask, Response
from rjsmin import jsmin

from webapp.kernel.problems import NotFound
from webapp.ui.compression import compress, takes_brotli
from webapp.ui.style import inline_style

FOLDER = Path(__file__).parents[2] / "static"
FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
RELEASE = re.compile(r"[0-9a-f]{12}")
PACKED_ALREADY = frozenset({".png", ".webp", ".woff2"})


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file: its bytes, the same as brotli (empty when that saves nothing), and its type."""

    plain: bytes
    packed: bytes
    content_type: str


class StaticFiles:
    """All files of a folder, the name of their release, and the inline style of citizen pages."""

    def __init__(self, folder: Path) -> None:
        self.files = {path.relative_to(folder).as_posix(): _read(path) for path in sorted(folder.rglob("*")) if path.suffix in TYPES}
        self.release = _release(self.files)
        self.style = inline_style(folder)
        self._folder: Path | None = None
        self._kept: dict[tuple[str, str], StaticFile | None] = {}

    def answer(self, release: str, name: str) -> Response:
        """Return the file. Raises NotFound."""
        file = self.files.get(name) if release == self.release else self._earlier(release, name) or self.files.get(name)
        if file is None:
            raise NotFound
        packed = bool(file.packed) and takes_brotli()
        response = Response(file.packed if packed else file.plain, content_type=file.content_type)
        if packed:
            response.headers["Content-Encoding"] = "br"
        response.vary.add("Accept-Encoding")
        # A page drawn before an update asks under the old name. It gets its own file while that is kept; else today's, not to be kept.
        ours = release == self.release or self._earlier(release, name) is not None
        response.headers["Cache-Control"] = FOR_EVER if ours else "no-cache"
        return response

    def keep_earlier(self, folder: Path) -> None:
        """Serve the releases kept in ``folder`` too (``webapp/offline/releases.py`` keeps them)."""
        self._folder = folder

    def _earlier(self, release: str, name: str) -> StaticFile | None:
        if self._folder is None or not RELEASE.fullmatch(release):
            return None
        key = (release, name)
        if key not in self._kept:
            self._kept[key] = _read_kept(self._folder / f"{release}.zip", name)
        return self._kept[key]


@cache
def house_files() -> StaticFiles:
    """Return the files of the house's own ``static/`` folder."""
    return StaticFiles(FOLDER)


def install_static(app: Flask, files: StaticFiles | None = None) -> None:
    """Serve ``/static/<release>/<name>``, and let pages leave compressed."""
    served = files or house_files()

    def file(release: str, name: str) -> Response:
        return served.answer(release, name)

    file.policy_name = "anyone"  # type: ignore[attr-defined]  # read by the matrix test, as on every view
    file.counter_name = "public"  # type: ignore[attr-defined]
    app.add_url_rule("/static/<release>/<path:name>", "ui.static_file", file, methods=["GET"])
    app.after_request(compress)


def served(path: Path) -> bytes:
    """Return a file as it leaves: our scripts without comments and needless space, which are a third of them."""
    if path.suffix != ".js" or "vendor" in path.parts:
        return path.read_bytes()
    bare: str = jsmin(path.read_text("utf-8"))
    return bare.encode()


def _read(path: Path) -> StaticFile:
    plain = served(path)
    packed = b"" if path.suffix in PACKED_ALREADY else brotli.compress(plain, quality=11)
    return StaticFile(plain, packed if len(packed) < len(plain) else b"", TYPES[path.suffix])


def _read_kept(archive: Path, name: str) -> StaticFile | None:
    try:
        with ZipFile(archive) as kept:
            plain = kept.read(name)
    except (OSError, KeyError, BadZipFile):
        return None
    return StaticFile(plain, brotli.compress(plain, quality=5), TYPES.get(Path(name).suffix, "application/octet-stream"))


def _release(files: dict[str, StaticFile]) -> str:
    made_of = hashlib.sha256()
    for name, file in files.items():
        made_of.update(name.encode() + b"\0" + hashlib.sha256(file.plain).digest())
    return made_of.hexdigest()[:12]
