"""What a person reads and what stays when the store of files is full, broken or away; and a whole house on an S3-compatible store."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.house.scene import attach
from tests.support import buckets
from tests.support.houses import Builder, House
from tests.support.odd_files import picture
from tests.support.people import OLD_WOMAN, PENSION
from tests.support.persons import Person, Walked
from tests.support.strict_client import text_of
from webapp.kernel.ids import new_id
from webapp.uploads.adapters.local import LocalStore
from webapp.uploads.adapters.s3 import Bucket, S3Store
from webapp.uploads.models import FileRow

BROKEN = {"full": errno.ENOSPC, "broken": errno.EIO}


@pytest.fixture
def on_seaweedfs(builder: Builder, tmp_path: Path, seaweedfs: Bucket) -> Iterator[House]:
    """A whole house whose files are in a bucket of the real SeaweedFS."""
    house = builder.build(tmp_path / "data", **buckets.told(buckets.own_prefix(seaweedfs)))
    yield house
    house.database.dispose()


def sends_a_photo(walked: Walked, lang: str = "vi") -> tuple[int, str, str]:
    paper = next(stop for stop in walked.seen if stop.startswith("paper-"))
    name = "paper." + paper.removeprefix("paper-").replace("-", "_")
    address = f"/{lang}{walked.base.removeprefix('/vi')}/steps/{paper}"
    told = walked.person.browser.post(
        address, data={f"{name}.file": (BytesIO(picture()), "anh.jpg")}, headers={"Referer": f"http://localhost{address}"}
    )
    return told.status_code, text_of(told), address


def rows(house: House) -> int:
    with house.database.reading() as db:
        return db.scalar(select(func.count()).select_from(FileRow)) or 0


def test_a_photo_of_the_page_lies_sealed_in_the_bucket_and_the_officer_opens_it(on_seaweedfs: House) -> None:
    assert isinstance(on_seaweedfs.made.store, S3Store)
    walked = Person(on_seaweedfs).walk(PENSION, OLD_WOMAN, loosely=True)
    file = attach(walked)
    walked.hand_in()
    [(place, _)] = on_seaweedfs.made.store.places()
    assert place.startswith(f"files/{walked.dossier}/{file}")
    assert b"JFIF" not in on_seaweedfs.made.store.get(place)
    officer = next(name for name, person in on_seaweedfs.people().items() if person["role"] == "receiving_officer")
    opened = on_seaweedfs.officer(officer).get(f"/vi/desk/dossiers/{walked.dossier}/files/{file}")
    assert opened.status_code == 200
    assert opened.data.startswith(b"\xff\xd8\xff")
    assert not list(LocalStore(on_seaweedfs.data / "objects").places())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_store_that_is_away_is_told_and_the_same_photo_sent_again_is_kept(
    builder: Builder, tmp_path: Path, lang: str, moto: Bucket
) -> None:
    house = builder.build(tmp_path / "data")
    walked = Person(house).walk(PENSION, OLD_WOMAN, loosely=True)
    before = walked.kept().answers
    there = S3Store(buckets.own_prefix(moto))
    away = Bucket("away", "", f"http://127.0.0.1:{buckets.closed_port()}", "us-east-1", "key", "secret")
    object.__setattr__(house.made, "store", S3Store(away))
    status, page, address = sends_a_photo(walked, lang)
    assert status == 503
    assert ("Chưa lưu được ảnh" if lang == "vi" else "is not saved yet") in page
    assert f'href="{address}"' in page
    assert (rows(house), walked.kept().answers) == (0, before)
    object.__setattr__(house.made, "store", there)
    assert sends_a_photo(walked, lang)[0] == 303
    assert rows(house) == len(list(there.places())) == 1
    object.__setattr__(house.made, "store", S3Store(away))
    file = next(said["files"][0] for said in walked.kept().papers.values() if said["files"])
    gone = walked.person.browser.get(f"/{lang}{walked.base.removeprefix('/vi')}/files/{file}")
    assert (gone.status_code, gone.headers["Retry-After"]) == (503, "60")
    assert ("Chưa mở được ảnh" if lang == "vi" else "cannot be opened yet") in text_of(gone)


@pytest.mark.parametrize("fault", BROKEN)
def test_a_disk_that_is_full_or_broken_keeps_nothing_half_and_says_so(house: House, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    walked = Person(house).walk(PENSION, OLD_WOMAN, loosely=True)

    def fails(_handle: int) -> None:
        raise OSError(BROKEN[fault], os.strerror(BROKEN[fault]))

    with monkeypatch.context() as patched:
        patched.setattr("webapp.uploads.adapters.local.os.fsync", fails)
        status, page, _ = sends_a_photo(walked)
    assert status == 503
    assert "Chưa lưu được ảnh" in page
    assert rows(house) == 0
    assert not [path for path in (house.data / "objects").rglob("*") if path.is_file()]
    assert sends_a_photo(walked)[0] == 303
    assert rows(house) == 1


def test_a_disk_that_cannot_be_read_is_a_pause_and_no_missing_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from webapp.kernel.problems import NotOpened

    store, place = LocalStore(tmp_path / "objects"), f"files/{new_id()}/{new_id()}"
    store.put(place, b"photo")

    def fails(*_: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fails)
    with pytest.raises(NotOpened):
        store.get(place)


def test_a_centre_opens_although_its_store_is_away(builder: Builder, tmp_path: Path) -> None:
    from tests.support.harbours import harbour

    away = Bucket("away", "", f"http://127.0.0.1:{buckets.closed_port()}", "us-east-1", "key", "secret")
    builder.furnish(tmp_path / "data")
    with harbour(tmp_path, buckets.told(away)) as centre:
        said = centre.site.said.read_text("utf-8")
    assert "the store of files does not answer" in said


def test_the_nightly_run_says_that_the_store_is_away(house: House) -> None:
    away = Bucket("away", "", f"http://127.0.0.1:{buckets.closed_port()}", "us-east-1", "key", "secret")
    object.__setattr__(house.made, "store", S3Store(away))
    told = house.app.test_cli_runner().invoke(args=["retention", "run"])
    assert told.exit_code == 1
    assert "run it again" in told.output
