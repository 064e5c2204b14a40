"""The one inline style of citizen pages: squeezed once, and its hash for the content security policy.

Inline because a first page on a 2G link must be one answer; a hash and no nonce because the phone draws the same page.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ESCAPED_IN_HTML = set("<>&\"'")


def squeeze(css: str) -> str:
    """Return the style without comments and needless spaces. Raises ValueError on a character that HTML would escape."""
    bare = re.sub(r"\s+", " ", _COMMENT.sub("", css)).strip()
    bare = re.sub(r" ?([{};,]) ?", r"\1", bare)
    bare = re.sub(r"(?<=[{;])([a-z-]+): ", r"\1:", bare).replace(";}", "}")
    if found := _ESCAPED_IN_HTML & set(bare):
        raise ValueError(f"the inline style holds {sorted(found)}, which would be escaped")
    return bare


def inline_style(static_folder: Path) -> str:
    """Return what stands in ``<style>`` on every citizen page."""
    return squeeze((static_folder / "css" / "citizen.css").read_text("utf-8"))


def style_hash(style: str) -> str:
    """Return the source expression that allows ``style`` in a content security policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
