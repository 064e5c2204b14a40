"""Our scripts, styles and pictures, read once at the start and served from memory under the name of their release.

``/static/<release>/...`` never changes, so browsers keep it for a year; another release's name is answered without that promise.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import brotli
from flask import Flask, Response
from rjsmin import jsmin

from webapp.kernel.problems import NotFound
from webapp.ui.compression import compress, takes_brotli
from webapp.ui.js_tokens import UnknownForm
from webapp.ui.linking import link
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
LINKED = {"sw/linked.js": "sw/main.js", "js/linked.js": "js/start.js"}
"""Files that are made: each holds the module behind it with all that it imports. The modules themselves stay served beside them."""
PLAIN = {"sw/plain.js": "sw/main.js", "sw/plain_farewell.js": "sw/farewell.js"}
"""The same for engines that run no module as a worker (Firefox before 147, Chrome before 91): scripts to be imported."""
RELEASE = re.compile(r"[0-9a-f]{12}")
PACKED_ALREADY = frozenset({"image/png", "image/webp", "font/woff2"})


@dataclass(frozen=True)
class StaticFile:
    """One file as it leaves, and its type."""

    plain: bytes
    content_type: str

    @cached_property
    def packed(self) -> bytes:
        """The same as brotli, made when first asked for; empty when that saves nothing."""
        if self.content_type in PACKED_ALREADY:
            return b""
        packed = brotli.compress(self.plain, quality=11)
        return packed if len(packed) < len(self.plain) else b""


class StaticFiles:
    """All files of a folder, the name of their release, and the inline style of citizen pages."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(path for path in folder.rglob("*") if path.suffix in TYPES)
        self.files = {path.relative_to(folder).as_posix(): _read(path) for path in paths}
        self.files |= _linked(self.files)
        self.release = _release(self.files, folder)
        self.style = inline_style(folder)
        self._folder: Path | None = None
        self._kept: dict[tuple[str, str], StaticFile] = {}

    def answer(self, release: str, name: str) -> Response:
        """Return the file. Raises NotFound."""
        file, ours = self._find(release, name)
        packed = bool(file.packed) and takes_brotli()
        response = Response(file.packed if packed else file.plain, content_type=file.content_type)
        if packed:
            response.headers["Content-Encoding"] = "br"
        response.vary.add("Accept-Encoding")
        response.headers["Cache-Control"] = FOR_EVER if ours else "no-cache"
        # A picture that is opened by itself runs nothing; a page's long policy would weigh more than many of these files.
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response

    def keep_earlier(self, folder: Path) -> None:
        """Serve the releases kept in ``folder`` too (``webapp/offline/releases.py`` keeps them)."""
        self._folder = folder

    def _find(self, release: str, name: str) -> tuple[StaticFile, bool]:
        """Return a file, and whether it is the one of that release. Raises NotFound."""
        if release == self.release:
            return _there(self.files.get(name)), True
        archive = self._archive(release)
        if archive is not None:
            return self._earlier(archive, name), True
        # A release that was never here or is long gone (another machine's, say): today's file, which nobody is to keep.
        return _there(self.files.get(name)), False

    def _archive(self, release: str) -> Path | None:
        if self._folder is None or not RELEASE.fullmatch(release):
            return None
        archive = self._folder / f"{release}.zip"
        return archive if archive.exists() else None

    def _earlier(self, archive: Path, name: str) -> StaticFile:
        """Return a file of an earlier release. Raises NotFound: a file of another release beside its own would break the page."""
        key = (archive.stem, name)
        if key not in self._kept:
            # Only what is there is remembered: names that are not can be made up without end.
            self._kept[key] = _there(_read_kept(archive, name))
        return self._kept[key]


@cache
def house_files() -> StaticFiles:
    """Return the files of the house's own ``static/`` folder."""
    return StaticFiles(FOLDER)


def install_static(app: Flask, files: StaticFiles | None = None) -> None:
    """Serve ``/static/<release>/<name>``, and let pages leave compressed."""
    served = files or house_files()

    def file(release: str, name: str) -> Response:
        try:
            return served.answer(release, name)
        except NotFound:
            # Nobody reads a page in the place of a script or a picture, and a worker must not take one for it.
            return Response("not found\n", 404, content_type="text/plain; charset=utf-8")

    file.policy_name = "anyone"  # type: ignore[attr-defined]  # read by the matrix test, as on every view
    file.counter_name = "public"  # type: ignore[attr-defined]
    app.add_url_rule("/static/<release>/<path:name>", "ui.static_file", file, methods=["GET"])
    app.after_request(compress)


def served(path: Path) -> bytes:
    """Return a file as it leaves: scripts without comments (but licences) and needless space, which are a third of them."""
    if path.suffix != ".js" or path.name.endswith(".min.js"):
        return path.read_bytes()
    bare: str = jsmin(path.read_text("utf-8"), keep_bang_comments=True)
    return bare.encode()


def _read(path: Path) -> StaticFile:
    return StaticFile(served(path), TYPES[path.suffix])


def _linked(files: Mapping[str, StaticFile]) -> dict[str, StaticFile]:
    """Return the files that are made of others. Raises UnknownForm: then nothing is served at all."""

    def script(name: str) -> str:
        if name not in files:
            raise UnknownForm(f"{name} is not there")
        return files[name].plain.decode()

    made = {name: link(script, entry) for name, entry in LINKED.items() if entry in files}
    made |= {name: link(script, entry, plain=True) for name, entry in PLAIN.items() if entry in files}
    return {name: StaticFile(body.encode(), TYPES[".js"]) for name, body in made.items()}


def _read_kept(archive: Path, name: str) -> StaticFile | None:
    kind = TYPES.get(Path(name).suffix)
    try:
        with ZipFile(archive) as kept:
            return StaticFile(kept.read(name), kind) if kind else None
    except (OSError, KeyError, BadZipFile, zlib.error):
        return None


def _there(file: StaticFile | None) -> StaticFile:
    if file is None:
        raise NotFound
    return file


def _release(files: dict[str, StaticFile], folder: Path) -> str:
    """Name a release by its sources and by how they leave: another source or another way of serving it is another release."""
    made_of = hashlib.sha256()
    for name, file in files.items():
        made_of.update(name.encode() + b"\0")
        for content in (b"" if name in LINKED | PLAIN else (folder / name).read_bytes(), file.plain):
            made_of.update(hashlib.sha256(content).digest())
    return made_of.hexdigest()[:12]
