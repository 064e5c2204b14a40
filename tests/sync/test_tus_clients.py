"""The real server over loopback: other people's tus clients stop and go on, lines are cut in the middle, slow phones hang."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path

import pytest
from tusclient.client import TusClient
from tusclient.uploader import Uploader

from tests.bench import uploads
from tests.support import odd_files as odd
from tests.support.harbours import Harbour, harbour
from tests.support.house import ROOT
from tests.support.houses import Builder, House
from tests.sync.photos import Photo, b64, with_photo
from tests.sync.pockets import Pocket
from webapp.uploads import queries

CHUNK = 16 * 1024
PATIENCE = 20.0
BIG = odd.picture((1600, 1200), quality=95)


@pytest.fixture(scope="module")
def quay(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Harbour, House]]:
    """A server in a process of its own, and a house on the same rows to look at them."""
    folder = tmp_path_factory.mktemp("quay")
    house = builder.build(folder / "data")
    with harbour(folder) as open_one:
        yield open_one, house
    house.database.dispose()


def headers_of(phone: Pocket) -> dict[str, str]:
    return {"Cam-Tay-Device": phone.device, "Cam-Tay-Secret": phone.secret}


def named(one: Photo) -> dict[str, str]:
    return {"dossier": one.dossier, "file": one.file, "hash": one.hash}


def ask(site: Harbour, phone: Pocket, method: str, path: str, **headers: str) -> dict[str, str]:
    """Ask by hand, and return the headers of the answer."""
    line = HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
    line.request(method, path, headers={"Tus-Resumable": "1.0.0", **headers_of(phone), **headers})
    answer = line.getresponse()
    answer.read()
    line.close()
    assert answer.status < 300, answer.status
    return {name.lower(): value for name, value in answer.getheaders()}


def begin(site: Harbour, phone: Pocket, one: Photo) -> None:
    said = {"Upload-Length": str(len(one.box)), "Upload-Metadata": ",".join(f"{name} {b64(value)}" for name, value in named(one).items())}
    ask(site, phone, "POST", "/uploads/", **said)


def offset(site: Harbour, phone: Pocket, one: Photo) -> int:
    return int(ask(site, phone, "HEAD", f"/uploads/{one.file}")["upload-offset"])


def piece_half_sent(site: Harbour, phone: Pocket, one: Photo, size: int, sent: int) -> socket.socket:
    """Begin to send a piece from the first byte on, and leave it there."""
    said = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", "Content-Length": str(size)}
    lines = [
        f"PATCH /uploads/{one.file} HTTP/1.1",
        "Host: 127.0.0.1",
        *(f"{key}: {value}" for key, value in (said | headers_of(phone)).items()),
    ]
    line = socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE)
    line.sendall("\r\n".join([*lines, "", ""]).encode() + one.box[:sent])
    return line


def soon(wanted: int, site: Harbour, phone: Pocket, one: Photo) -> bool:
    """Wait until so much has been kept; a server notices a cut when it reads."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if offset(site, phone, one) == wanted:
            return True
        time.sleep(0.05)
    return False


def tuspy(site: Harbour, phone: Pocket, one: Photo) -> Uploader:
    """Return tuspy before an upload that was begun; it asks where to go on."""
    client = TusClient(f"{site.base}/uploads/", headers=headers_of(phone))
    return client.uploader(file_stream=BytesIO(one.box), chunk_size=CHUNK, url=f"{site.base}/uploads/{one.file}")


def is_kept(house: House, one: Photo) -> bool:
    with house.database.reading() as db:
        found = queries.file_of(db, one.dossier, one.file)
    return found is not None and found.sent_sha256 == one.sent


# proves FM 31
def test_tuspy_stops_and_another_tuspy_goes_on(quay: tuple[Harbour, House]) -> None:
    site, house = quay
    phone = Pocket(house)
    one = with_photo(phone, BIG)
    client = TusClient(f"{site.base}/uploads/", headers=headers_of(phone))
    first = client.uploader(file_stream=BytesIO(one.box), chunk_size=CHUNK, metadata=named(one))
    first.upload(stop_at=3 * CHUNK)
    assert first.url == f"{site.base}/uploads/{one.file}"
    second = tuspy(site, phone, one)
    assert second.offset == offset(site, phone, one) == 3 * CHUNK
    second.upload()
    assert second.offset == len(one.box)
    assert is_kept(house, one)


