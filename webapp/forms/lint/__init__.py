"""The lint of a guide, one concern per module. Each yields ``Finding``s; ``checking.py`` gives them file and line."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """A fault at a place inside a definition, e.g. ``("steps", 3, "when")``."""

    where: tuple[str | int, ...]
    code: str
    message: str
