"""Places in the store: ids and small words of ours, parted by slashes, so no name from outside becomes a path or a key."""

from __future__ import annotations

import re

_PLACE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}(/[a-z0-9][a-z0-9-]{0,63}){1,3}")


def require_place(place: str) -> str:
    """Return the place. Raises ValueError when it is none of ours."""
    if not _PLACE.fullmatch(place):
        raise ValueError("not a place of ours")
    return place
