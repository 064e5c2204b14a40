"""Reference lists (provinces, communes, countries …): small CSV files, read once, the same for server and phone."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

HOME_PROVINCE = "22"
"""Quảng Ninh. Only its communes are offered as a list; elsewhere the commune is typed (decision D15)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list. ``parent`` is the code of the item above it (a commune's province)."""

    code: str
    vi: str
    en: str
    parent: str = ""
    note: str = ""

    def say(self, lang: str) -> str:
        """Return the name in ``lang`` ("vi" or "en")."""
        return self.en if lang == "en" else self.vi


class Lists:
    """All reference lists by name. An unknown list name is a bug and raises KeyError; an unknown code is None."""

    def __init__(self, lists: dict[str, tuple[Item, ...]]) -> None:
        self._lists = lists
        self._by_code = {name: {item.code: item for item in items} for name, items in lists.items()}
        self._by_parent: dict[tuple[str, str], tuple[Item, ...]] = {}

    @classmethod
    def load(cls, folder: Path) -> Lists:
        """Read every ``*.csv`` (header ``code,vi,en,parent,note``) of ``folder``; the file name is the list's name."""
        return cls({path.stem: _read(path) for path in sorted(folder.glob("*.csv"))})

    def names(self) -> tuple[str, ...]:
        """Return the names of all lists."""
        return tuple(self._lists)

    def items(self, name: str, parent: str | None = None) -> tuple[Item, ...]:
        """Return the items of a list in the order of its file, all of them or those under ``parent``."""
        if parent is None:
            return self._lists[name]
        key = (name, parent)
        if key not in self._by_parent:
            self._by_parent[key] = tuple(item for item in self._lists[name] if item.parent == parent)
        return self._by_parent[key]

    def get(self, name: str, code: str) -> Item | None:
        """Return the item of that code, or None."""
        return self._by_code[name].get(code)


def _read(path: Path) -> tuple[Item, ...]:
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(Item(**row) for row in csv.DictReader(lines))
