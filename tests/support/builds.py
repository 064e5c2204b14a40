"""Other builds of the house, as they may have been installed on phones earlier: a copy of the tree with a few words changed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.support.house import ROOT

PARTS = ("webapp", "static", "templates", "translations", "wsgi.py")


def other_build(folder: Path, changes: Mapping[str, tuple[str, str]]) -> Path:
    """Return a copy of the house in ``folder``; each change is ``{file: (words, other words)}``."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / part)
    for name, (words, other) in changes.items():
        text = (folder / name).read_text("utf-8")
        assert words in text, name
        (folder / name).write_text(text.replace(words, other), "utf-8")
    return folder
