"""AES-256-GCM boxes. The place of a value is part of its seal, so a box that was moved elsewhere does not open."""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
DATA_KEY_ID: Final = 1


class Unopenable(Exception):
    """A box was changed, moved, or sealed with a key we do not have. Never says which: that would help a forger."""


class Envelope:
    """Seals and opens values with one data key. A box is key id (1 byte), nonce (12), ciphertext and tag."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a data key has 32 bytes")
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, aad: bytes) -> bytes:
        """Return a box that opens only with the same ``aad``, which names the place of the value and is never empty."""
        return seal_with(self._cipher, DATA_KEY_ID, plain, aad)

    def open(self, box: bytes, aad: bytes) -> bytes:
        """Return what was sealed. Raises Unopenable."""
        if not box or box[0] != DATA_KEY_ID:
            raise Unopenable
        return open_with(self._cipher, box, aad)


def seal_with(cipher: AESGCM, key_id: int, plain: bytes, aad: bytes) -> bytes:
    """Seal with the key id in front; the id is part of what is authenticated."""
    if not aad:
        raise ValueError("a box without a place could be moved")
    nonce = secrets.token_bytes(NONCE_BYTES)
    front = bytes([key_id])
    return front + nonce + cipher.encrypt(nonce, plain, front + aad)


def open_with(cipher: AESGCM, box: bytes, aad: bytes) -> bytes:
    """Open what ``seal_with`` made. Raises Unopenable."""
    if len(box) < 1 + NONCE_BYTES + TAG_BYTES:
        raise Unopenable
    try:
        return cipher.decrypt(box[1 : 1 + NONCE_BYTES], box[1 + NONCE_BYTES :], box[:1] + aad)
    except InvalidTag:
        raise Unopenable from None
