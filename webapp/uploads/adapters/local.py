"""A folder as a store: temporary file, fsync, rename, fsync of the folder, so that what was answered is really on disk."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG
from urllib.parse import unquote, urlsplit

from webapp.kernel.problems import NotKept, NotOpened, StoreDown
from webapp.uploads.places import require_place
from webapp.uploads.ports import Missing

log = logging.getLogger("camtay.store")
_HALF = ".half"


class LocalStore:
    """Keeps files under one folder. Places are ours alone (ids), so a name from outside cannot walk out of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @classmethod
    def from_url(cls, url: str) -> LocalStore:
        """Open the folder of a ``file:///…`` address. Raises ValueError for any other sort."""
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc or not parts.path:
            raise ValueError("only file:/// stores are built in")
        return cls(Path(unquote(parts.path)))

    def put(self, place: str, content: bytes) -> None:
        """Keep the bytes, whole or not at all."""
        path = self._path(place)
        with _disk(NotKept):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            half = path.with_name(f"{secrets.token_hex(8)}{_HALF}")
            try:
                _write_through(half, content)
                half.rename(path)
            except BaseException:
                half.unlink(missing_ok=True)
                raise
            for folder in (path.parent, *_folders_between(path.parent, self._folder)):
                _sync_folder(folder)

    def get(self, place: str) -> bytes:
        """Return the bytes. Raises Missing."""
        path = self._path(place)
        with _disk(NotOpened):
            try:
                return path.read_bytes()
            except FileNotFoundError:
                raise Missing(place) from None

    def exists(self, place: str) -> bool:
        """Tell whether there is something at this place."""
        path = self._path(place)
        with _disk(NotOpened):
            return path.is_file()

    def delete(self, place: str) -> None:
        """Remove it; silent when there is nothing."""
        path = self._path(place)
        with _disk(NotKept):
            path.unlink(missing_ok=True)

    def places(self) -> Iterator[tuple[str, datetime]]:
        """Walk over all places with the time each was written; halves of a crash are among them."""
        with _disk(NotOpened):
            found = sorted(self._folder.rglob("*"))
        for path in found:
            try:
                seen = path.stat()
            except FileNotFoundError:  # deleted, or a half that became whole, since the folder was read
                continue
            if S_ISREG(seen.st_mode):
                yield path.relative_to(self._folder).as_posix(), datetime.fromtimestamp(seen.st_mtime, UTC)

    def _path(self, place: str) -> Path:
        require_place(place.removesuffix(_HALF))
        return self._folder / place


@contextmanager
def _disk(refusal: type[StoreDown]) -> Iterator[None]:
    """A disk that is full, broken or not ours to write on is told to the person as a pause and to the operator as a fault."""
    try:
        yield
    except OSError as fault:
        log.error("store", exc_info=fault)
        raise refusal from fault


def _write_through(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _folders_between(inner: Path, outer: Path) -> tuple[Path, ...]:
    """The folders above that may be new: their names must be on disk as well, or the file is there and cannot be found."""
    above = [folder for folder in inner.parents if folder == outer or outer in folder.parents]
    return tuple(above)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
