"""A bucket of an S3-compatible store (SeaweedFS, MinIO, Ceph, Amazon), through obstore.

Every object goes in one PUT of its whole body, signed over its SHA-256 and with a checksum that the store compares (S3,
"Checking object integrity"), so it is kept whole or not at all. Waiting is bounded: a request of a person ends in a page.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store as Client

from webapp.kernel.problems import NotKept, NotOpened, StoreDown
from webapp.uploads.places import require_place
from webapp.uploads.ports import Missing

log = logging.getLogger("camtay.store")
CONNECT: Final = timedelta(seconds=3)
REQUEST: Final = timedelta(seconds=10)
RETRIES: Final = 2
ALL_TRIES: Final = timedelta(seconds=12)
"""No new try is begun after this; with the last one no call waits longer than 22 seconds."""
LISTED_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where the objects are and who we are there. ``endpoint`` "" is Amazon's own."""

    name: str
    prefix: str
    endpoint: str
    region: str
    key_id: str
    secret: str = field(repr=False)

    @classmethod
    def from_url(cls, url: str, endpoint: str, region: str, credentials: str) -> Bucket:
        """Read ``s3://bucket/prefix`` and ``<key id>:<secret>``. Raises ValueError."""
        parts = urlsplit(url)
        key_id, _, secret = credentials.partition(":")
        if parts.scheme != "s3" or not parts.netloc or not key_id or not secret:
            raise ValueError("a bucket is s3://name/prefix, with credentials <key id>:<secret>")
        return cls(parts.netloc, unquote(parts.path).strip("/"), endpoint, region, key_id, secret)


class S3Store:
    """Keeps objects in one bucket under one prefix. The client is made at the first use, in the process that uses it."""

    def __init__(self, bucket: Bucket, patience: timedelta = REQUEST) -> None:
        self._bucket = bucket
        self._patience = patience
        self._made: tuple[int, Client] | None = None
        self._making = threading.Lock()

    def put(self, place: str, content: bytes) -> None:
        """Keep the bytes, whole or not at all."""
        require_place(place)
        with _network(NotKept):
            obstore.put(self._client(), place, content, use_multipart=False)

    def get(self, place: str) -> bytes:
        """Return the bytes. Raises Missing."""
        require_place(place)
        with _network(NotOpened):
            return bytes(obstore.get(self._client(), place).bytes())

    def exists(self, place: str) -> bool:
        """Tell whether there is something at this place."""
        require_place(place)
        try:
            with _network(NotOpened):
                obstore.head(self._client(), place)
        except Missing:
            return False
        return True

    def delete(self, place: str) -> None:
        """Remove it; silent when there is nothing."""
        require_place(place)
        try:
            with _network(NotKept):
                obstore.delete(self._client(), place)
        except Missing:
            return

    def places(self) -> Iterator[tuple[str, datetime]]:
        """Walk over all places with the time each was written, however many pages the store needs for them."""
        listed = iter(obstore.list(self._client(), chunk_size=LISTED_AT_ONCE))
        while True:
            with _network(NotOpened):
                portion = next(listed, None)
            if portion is None:
                return
            for one in portion:
                yield one["path"], one["last_modified"]

    def _client(self) -> Client:
        """Return this process's client. In a child of a process that had one, obstore would hang for ever: that is refused."""
        with self._making:
            if self._made is None:
                self._made = (os.getpid(), _connected(self._bucket, self._patience))
            pid, client = self._made
        if pid != os.getpid():
            raise RuntimeError("this store was used before the fork; use it only in the workers")
        return client


def _connected(bucket: Bucket, patience: timedelta) -> Client:
    return Client(
        bucket.name,
        prefix=bucket.prefix or None,
        endpoint=bucket.endpoint or f"https://s3.{bucket.region}.amazonaws.com",
        region=bucket.region,
        access_key_id=bucket.key_id,
        secret_access_key=bucket.secret,
        virtual_hosted_style_request=False,
        checksum_algorithm="SHA256",
        client_options={"allow_http": bucket.endpoint.startswith("http://"), "timeout": patience, "connect_timeout": CONNECT},
        retry_config={"max_retries": RETRIES, "retry_timeout": ALL_TRIES},
    )


@contextmanager
def _network(refusal: type[StoreDown]) -> Iterator[None]:
    """What the store or the way to it did, as the port says it. A bucket that is not there is no missing object."""
    try:
        yield
    except FileNotFoundError as fault:
        if "NoSuchBucket" not in str(fault):
            raise Missing(str(fault).splitlines()[0]) from None
        log.error("store", exc_info=fault)
        raise refusal from fault
    except (BaseError, OSError) as fault:
        log.error("store", exc_info=fault)
        raise refusal from fault
