"""Runs ``static/js/photos/quality.js`` over pictures."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from tests.photos.papers import sample

JUDGE = Path(__file__).with_name("judge.mjs")


def judged(pictures: Sequence[Image.Image], paper: bool = True) -> list[dict[str, Any]]:
    """Return of each picture ``{poor: [codes], sharp, glare}``."""
    feed = b""
    for pixels, width, height in map(sample, pictures):
        feed += f"{width} {height} {int(paper)}\n".encode() + pixels
    done = subprocess.run(["node", str(JUDGE)], input=feed, capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]
