"""Sealing of files too big for memory: pieces of 1 MiB, each bound to its number and to being the last one or not.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): a file that was cut, or whose pieces changed places, does not open.
A key seals one file only, so that no nonce comes twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from webapp.sealing.envelope import NONCE_BYTES, TAG_BYTES, Unopenable

PIECE: Final = 1024 * 1024


def seal_stream(key: bytes, place: bytes, source: BinaryIO, target: BinaryIO) -> None:
    """Write what ``source`` holds, sealed to ``place``. The key must be new."""
    cipher = AESGCM(key)
    for number, last, piece in _pieces(source, PIECE):
        target.write(cipher.encrypt(_nonce(number, last), piece, place))


def open_stream(key: bytes, place: bytes, source: BinaryIO, target: BinaryIO) -> None:
    """Write what was sealed. Raises Unopenable; what was written by then must be thrown away."""
    cipher = AESGCM(key)
    for number, last, piece in _pieces(source, PIECE + TAG_BYTES):
        try:
            target.write(cipher.decrypt(_nonce(number, last), piece, place))
        except (InvalidTag, ValueError):
            raise Unopenable from None


def _pieces(source: BinaryIO, size: int) -> Iterator[tuple[int, bool, bytes]]:
    """Number, whether it is the last, content. An empty file is one empty piece."""
    number, piece = 0, source.read(size)
    while True:
        after = source.read(size)
        yield number, not after, piece
        if not after:
            return
        number, piece = number + 1, after


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(NONCE_BYTES - 1) + bytes([last])
