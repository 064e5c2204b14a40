"""What a sealed value promises: it opens only where it was sealed, and only with our keys."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.sealing import Envelope, Keyring, Unopenable, WeakKey
from webapp.sealing.keyfiles import Keys, new_key, read_folder, read_or_make_folder

HERE = b"entry-1|dossier-1|answer.set"
ELSEWHERE = b"entry-2|dossier-1|answer.set"


@given(st.binary(max_size=300), st.binary(min_size=1, max_size=60))
def test_what_was_sealed_opens_at_its_place(plain: bytes, place: bytes) -> None:
    envelope = Envelope(new_key())
    assert envelope.open(envelope.seal(plain, place), place) == plain


def test_a_value_moved_to_another_row_does_not_open() -> None:
    envelope = Envelope(new_key())
    box = envelope.seal(b"1945", HERE)
    with pytest.raises(Unopenable):
        envelope.open(box, ELSEWHERE)


def test_any_flipped_bit_is_refused() -> None:
    envelope = Envelope(new_key())
    box = envelope.seal("Nguyễn Thị Mến".encode(), HERE)
    for at in range(len(box)):
        for bit in range(8):
            changed = bytearray(box)
            changed[at] ^= 1 << bit
            with pytest.raises(Unopenable):
                envelope.open(bytes(changed), HERE)


def test_a_cut_off_box_is_refused() -> None:
    envelope = Envelope(new_key())
    box = envelope.seal(b"x", HERE)
    for length in range(len(box)):
        with pytest.raises(Unopenable):
            envelope.open(box[:length], HERE)


def test_the_same_value_never_gives_the_same_box() -> None:
    envelope = Envelope(new_key())
    assert len({envelope.seal(b"same", HERE) for _ in range(100)}) == 100


def test_a_box_needs_a_place() -> None:
    with pytest.raises(ValueError, match="place"):
        Envelope(new_key()).seal(b"x", b"")


def test_a_dossier_key_opens_after_three_rotations(tmp_path: Path) -> None:
    keyring = Keyring.from_folder(tmp_path / "keys")
    envelope, wrapped = keyring.new_key(b"dossier-key|d")
    box = envelope.seal(b"kept", HERE)
    assert [keyring.rotate() for _ in range(3)] == [2, 3, 4]
    assert keyring.envelope(wrapped, b"dossier-key|d").open(box, HERE) == b"kept"
    again = keyring.rewrap(wrapped, b"dossier-key|d")
    assert (wrapped[0], again[0]) == (1, 4)
    assert keyring.envelope(again, b"dossier-key|d").open(box, HERE) == b"kept"


def test_a_process_started_before_a_rotation_opens_what_was_wrapped_after(tmp_path: Path) -> None:
    early = Keyring.from_folder(tmp_path / "keys")
    late = Keyring.from_folder(tmp_path / "keys")
    late.rotate()
    assert early.unwrap(late.wrap(b"new", b"p"), b"p") == b"new"


def test_a_wrapped_key_moved_to_another_dossier_does_not_open(tmp_path: Path) -> None:
    keyring = Keyring.from_folder(tmp_path / "keys")
    _, wrapped = keyring.new_key(b"dossier-key|a")
    with pytest.raises(Unopenable):
        keyring.unwrap(wrapped, b"dossier-key|b")
    with pytest.raises(Unopenable):
        keyring.unwrap(b"\xff" + wrapped[1:], b"dossier-key|a")


def test_blind_indexes_of_two_purposes_and_two_installations_differ(tmp_path: Path) -> None:
    one, other = Keyring.from_folder(tmp_path / "a"), Keyring.from_folder(tmp_path / "b")
    marks = {one.blind("phone", "0912345678"), one.blind("personal_id", "0912345678"), other.blind("phone", "0912345678")}
    assert len(marks) == 3
    assert one.blind("phone", "0912345678") == Keyring.from_folder(tmp_path / "a").blind("phone", "0912345678")


def test_only_our_signature_is_taken(tmp_path: Path) -> None:
    keyring = Keyring.from_folder(tmp_path / "keys")
    signature = keyring.sign("head", b"7")
    assert keyring.signed("head", b"7", signature)
    assert not keyring.signed("head", b"8", signature)
    assert not keyring.signed("other", b"7", signature)
    assert not keyring.signed("head", b"7", "đ")


def test_key_files_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = read_or_make_folder(tmp_path / "keys")
    assert read_or_make_folder(tmp_path / "keys") == first
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    read_or_make_folder(tmp_path)
    (tmp_path / "index.key").chmod(0o640)
    with pytest.raises(WeakKey, match="other users"):
        read_folder(tmp_path)


def test_a_lost_key_is_never_replaced_in_silence(tmp_path: Path) -> None:
    read_or_make_folder(tmp_path)
    (tmp_path / "index.key").unlink()
    with pytest.raises(WeakKey, match="missing: index"):
        read_or_make_folder(tmp_path)


@pytest.mark.parametrize(
    "weak",
    ["", "00", "00" * 32, "ab" * 32, "abcd" * 16, bytes(range(32)).hex(), b"this-is-not-a-random-key-at-all!".hex(), "zz" * 32],
)
def test_weak_keys_are_refused(weak: str) -> None:
    good = new_key().hex()
    with pytest.raises(WeakKey):
        Keyring.from_text(f"master-001={weak} index={good} sign={new_key().hex()}")


def test_keys_from_the_environment_open_what_the_folder_sealed(tmp_path: Path) -> None:
    folder = Keyring.from_folder(tmp_path)
    wrapped = folder.wrap(b"kept", b"p")
    text = "\n".join(f"{path.stem}={path.read_text()}" for path in tmp_path.iterdir())
    from_text = Keyring.from_text(text)
    assert from_text.unwrap(wrapped, b"p") == b"kept"
    with pytest.raises(ValueError, match="rotated there"):
        from_text.rotate()


def test_one_key_may_not_serve_two_purposes() -> None:
    key = new_key()
    with pytest.raises(WeakKey, match="two purposes"):
        Keys({1: key}, key, new_key())
