"""Where the house stands, and its files."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


def files(folder: str, pattern: str = "*") -> Iterator[Path]:
    """Yield the files of a folder of the house, in order; nothing that was installed."""
    for path in sorted((ROOT / folder).rglob(pattern)):
        if path.is_file() and not {"node_modules", "__pycache__"} & set(path.parts):
            yield path


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file that git keeps or would keep (not ignored)."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return tuple(ROOT / name for name in listed if name and (ROOT / name).is_file())
