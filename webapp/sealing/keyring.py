"""The keys of one installation: masters wrap the keys of dossiers, others make blind indexes and signatures.

The database never holds a key that opens anything by itself.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from webapp.sealing.centre import Centre
from webapp.sealing.envelope import KEY_BYTES, Envelope, Unopenable, open_with, seal_with
from webapp.sealing.keyfiles import Keys, add_master, read_folder, read_or_make_folder, read_text


class Keyring:
    """Wraps, unwraps, blinds and signs. One instance serves all threads of a process."""

    def __init__(self, keys: Keys, folder: Path | None = None) -> None:
        self._folder = folder
        self._take(keys)

    @classmethod
    def from_folder(cls, folder: Path, *, make: bool = True) -> Keyring:
        """Open a folder of key files, making them at the first start when ``make``. Raises WeakKey."""
        return cls(read_or_make_folder(folder) if make else read_folder(folder), folder)

    @classmethod
    def from_text(cls, text: str) -> Keyring:
        """Take the keys from one text of the environment. Raises WeakKey."""
        return cls(read_text(text))

    def rotate(self) -> int:
        """Add a master key that wraps from now on, and return its id. Raises ValueError when keys come from a text."""
        if self._folder is None:
            raise ValueError("keys from the environment are rotated there")
        key_id = add_master(self._folder)
        self._take(read_folder(self._folder))
        return key_id

    @property
    def newest(self) -> int:
        """The id of the master key that wraps now."""
        return max(self._masters)

    def new_key(self, aad: bytes) -> tuple[Envelope, bytes]:
        """Make a data key; return its envelope and the wrapped key to be stored at the place ``aad`` names."""
        key = secrets.token_bytes(KEY_BYTES)
        return Envelope(key), self.wrap(key, aad)

    def envelope(self, wrapped: bytes, aad: bytes) -> Envelope:
        """Return the envelope of a wrapped data key. Raises Unopenable."""
        return Envelope(self.unwrap(wrapped, aad))

    def wrap(self, plain: bytes, aad: bytes) -> bytes:
        """Seal a key or a small secret with the newest master key."""
        key_id = self.newest
        return seal_with(self._masters[key_id], key_id, plain, b"wrap|" + aad)

    def unwrap(self, wrapped: bytes, aad: bytes) -> bytes:
        """Open what any master key of ours wrapped. Raises Unopenable."""
        master = self._master(wrapped[0]) if wrapped else None
        if master is None:
            raise Unopenable
        return open_with(master, wrapped, b"wrap|" + aad)

    def rewrap(self, wrapped: bytes, aad: bytes) -> bytes:
        """Return the same secret under the newest master key, so that an old one can be retired."""
        return self.wrap(self.unwrap(wrapped, aad), aad)

    def centre(self) -> tuple[int, bytes]:
        """Return the id and the public point (65 bytes, uncompressed) of the centre's newest key pair."""
        return self.newest, self._centres[self.newest].public

    def public_of(self, key_id: int) -> bytes | None:
        """Return the public point of one of the centre's key pairs, or None when there is none of that id."""
        return self._centres[key_id].public if self._master(key_id) is not None else None

    def open_for_centre(self, key_id: int, dossier: str, point: bytes, box: bytes) -> bytes:
        """Return the 32 bytes of a dossier's key that a phone sealed to the centre. Raises Unopenable."""
        if self._master(key_id) is None:
            raise Unopenable
        return self._centres[key_id].open(dossier, point, box)

    def blind(self, purpose: str, folded: str) -> str:
        """Return 64 hex digits for an equality search. Folding is the caller's; equal values of two purposes differ."""
        return hmac.new(self._index, purpose.encode() + b"\x00" + folded.encode(), hashlib.sha256).hexdigest()

    def sign(self, purpose: str, data: bytes) -> str:
        """Return a signature in 64 hex digits."""
        return hmac.new(self._sign, purpose.encode() + b"\x00" + data, hashlib.sha256).hexdigest()

    def signed(self, purpose: str, data: bytes, signature: str) -> bool:
        """Tell whether ``signature`` is ours, in constant time."""
        return hmac.compare_digest(self.sign(purpose, data).encode(), signature.encode())

    def _master(self, key_id: int) -> AESGCM | None:
        if key_id not in self._masters and self._folder is not None:
            self._take(read_folder(self._folder))  # another process rotated since we started
        return self._masters.get(key_id)

    def _take(self, keys: Keys) -> None:
        self._masters = {key_id: AESGCM(key) for key_id, key in keys.masters.items()}
        self._centres = {key_id: Centre(key) for key_id, key in keys.masters.items()}
        self._index = keys.index
        self._sign = keys.sign
