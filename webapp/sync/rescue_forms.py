"""The forms in which a rescue file travels: as it is, as text (mail and chat spoil other files), and as printed squares.

A square holds ``CT1:<6 signs of the digest>:<n>:<of>:<base32>``: capitals and digits only, so that a QR code stays small and what
a camera reads can also be copied by hand. The squares of one file hold its deflated bytes in order. Twin of ``static/core/codes.js``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import zlib
from typing import IO, Final

from webapp.sync.rescue_file import FAMILY, MAGIC, NoRescueFile

MOST_SQUARES: Final = 12
LARGEST_UNPACKED: Final = 256 * 1024
LARGEST_TEXT: Final = 12 * 1024 * 1024
"""Signs of text that are looked at: base64 of the most operations a file may have."""
BEGINS: Final = "CT1:"
_SQUARE = re.compile(r"([0-9A-F]{6}):(\d{1,2}):(\d{1,2}):([A-Z2-7]+)", re.ASCII)


class SquaresMissing(Exception):
    """Not all squares of a file are there; ``missing`` are the numbers of the others."""

    def __init__(self, missing: list[int]) -> None:
        self.missing = missing
        super().__init__(missing)


def as_file(stream: IO[bytes]) -> IO[bytes]:
    """Return the file itself: what was sent may be its text. Raises NoRescueFile or SquaresMissing."""
    start = stream.read(len(FAMILY))
    stream.seek(0)
    return stream if start == FAMILY else io.BytesIO(from_text(stream.read(LARGEST_TEXT).decode("ascii", "ignore")))


def from_text(text: str) -> bytes:
    """Return the file that a text is: squares in any order, or base64. Raises NoRescueFile or SquaresMissing."""
    if BEGINS in text:
        said = (_SQUARE.fullmatch("".join(part.split())) for part in text.split(BEGINS)[1:])
        return _unpacked(_joined([found.groups() for found in said if found]))
    try:
        found = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        found = _first_whole(text)
    if not found.startswith(MAGIC[: len(FAMILY)]):
        raise NoRescueFile("no_rescue_file")
    return found


def _first_whole(text: str) -> bytes:
    """Text that was cut in the middle of four signs: what is whole of it."""
    signs = re.sub(r"[^A-Za-z0-9+/]", "", text)
    try:
        return base64.b64decode(signs[: len(signs) // 4 * 4])
    except (binascii.Error, ValueError):
        return b""


def _joined(squares: list[tuple[str, ...]]) -> bytes:
    if not squares:
        raise NoRescueFile("squares_damaged")
    mark, of = squares[0][0], int(squares[0][2])
    if not 1 <= of <= MOST_SQUARES or any((one[0], int(one[2])) != (mark, of) for one in squares):
        raise NoRescueFile("squares_mixed")
    parts = {int(number): said for _, number, _, said in squares}
    missing = [number for number in range(1, of + 1) if number not in parts]
    if missing:
        raise SquaresMissing(missing)
    packed = b"".join(_base32(parts[number]) for number in range(1, of + 1))
    if hashlib.sha256(packed).hexdigest()[: len(mark)].upper() != mark:
        raise NoRescueFile("squares_damaged")
    return packed


def _base32(said: str) -> bytes:
    try:
        return base64.b32decode(said + "=" * (-len(said) % 8))
    except binascii.Error:
        raise NoRescueFile("squares_damaged") from None


def _unpacked(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(packed, LARGEST_UNPACKED)
    except zlib.error:
        raise NoRescueFile("squares_damaged") from None
    if unpacking.unconsumed_tail:
        raise NoRescueFile("rescue_too_large")
    return found
