"""Files too big for memory are sealed in pieces, and nobody cuts, moves or swaps one."""

from __future__ import annotations

import secrets
from io import BytesIO

import pytest

from webapp.sealing import Unopenable
from webapp.sealing.keyfiles import new_key
from webapp.sealing.streams import PIECE, open_stream, seal_stream

PLACE, SEALED_PIECE = b"backup|x|rows", PIECE + 16


def sealed(plain: bytes, key: bytes) -> bytes:
    target = BytesIO()
    seal_stream(key, PLACE, BytesIO(plain), target)
    return target.getvalue()


def opened(box: bytes, key: bytes, place: bytes = PLACE) -> bytes:
    target = BytesIO()
    open_stream(key, place, BytesIO(box), target)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 17])
def test_what_was_sealed_opens_whatever_its_length(size: int) -> None:
    key, plain = new_key(), secrets.token_bytes(size)
    box = sealed(plain, key)
    assert len(box) == size + 16 * max(1, -(-size // PIECE))
    assert opened(box, key) == plain


def test_a_file_that_was_cut_swapped_lengthened_or_moved_does_not_open() -> None:
    key, plain = new_key(), secrets.token_bytes(2 * PIECE + 100)
    box = sealed(plain, key)
    first, second, third = box[:SEALED_PIECE], box[SEALED_PIECE : 2 * SEALED_PIECE], box[2 * SEALED_PIECE :]
    flipped = bytearray(box)
    flipped[PIECE] ^= 1
    for bad in (b"", first, first + second, second + first + third, box + third, box[:-1], bytes(flipped)):
        with pytest.raises(Unopenable):
            opened(bad, key)
    for other_key, place in ((new_key(), PLACE), (key, b"backup|y|rows")):
        with pytest.raises(Unopenable):
            opened(box, other_key, place)
