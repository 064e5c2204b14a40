"""The listed reasons for refusing at intake. What is kept is the Vietnamese sentence, the words in which the office answered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec
import yaml

FILE = Path(__file__).parents[1] / "procedures" / "_shared" / "refusal_reasons.yaml"


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reason. ``words``: it is not complete without the officer's own words."""

    vi: str
    en: str
    words: bool = False

    def in_(self, lang: str) -> str:
        """Return the sentence in ``lang``."""
        return self.en if lang == "en" else self.vi


@cache
def refusal_reasons() -> Mapping[str, Reason]:
    """Return the reasons by code, in the order of the file."""
    return MappingProxyType(msgspec.convert(yaml.safe_load(FILE.read_text("utf-8")), dict[str, Reason]))


def reason_in(kept: str, lang: str) -> str:
    """Return a kept reason in ``lang``: a listed one is translated, an officer's own words stay as they are."""
    return next((reason.in_(lang) for reason in refusal_reasons().values() if reason.vi == kept), kept)
