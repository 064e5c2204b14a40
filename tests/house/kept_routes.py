"""The addresses that people have bookmarked, printed on slips and learnt by heart: none of them may vanish.

`python -m tests.house.kept_routes` adds new ones to ``routes.json`` and removes none.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from flask import Flask

KEPT = Path(__file__).with_name("routes.json")
AUTOMATIC = frozenset({"HEAD", "OPTIONS"})


def kept() -> set[str]:
    """Return the addresses that are kept, as ``METHOD /address``."""
    return set(json.loads(KEPT.read_text("utf-8"))) if KEPT.exists() else set()


def addresses_of(app: Flask) -> set[str]:
    """Return the addresses of an app."""
    return {f"{method} {rule.rule}" for rule in app.url_map.iter_rules() for method in set(rule.methods or ()) - AUTOMATIC}


def keep(app: Flask) -> int:
    """Add the addresses of an app; return how many are new."""
    before = kept()
    every = sorted(before | addresses_of(app), key=lambda line: line.split(" ", 1)[::-1])
    KEPT.write_text(json.dumps(every, indent=1) + "\n", "utf-8")
    return len(every) - len(before)


if __name__ == "__main__":
    from tests.support.houses import Builder

    with tempfile.TemporaryDirectory() as folder:
        built = Builder(Path(folder)).build(Path(folder) / "house")
        print(f"{keep(built.app)} addresses added")
        built.database.dispose()
