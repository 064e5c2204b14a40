"""One contract, three stores: a folder, moto, and the real SeaweedFS, all asked through the port alone."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support import buckets
from tests.support.breaking_proxy import BreakingProxy
from webapp.kernel.ids import new_id
from webapp.kernel.problems import NotKept, NotOpened
from webapp.uploads.adapters.local import LocalStore
from webapp.uploads.adapters.s3 import Bucket, S3Store
from webapp.uploads.ports import Missing, Store

MEGABYTE = 1024 * 1024
SHORT = timedelta(milliseconds=300)


@pytest.fixture(params=["moto", "seaweedfs"])
def bucket(request: pytest.FixtureRequest) -> Bucket:
    """A prefix in a bucket of each S3-compatible store."""
    return buckets.own_prefix(request.getfixturevalue(request.param))


@pytest.fixture(params=["folder", "moto", "seaweedfs"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Each store that a centre may have, empty."""
    if request.param == "folder":
        return LocalStore(tmp_path / "objects")
    return S3Store(buckets.own_prefix(request.getfixturevalue(request.param)))


@pytest.fixture
def place() -> str:
    return f"files/{new_id()}/{new_id()}"


def test_what_was_put_is_got_again_byte_by_byte(any_store: Store, place: str) -> None:
    content = bytes(range(256)) * 7
    any_store.put(place, content)
    assert any_store.get(place) == content
    assert any_store.exists(place)


def test_what_is_not_there_is_missing_and_no_fault(any_store: Store, place: str) -> None:
    with pytest.raises(Missing):
        any_store.get(place)
    assert not any_store.exists(place)


def test_what_was_deleted_is_missing_and_deleting_again_is_silent(any_store: Store, place: str) -> None:
    any_store.put(place, b"photo")
    any_store.delete(place)
    any_store.delete(place)
    assert not any_store.exists(place)
    with pytest.raises(Missing):
        any_store.get(place)


def test_what_is_put_again_replaces_what_was_there(any_store: Store, place: str) -> None:
    any_store.put(place, b"the first, and longer")
    any_store.put(place, b"the second")
    assert any_store.get(place) == b"the second"


@pytest.mark.parametrize("size", [0, 1, 10 * MEGABYTE + 29])
def test_nothing_and_the_largest_file_are_kept_whole(any_store: Store, place: str, size: int) -> None:
    content = secrets.token_bytes(size)
    any_store.put(place, content)
    assert any_store.get(place) == content


def test_pieces_of_an_upload_lie_beside_each_other(any_store: Store) -> None:
    file = new_id()
    places = [f"parts/{file}/{offset}" for offset in (0, 262144, 1310720)]
    for place in places:
        any_store.put(place, place.encode())
    assert [any_store.get(place) for place in places] == [place.encode() for place in places]
    assert set(places) <= {place for place, _ in any_store.places()}


@pytest.mark.parametrize("any_store", ["folder", "seaweedfs"], indirect=True)
def test_all_places_are_walked_over_with_their_times_however_many(any_store: Store) -> None:
    """More than a thousand: S3 tells them in portions."""
    folder = new_id()
    places = {f"files/{folder}/{number:05}" for number in range(1030)}
    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda place: any_store.put(place, b"x"), places))
    walked = dict(any_store.places())
    assert places <= walked.keys()
    now = datetime.now(UTC)
    assert all(abs(now - walked[place]) < timedelta(minutes=10) for place in places)


def test_many_threads_use_one_store_at_once(any_store: Store) -> None:
    places = [f"files/{new_id()}/{number}" for number in range(40)]

    def there_and_back(place: str) -> bool:
        any_store.put(place, place.encode() * 1000)
        return any_store.get(place) == place.encode() * 1000

    with ThreadPoolExecutor(8) as many:
        assert all(many.map(there_and_back, places))


@pytest.mark.parametrize("place", ["../x", "/etc/passwd", "files/../../x", "files//x", "files/x\x00", "files", "Files/x", "files/x/", ""])
def test_a_place_that_is_none_of_ours_reaches_no_store(any_store: Store, place: str) -> None:
    for act in (any_store.get, any_store.exists, any_store.delete, lambda place: any_store.put(place, b"")):
        with pytest.raises(ValueError):
            act(place)


def test_two_centres_in_one_bucket_do_not_see_each_other(bucket: Bucket, place: str) -> None:
    ours, theirs = S3Store(bucket), S3Store(replace(bucket, prefix=f"{bucket.prefix}-other"))
    theirs.put(place, b"theirs")
    assert not ours.exists(place)
    assert place not in dict(ours.places())


