"""What a phone seals to the centre opens there, for that dossier only, and for as long as its master key is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.kernel.ids import new_id
from webapp.sealing import Keyring, Unopenable
from webapp.sealing.centre import CURVE, ORDER, POINT_BYTES, Centre, seal_for
from webapp.sealing.keyfiles import new_key

DOSSIER, OTHER = "019aa000-0000-7000-8000-000000000001", "019aa000-0000-7000-8000-000000000002"
KEY = bytes(range(32))
MASTER = hashlib.sha256(b"a master of these tests").digest()
KEPT_PUBLIC = "049c1bc9c622de04"
"""How the point of ``MASTER`` begins: were it ever another one, no key that a phone sealed before would open."""


def sealed(public: bytes, dossier: str = DOSSIER, key: bytes = KEY) -> tuple[bytes, bytes]:
    return seal_for(public, dossier, key, secrets.token_bytes(12), ec.generate_private_key(CURVE))


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869 in four lines, so that the derivation is not compared with itself."""
    pseudo = hmac.new(salt or bytes(32), secret, hashlib.sha256).digest()
    made, block = b"", b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.new(pseudo, block + info + bytes([number]), hashlib.sha256).digest()
        made += block
    return made[:length]


@settings(max_examples=30)
@given(st.binary(min_size=32, max_size=32), st.uuids())
def test_what_a_phone_sealed_for_a_dossier_opens_at_the_centre(key: bytes, dossier: object) -> None:
    centre = Centre(MASTER)
    assert centre.open(str(dossier), *sealed(centre.public, str(dossier), key)) == key


def test_the_pair_is_made_from_the_master_as_the_contract_says() -> None:
    scalar = int.from_bytes(hkdf(MASTER, b"", b"camtay|centre|v1", 48)) % (ORDER - 1) + 1
    public = ec.derive_private_key(scalar, CURVE).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert Centre(MASTER).public == public
    assert len(public) == POINT_BYTES
    assert public.hex().startswith(KEPT_PUBLIC)


def test_the_key_of_a_box_is_derived_as_the_contract_says() -> None:
    centre, theirs = Centre(MASTER), ec.generate_private_key(CURVE)
    point = theirs.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = theirs.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, centre.public))
    key = hkdf(shared, point + centre.public, f"camtay|dossier-key|v1|{DOSSIER}".encode(), 32)
    nonce = secrets.token_bytes(12)
    box = nonce + AESGCM(key).encrypt(nonce, KEY, f"dossier-key|{DOSSIER}".encode())
    assert centre.open(DOSSIER, point, box) == KEY


# proves I7
def test_a_key_sealed_for_one_dossier_does_not_open_for_another() -> None:
    centre = Centre(MASTER)
    with pytest.raises(Unopenable):
        centre.open(OTHER, *sealed(centre.public))


def test_a_key_sealed_to_another_centre_does_not_open() -> None:
    with pytest.raises(Unopenable):
        Centre(MASTER).open(DOSSIER, *sealed(Centre(new_key()).public))


def test_any_flipped_bit_of_box_or_point_is_refused() -> None:
    centre = Centre(MASTER)
    point, box = sealed(centre.public)
    for at in range(len(box)):
        with pytest.raises(Unopenable):
            centre.open(DOSSIER, point, _flipped(box, at))
    for at in range(len(point)):
        with pytest.raises(Unopenable):
            centre.open(DOSSIER, _flipped(point, at), box)


@pytest.mark.parametrize(
    "point",
    [b"", b"\x00", b"\x00" * POINT_BYTES, b"\x04" + b"\x00" * 64, b"\x04" + b"\xff" * 64, b"\x02" + b"\x01" * 32, b"\x04" + b"\x01" * 65],
)
def test_a_point_that_is_not_on_the_curve_is_refused(point: bytes) -> None:
    centre = Centre(MASTER)
    with pytest.raises(Unopenable):
        centre.open(DOSSIER, point, sealed(centre.public)[1])


def test_a_compressed_point_is_refused_although_it_names_the_same_key() -> None:
    centre, theirs = Centre(MASTER), ec.generate_private_key(CURVE)
    _, box = seal_for(centre.public, DOSSIER, KEY, bytes(12), theirs)
    with pytest.raises(Unopenable):
        centre.open(DOSSIER, theirs.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint), box)


@pytest.mark.parametrize("length", [0, 1, 12, 27, 28, 59, 61, 1000])
def test_a_box_of_another_length_is_refused(length: int) -> None:
    centre = Centre(MASTER)
    point, box = sealed(centre.public)
    with pytest.raises(Unopenable):
        centre.open(DOSSIER, point, (box * 20)[:length])


def test_what_was_sealed_before_three_rotations_still_opens(tmp_path: Path) -> None:
    keyring = Keyring.from_folder(tmp_path / "keys")
    kid, public = keyring.centre()
    early = sealed(public)
    assert [keyring.rotate() for _ in range(3)] == [2, 3, 4]
    newest, other = keyring.centre()
    assert (kid, newest) == (1, 4)
    assert other != public
    assert keyring.open_for_centre(kid, DOSSIER, *early) == KEY
    assert keyring.open_for_centre(newest, DOSSIER, *sealed(other)) == KEY


def test_a_process_started_before_a_rotation_opens_what_was_sealed_after(tmp_path: Path) -> None:
    early, late = Keyring.from_folder(tmp_path / "keys"), Keyring.from_folder(tmp_path / "keys")
    late.rotate()
    kid, public = late.centre()
    assert early.open_for_centre(kid, DOSSIER, *sealed(public)) == KEY


@pytest.mark.parametrize("kid", [0, 2, -1, 255, 2**60])
def test_a_key_pair_that_never_was_is_refused(kid: int, tmp_path: Path) -> None:
    keyring = Keyring.from_folder(tmp_path / "keys")
    with pytest.raises(Unopenable):
        keyring.open_for_centre(kid, new_id(), *sealed(keyring.centre()[1]))


def test_two_installations_have_different_pairs(tmp_path: Path) -> None:
    one, other = (Keyring.from_folder(tmp_path / name) for name in ("a", "b"))
    assert one.centre()[1] != other.centre()[1]
    assert one.centre() == Keyring.from_folder(tmp_path / "a").centre()


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
