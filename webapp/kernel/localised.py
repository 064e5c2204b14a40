"""A sentence in both languages. It cannot be built with one side missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Localised:
    """One thing said in Vietnamese (first) and in English. Raises ValueError when a side is empty."""

    vi: str
    en: str

    def __post_init__(self) -> None:
        if not self.vi.strip() or not self.en.strip():
            raise ValueError("both vi and en must be said")

    def in_(self, lang: str) -> str:
        """Return the sentence in ``lang`` ("vi" or "en")."""
        return self.en if lang == "en" else self.vi