# proves FM 58
def test_a_put_that_is_cut_off_keeps_nothing_new(bucket: Bucket, place: str) -> None:
    straight = S3Store(bucket)
    port = int(bucket.endpoint.rsplit(":", 1)[1])
    with cutting(port) as network:
        through = S3Store(replace(bucket, endpoint=network))
        with pytest.raises(NotKept):
            through.put(place, b"x" * MEGABYTE)
        assert not straight.exists(place)
        straight.put(place, b"old")
        with pytest.raises(NotKept):
            through.put(place, b"y" * MEGABYTE)
    assert straight.get(place) == b"old"


def everything(store: Store) -> list[tuple[type[Exception], Callable[[], object]]]:
    place = f"files/{new_id()}/{new_id()}"
    asked: list[tuple[type[Exception], Callable[[], object]]] = [(NotKept, lambda: store.put(place, b"x"))]
    asked += [(NotKept, lambda: store.delete(place)), (NotOpened, lambda: store.get(place))]
    return [*asked, (NotOpened, lambda: store.exists(place)), (NotOpened, lambda: list(store.places()))]


def bucket_at(port: int, **other: str) -> Bucket:
    made = Bucket(buckets.BUCKET, "tests", f"http://127.0.0.1:{port}", "us-east-1", buckets.KEY_ID, buckets.SECRET)
    return replace(made, **other)  # type: ignore[arg-type]


def test_a_store_that_is_switched_off_refuses_for_now() -> None:
    for refusal, act in everything(S3Store(bucket_at(buckets.closed_port()))):
        with pytest.raises(refusal):
            act()


def test_a_store_that_never_answers_is_not_waited_for_without_end() -> None:
    with buckets.silent_port() as port:
        for refusal, act in everything(S3Store(bucket_at(port), SHORT)):
            with pytest.raises(refusal):
                act()


def test_wrong_credentials_are_a_fault_and_no_missing_file(seaweedfs: Bucket) -> None:
    for refusal, act in everything(S3Store(replace(seaweedfs, secret="wrong"))):
        with pytest.raises(refusal):
            act()


def test_a_bucket_that_is_not_there_is_a_fault_and_no_missing_file(moto: Bucket) -> None:
    store, place = S3Store(replace(moto, name="no-such-bucket")), f"files/{new_id()}/{new_id()}"
    for refusal, act in (
        (NotKept, lambda: store.put(place, b"x")),
        (NotOpened, lambda: store.get(place)),
        (NotOpened, lambda: list(store.places())),
    ):
        with pytest.raises(refusal):
            act()


def test_a_secret_is_never_shown() -> None:
    made = Bucket.from_url("s3://bucket/a%20b/", "", "vn-1", "key:se:cret")
    assert (made.name, made.prefix, made.key_id, made.secret) == ("bucket", "a b", "key", "se:cret")
    assert "se:cret" not in repr(made)
    for bad in ("file:///x", "s3:///x", "https://bucket"):
        with pytest.raises(ValueError):
            Bucket.from_url(bad, "", "vn-1", "key:secret")
    with pytest.raises(ValueError):
        Bucket.from_url("s3://bucket", "", "vn-1", "key-without-secret")


def test_a_client_that_was_used_before_a_fork_is_refused_in_the_child(tmp_path: Path) -> None:
    """obstore would hang there for ever (0.12.1); a master that loads the app and forks must not use the store itself."""
    import subprocess
    import sys

    script = f"""
import os
from webapp.uploads.adapters.s3 import Bucket, S3Store
bucket = Bucket("b", "p", "http://127.0.0.1:{buckets.closed_port()}", "us-east-1", "k", "s")
def asks(store):
    try:
        store.exists("files/a/b")
    except Exception as said:
        return type(said).__name__
used, unused = S3Store(bucket), S3Store(bucket)
print(asks(used), flush=True)
if os.fork() == 0:
    print(asks(used), flush=True)
    os._exit(0)
os.wait()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["NotOpened", "RuntimeError"]


class cutting:  # noqa: N801 - a context manager
    """A way on which every request is cut in its middle."""

    def __init__(self, port: int) -> None:
        self._proxy = BreakingProxy(port, 1)
        self._proxy._fate = lambda: "cut"  # type: ignore[method-assign]

    def __enter__(self) -> str:
        return self._proxy.base

    def __exit__(self, *_: object) -> None:
        self._proxy.close()
