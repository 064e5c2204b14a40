"""The centre's key pairs: phones seal the key of a dossier to the public half, and only this machine opens it (decision D2).

The private scalar is derived from a master key, so there is no key file more to lose, and an old pair lives as long as its master.
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from webapp.sealing.envelope import KEY_BYTES, NONCE_BYTES, TAG_BYTES, Unopenable

CURVE: Final = ec.SECP256R1()
ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SCALAR_BYTES: Final = 48
"""More than 32, so that taking the remainder leaves no bias worth naming (FIPS 186-5, A.2.1)."""
POINT_BYTES: Final = 65


class Centre:
    """One key pair of the centre."""

    def __init__(self, master: bytes) -> None:
        wide = HKDF(SHA256(), SCALAR_BYTES, salt=None, info=b"camtay|centre|v1").derive(master)
        self._private = ec.derive_private_key(int.from_bytes(wide) % (ORDER - 1) + 1, CURVE)
        self.public = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def open(self, dossier: str, point: bytes, box: bytes) -> bytes:
        """Return the key of a dossier that a phone sealed. Raises Unopenable."""
        if len(point) != POINT_BYTES or len(box) != NONCE_BYTES + KEY_BYTES + TAG_BYTES:
            raise Unopenable
        try:
            theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
            shared = self._private.exchange(ec.ECDH(), theirs)
            key = AESGCM(_key(shared, point + self.public, dossier))
            return key.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], place_of_key(dossier))
        except (ValueError, InvalidTag):
            raise Unopenable from None


def place_of_key(dossier: str) -> bytes:
    """Return what the sealed key of a dossier is bound to."""
    return f"dossier-key|{dossier}".encode()


def seal_for(public: bytes, dossier: str, key: bytes, nonce: bytes, ephemeral: ec.EllipticCurvePrivateKey) -> tuple[bytes, bytes]:
    """Do what a phone does: return (point, box). For tests and vectors; the machine itself never needs it."""
    point = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = ephemeral.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public))
    return point, nonce + AESGCM(_key(shared, point + public, dossier)).encrypt(nonce, key, place_of_key(dossier))


def _key(shared: bytes, salt: bytes, dossier: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=salt, info=b"camtay|dossier-key|v1|" + dossier.encode()).derive(shared)
