"""Objects in the backups' folder: each content once, under its own SHA-256, whatever number of backups name it.

Objects are written once and never changed, so one that an earlier backup named at the same place and time is not read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from webapp.kernel.digest import sha256_hex
from webapp.uploads.adapters.local import LocalStore
from webapp.uploads.ports import Missing, Store

HALF = ".half"
FOLDER = "objects"


@dataclass(frozen=True, slots=True)
class Kept:
    """One object of one backup: where it belongs, when it was written there (ISO), its length and digest."""

    place: str
    written: str
    size: int
    sha256: str

    @property
    def line(self) -> str:
        """As it stands in the list of a backup."""
        return f"{self.sha256} {self.size} {self.written} {self.place}\n"

    @classmethod
    def of_line(cls, line: str) -> Kept:
        """Read a line. Raises ValueError."""
        digest, size, written, place = line.split()
        return cls(place, written, int(size), digest)


class Damaged(Exception):
    """A content of the pool is missing or is not what its name says."""


class Pool:
    """The contents."""

    def __init__(self, backups: Path) -> None:
        self._store = LocalStore(backups / FOLDER)

    def keep(self, content: bytes) -> str:
        """Keep a content and return its digest."""
        digest = sha256_hex(content)
        if not self._store.exists(_place(digest)):
            self._store.put(_place(digest), content)
        return digest

    def has(self, digest: str) -> bool:
        """Tell whether a content is there (not whether it is whole)."""
        return self._store.exists(_place(digest))

    def content(self, digest: str) -> bytes:
        """Return a content. Raises Damaged."""
        try:
            content = self._store.get(_place(digest))
        except Missing:
            raise Damaged(f"{digest} is missing in the backup") from None
        if sha256_hex(content) != digest:
            raise Damaged(f"{digest} was changed in the backup")
        return content

    def forget(self, wanted: set[str]) -> int:
        """Delete what no backup names any more, and halves of a crash; return how many."""
        gone = [place for place, _ in self._store.places() if place.endswith(HALF) or place.split("/")[1] not in wanted]
        for place in gone:
            self._store.delete(place)
        return len(gone)


def copy_objects(store: Store, pool: Pool, known: Mapping[tuple[str, str], Kept]) -> Iterator[tuple[Kept, bool]]:
    """Copy every object; yield each, and whether its content was read now. What is deleted meanwhile is left out."""
    for place, written in store.places():
        if place.endswith(HALF):
            continue
        before = known.get((place, written.isoformat()))
        if before is not None and pool.has(before.sha256):
            yield before, False
        elif (found := copy_one(store, pool, place, written)) is not None:
            yield found, True


def copy_one(store: Store, pool: Pool, place: str, written: datetime) -> Kept | None:
    """Copy one object; None when there is nothing at its place."""
    try:
        content = store.get(place)
    except Missing:
        return None
    return Kept(place, written.isoformat(), len(content), pool.keep(content))


def _place(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
