"""The folder keeps whole files or none, on disk for certain, and nobody walks out of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from webapp.kernel.problems import NotKept
from webapp.uploads.adapters.local import LocalStore
from webapp.uploads.ports import Missing, Store

PLACE = "files/0190f000-0000-7000-8000-000000000001/0190f000-0000-7000-8000-000000000002"


def test_what_is_put_can_be_got_and_deleted(store: LocalStore) -> None:
    kept: Store = store
    kept.put(PLACE, b"one")
    kept.put(PLACE, b"two")
    assert kept.get(PLACE) == b"two"
    assert kept.exists(PLACE)
    assert [place for place, _ in kept.places()] == [PLACE]
    kept.delete(PLACE)
    kept.delete(PLACE)
    assert not kept.exists(PLACE)
    with pytest.raises(Missing):
        kept.get(PLACE)


@pytest.mark.parametrize("place", ["../x", "/etc/passwd", "files/../../x", "files//x", "files/x\x00", "files", "Files/x", "files/x/", ""])
def test_a_place_that_is_not_ours_is_refused(store: LocalStore, place: str) -> None:
    for act in (store.get, store.exists, store.delete, lambda place: store.put(place, b"")):
        with pytest.raises(ValueError):
            act(place)


def test_file_and_folders_are_synced_before_put_answers(store: LocalStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    synced: list[str] = []
    real = os.fsync

    def watch(handle: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        real(handle)

    monkeypatch.setattr(os, "fsync", watch)
    store.put(PLACE, b"photo")
    folder = tmp_path / "objects"
    assert synced[0].endswith(".half")
    assert synced[1:] == [str((folder / PLACE).parent), str(folder / "files"), str(folder)]


def test_a_full_disk_leaves_the_old_file_and_no_half(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(PLACE, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotKept):
        store.put(PLACE, b"new")
    assert store.get(PLACE) == b"old"
    assert [place for place, _ in store.places()] == [PLACE]


def test_only_the_owner_reads_the_folder(store: LocalStore, tmp_path: Path) -> None:
    store.put(PLACE, b"x")
    assert (tmp_path / "objects").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "objects" / PLACE).stat().st_mode & 0o777 == 0o600


def test_an_address_names_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "có dấu"
    LocalStore.from_url(folder.as_uri()).put(PLACE, b"x")
    assert (folder / PLACE).exists()
    for bad in ("s3://bucket", "file://host/x"):
        with pytest.raises(ValueError):
            LocalStore.from_url(bad)
