"""Where sealed files lie. What comes back is never trusted: it opens only with the key of its dossier.

A store that does not answer, is full or is broken raises ``NotKept`` (``put``, ``delete``) or ``NotOpened`` (all others)
within half a minute, and a person reads what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol


class Missing(LookupError):
    """There is nothing at this place."""


class Store(Protocol):
    """Keeps bytes at places like ``files/<dossier>/<id>``. What ``put`` has answered survives a loss of power."""

    def put(self, place: str, content: bytes) -> None:
        """Keep the bytes, whole or not at all."""
        ...

    def get(self, place: str) -> bytes:
        """Return the bytes. Raises Missing."""
        ...

    def exists(self, place: str) -> bool:
        """Tell whether there is something at this place."""
        ...

    def delete(self, place: str) -> None:
        """Remove it; silent when there is nothing."""
        ...

    def places(self) -> Iterator[tuple[str, datetime]]:
        """Walk over all places with the time each was written."""
        ...
