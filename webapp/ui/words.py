"""The words people read: Vietnamese sentences are the message ids, the English stands in the catalogue.

The phone's worker reads the same tables (``Words.table``), so nothing here may depend on a request or on Babel's locale data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from babel.messages.pofile import read_po

from webapp.kernel.localised import LANGUAGES

_NAMED = re.compile(r"%\(([a-z_]+)\)s")
_LARGEST_SAFE_INTEGER = 2**53 - 1


def printable(value: object) -> str | int:
    """Let strings and whole numbers pass, raise TypeError on the rest.

    ``True``, ``None`` and ``[]`` print as different words in Python and in JavaScript, and none of them is for people.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST_SAFE_INTEGER:
        return value
    raise TypeError(f"only text and whole numbers may be printed, not {type(value).__name__}")


class Words:
    """One table of sentences per language."""

    def __init__(self, tables: Mapping[str, Mapping[str, str]]) -> None:
        self._tables = {lang: dict(table) for lang, table in tables.items()}

    @classmethod
    def load(cls, folder: Path) -> Words:
        """Read ``<lang>/LC_MESSAGES/messages.po`` and every ``<lang>/parts/*.po`` under ``folder``; any of them may be absent."""
        return cls({lang: _table(folder / lang) for lang in LANGUAGES})

    def say(self, lang: str, msgid: str, /, **values: object) -> str:
        """Return the sentence in ``lang`` with its ``%(name)s`` filled in. Raises KeyError when a named value is not given."""
        sentence = self.table(lang).get(msgid, msgid)
        return _NAMED.sub(lambda found: str(printable(values[found[1]])), sentence)

    def knows(self, lang: str, msgid: str) -> bool:
        """Return whether ``msgid`` can be said in ``lang`` (Vietnamese is the id itself)."""
        return lang == "vi" or msgid in self.table(lang)

    def table(self, lang: str) -> Mapping[str, str]:
        """Return the sentences that differ from their id; what the worker is given."""
        return self._tables.get(lang, {})


def _table(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in [folder / "LC_MESSAGES" / "messages.po", *sorted((folder / "parts").glob("*.po"))]:
        if path.exists():
            found.update(_entries(path))
    return found


def _entries(path: Path) -> dict[str, str]:
    with path.open("rb") as source:
        catalogue = read_po(source, abort_invalid=True)
    found = {
        message.id: message.string
        for message in catalogue
        if isinstance(message.id, str) and message.id and isinstance(message.string, str) and message.string and not message.fuzzy
    }
    for msgid, sentence in found.items():
        if set(_NAMED.findall(msgid)) != set(_NAMED.findall(sentence)):
            raise ValueError(f"{path.name}: the named values differ in {msgid!r}")
    return found
