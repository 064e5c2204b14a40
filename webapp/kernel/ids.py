"""Identifiers. Time-ordered UUIDs (RFC 9562 version 7), always lower-case text of 36 characters."""

from __future__ import annotations

import re

from uuid_utils.compat import uuid7

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def new_id() -> str:
    """Return a new UUIDv7. Monotonic inside one process."""
    return str(uuid7())


def is_id(text: str) -> bool:
    """Tell whether ``text`` has the shape of an id of ours."""
    return _UUID.fullmatch(text) is not None
