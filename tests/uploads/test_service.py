"""Files are stored first and rowed after, sealed, once each, within their quotas; what was left over is swept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support import odd_files as odd
from webapp.database import Database
from webapp.kernel.clock import FixedClock
from webapp.kernel.digest import sha256_hex
from webapp.kernel.ids import new_id
from webapp.kernel.problems import BadFile, NotFound, TooLarge
from webapp.sealing import Envelope, Unopenable
from webapp.uploads import queries, service
from webapp.uploads.adapters.local import LocalStore
from webapp.uploads.queries import KeptFile

ME = "keyholder:0190f000-0000-7000-8000-000000000001"
PHOTO = odd.photo_of_a_phone()


@pytest.fixture
def bring(rows: Database, store: LocalStore, envelope: Envelope, dossier: str, clock: FixedClock) -> Bring:
    return Bring(rows, store, envelope, dossier, clock)


class Bring:
    """Brings files to one dossier as a route does."""

    def __init__(self, rows: Database, store: LocalStore, envelope: Envelope, dossier: str, clock: FixedClock) -> None:
        self.rows, self.store, self.envelope, self.dossier, self.clock = rows, store, envelope, dossier, clock

    def __call__(self, data: bytes = PHOTO, name: str = "bà Sáu.jpg", who: str = ME, dossier: str = "") -> KeptFile:
        now, where = self.clock.now(), dossier or self.dossier
        with self.rows.reading() as db:
            again = service.known_or_room(db, where, who, data, now)
        if again:
            return again
        prepared = service.prepare_file(self.store, self.envelope, where, who, data, name, now)
        with self.rows.transaction() as tx:
            return service.keep_file(tx, prepared)

    def pretend(self, **values: object) -> None:
        """Let the rows say that files of some size are there already."""
        with self.rows.transaction() as tx:
            tx.execute(text("UPDATE files SET " + ", ".join(f"{name} = :{name}" for name in values)), values)


def test_a_photo_is_kept_with_what_was_sent_and_what_was_kept(bring: Bring, store: LocalStore, envelope: Envelope) -> None:
    kept = bring()
    clean = service.read_file(store, envelope, kept)
    assert kept.sent_sha256 == sha256_hex(PHOTO)
    assert kept.kept_sha256 == sha256_hex(clean)
    assert kept.media_type == "image/jpeg"
    assert kept.size == len(clean)
    assert (kept.width, kept.height, kept.pages) == (320, 240, 1)
    assert service.read_name(envelope, kept) == "bà Sáu.jpg"


def test_neither_picture_nor_name_lies_open_in_store_or_rows(bring: Bring, rows: Database, store: LocalStore, envelope: Envelope) -> None:
    kept = bring(name="canary-CCCD.jpg")
    sealed = store.get(kept.location)
    assert service.read_file(store, envelope, kept)[:200] not in sealed
    assert not sealed.startswith(b"\xff\xd8")
    with rows.reading() as db:
        assert "canary" not in " ".join(str(tuple(row)) for row in db.execute(text("SELECT * FROM files")))


def test_a_file_moved_to_another_place_in_the_store_does_not_open(bring: Bring, store: LocalStore, envelope: Envelope) -> None:
    one, two = bring(), bring(odd.picture())
    store.put(one.location, store.get(two.location))
    with pytest.raises(Unopenable):
        service.read_file(store, envelope, one)


def test_the_same_photo_sent_twice_is_one_file(bring: Bring, store: LocalStore) -> None:
    assert bring() == bring()
    assert len(list(store.places())) == 1


def test_the_same_photo_in_two_dossiers_is_two_files(bring: Bring) -> None:
    assert bring().id != bring(dossier=new_id()).id


def test_a_photo_of_another_dossier_is_not_there(bring: Bring, rows: Database) -> None:
    kept = bring()
    with rows.reading() as db:
        assert queries.file_of(db, bring.dossier, kept.id) == kept
        assert queries.file_of(db, new_id(), kept.id) is None
        assert queries.files_of(db, bring.dossier, [kept.id, "other"]) == {kept.id: kept}


def test_a_bad_file_leaves_nothing_behind(bring: Bring, store: LocalStore, rows: Database) -> None:
    with pytest.raises(BadFile):
        bring(odd.SVG, "ảnh.jpg")
    assert list(store.places()) == []
    with rows.reading() as db:
        assert queries.files_of(db, bring.dossier) == {}


def test_the_thirteenth_file_of_a_dossier_is_refused(bring: Bring) -> None:
    for number in range(12):
        bring(odd.picture((20 + number, 20), "PNG"))
    with pytest.raises(TooLarge) as refused:
        bring(odd.picture((99, 20), "PNG"))
    assert refused.value.data["reason"] == "dossier_files"


def test_a_dossier_takes_forty_megabytes(bring: Bring) -> None:
    bring()
    bring.pretend(size=40 * 1024 * 1024)
    with pytest.raises(TooLarge) as refused:
        bring(odd.picture())
    assert refused.value.data["reason"] == "dossier_bytes"


def test_one_browser_brings_300_megabytes_a_day_and_again_tomorrow(bring: Bring, clock: FixedClock) -> None:
    bring()
    bring.pretend(sent_size=300 * 1024 * 1024)
    with pytest.raises(TooLarge) as refused:
        bring(odd.picture(), dossier=new_id())
    assert refused.value.data["reason"] == "day_bytes"
    assert bring(odd.picture(), who="keyholder:another", dossier=new_id())
    clock.forward(days=1, seconds=1)
    assert bring(odd.picture(), dossier=new_id())


def test_a_file_over_ten_megabytes_is_refused_before_it_is_looked_at(bring: Bring) -> None:
    with pytest.raises(TooLarge) as refused:
        bring(bytes(10 * 1024 * 1024 + 1))
    assert refused.value.data["reason"] == "file_bytes"


def test_what_was_stored_without_a_row_is_swept_after_a_day(bring: Bring, rows: Database, store: LocalStore, clock: FixedClock) -> None:
    kept = bring()
    service.prepare_file(store, bring.envelope, bring.dossier, ME, odd.picture(), "cut off", clock.now())
    (tmp := Path(store._folder) / "files" / "0123456789abcdef.half").write_bytes(b"half")
    for later, left in ((timedelta(hours=23), 3), (timedelta(hours=25), 1)):
        with rows.reading() as db:
            service.sweep_orphans(db, store, clock.now() + later)
        assert len(list(store.places())) == left
    assert store.exists(kept.location)
    assert not tmp.exists()


def test_a_file_taken_out_is_gone_from_the_dossier(bring: Bring, rows: Database, store: LocalStore) -> None:
    kept = bring()
    with rows.transaction() as tx:
        store.delete(service.remove_file(tx, bring.dossier, kept.id))
    assert not store.exists(kept.location)
    with rows.transaction() as tx, pytest.raises(NotFound):
        service.remove_file(tx, bring.dossier, kept.id)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Ảnh\\bà Sáu.jpg", "bà Sáu.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe\n", "agpj.exe"),
        ("x" * 500, "x" * 120),
        ("", ""),
    ],
)
def test_a_file_name_is_only_something_to_show(given: str, kept: str) -> None:
    assert service.plain_name(given) == kept
