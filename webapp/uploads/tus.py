"""The words of tus 1.0.0 (https://tus.io/protocols/resumable-upload): core, creation and checksum. Pure: headers in, values out."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final

from webapp.uploads.inspection import MOST_BYTES

EXTENSIONS: Final = "creation,checksum"
ALGORITHMS: Final = "sha256"
PIECE_TYPE: Final = "application/offset+octet-stream"
BOX_MORE: Final = 29
"""How many bytes a box has more than what is in it: one for the key, twelve of the nonce, sixteen of the tag."""
MOST_BOX: Final = MOST_BYTES + BOX_MORE
MOST_PIECE: Final = 1024 * 1024
LONGEST_METADATA: Final = 2000
MOST_DIGITS: Final = 18
CHECKSUM_FAILED: Final = 460
"""The status that tus has made up for a piece that is not what its checksum says."""


class BadWords(ValueError):
    """A header that cannot be read."""


def whole_number(text: str | None) -> int:
    """Return a length or offset. Raises BadWords for nothing, signs, letters, and more digits than any file has bytes."""
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > MOST_DIGITS:
        raise BadWords("not a number")
    return int(text)


def metadata(text: str | None) -> dict[str, str]:
    """Return ``Upload-Metadata``: names, each with a text in base64, separated by commas. Raises BadWords."""
    if text is None or len(text) > LONGEST_METADATA:
        raise BadWords("no metadata, or too long")
    found: dict[str, str] = {}
    for pair in text.split(","):
        name, _, value = pair.strip().partition(" ")
        if not name or name in found:
            raise BadWords("a name is missing or stands twice")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            raise BadWords("a value is not base64 of a text") from None
    return found


def checksum(text: str | None) -> bytes | None:
    """Return the SHA-256 that ``Upload-Checksum`` promises, None without one. Raises BadWords, also for another algorithm."""
    if text is None:
        return None
    algorithm, _, value = text.partition(" ")
    try:
        promised = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise BadWords("the checksum is not base64") from None
    if algorithm != ALGORITHMS or len(promised) != hashlib.sha256().digest_size:
        raise BadWords("not a checksum we know")
    return promised


def keeps_promise(piece: bytes, promised: bytes | None) -> bool:
    """Tell whether a piece is what its checksum says; without one it is."""
    return promised is None or hmac.compare_digest(hashlib.sha256(piece).digest(), promised)