def test_tus_js_client_stops_and_another_one_goes_on(quay: tuple[Harbour, House]) -> None:
    site, house = quay
    phone = Pocket(house)
    one = with_photo(phone, BIG)
    said = {"endpoint": f"{site.base}/uploads/", "headers": headers_of(phone), "box": b64(one.box), "metadata": named(one)}
    asked = json.dumps({**said, "chunk": CHUNK, "stopAt": 2 * CHUNK})
    done = subprocess.run(["node", "tus_client.mjs"], cwd=ROOT / "tests/js", input=asked, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told == {"stoppedAt": 2 * CHUNK, "sent": len(one.box), "file": "kept", "url": f"{site.base}/uploads/{one.file}"}
    assert is_kept(house, one)


# proves FM 31, FM 32
def test_a_line_that_is_cut_in_the_middle_of_a_piece_keeps_exactly_what_arrived(quay: tuple[Harbour, House]) -> None:
    site, house = quay
    phone = Pocket(house)
    one = with_photo(phone, BIG)
    begin(site, phone, one)
    piece_half_sent(site, phone, one, 60_000, 43_211).close()
    assert soon(43_211, site, phone, one)
    again = tuspy(site, phone, one)
    assert again.offset == 43_211
    again.upload()
    assert is_kept(house, one)


# proves FM 31
def test_a_phone_that_comes_again_while_its_old_line_hangs_finds_what_arrived(quay: tuple[Harbour, House]) -> None:
    site, house = quay
    phone = Pocket(house)
    one = with_photo(phone, BIG)
    begin(site, phone, one)
    with piece_half_sent(site, phone, one, 60_000, 31_000):
        time.sleep(0.5)
        assert soon(31_000, site, phone, one)
        tuspy(site, phone, one).upload()
    assert is_kept(house, one)


# proves FM 59
def test_phones_that_hang_in_the_middle_of_a_piece_take_no_more_than_their_share(quay: tuple[Harbour, House]) -> None:
    site, house = quay
    phones = [Pocket(house) for _ in range(4)]
    photos = [with_photo(phone, BIG) for phone in phones]
    for phone, one in zip(phones, photos, strict=True):
        begin(site, phone, one)
    with contextlib.ExitStack() as lines:
        for _ in range(4):
            for phone, one in zip(phones, photos, strict=True):
                lines.enter_context(piece_half_sent(site, phone, one, 60_000, 20_000))
        for _ in range(10):
            with urllib.request.urlopen(f"{site.base}/healthz", timeout=PATIENCE) as answer:
                assert answer.status == 200
    kept = [offset(site, phone, one) for phone, one in zip(phones, photos, strict=True) if soon(20_000, site, phone, one)]
    assert len(kept) >= 2
    assert set(kept) == {20_000}


def test_a_server_that_is_killed_loses_no_piece_it_answered_for(quay: tuple[Harbour, House]) -> None:
    site, house = quay
    phone = Pocket(house)
    one = with_photo(phone, BIG)
    client = TusClient(f"{site.base}/uploads/", headers=headers_of(phone))
    client.uploader(file_stream=BytesIO(one.box), chunk_size=CHUNK, metadata=named(one)).upload(stop_at=2 * CHUNK)
    hung = piece_half_sent(site, phone, one, CHUNK, 10)
    site.kill()
    hung.close()
    site.start()
    again = tuspy(site, phone, one)
    assert again.offset == 2 * CHUNK
    again.upload()
    assert is_kept(house, one)


# proves FM 32
def test_twenty_uploads_that_are_cut_to_a_server_that_dies_are_whole_and_no_trouble_costs_more_than_a_piece(
    builder: Builder, tmp_path: Path
) -> None:
    told = uploads.bring(builder, tmp_path, 20, killed_after=20)
    assert (told.photos, told.lost, told.kills) == (20, [], 1)
    assert told.cuts == 20
    assert told.sent - told.useful <= (told.cuts + uploads.CLIENTS * told.kills) * uploads.PIECE
