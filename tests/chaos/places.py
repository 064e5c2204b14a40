"""Where a centre of the chaos test keeps rows and files: embedded, or PostgreSQL and a bucket, each with a way to be struck."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, text

from tests.bench.proxy import SlowProxy, slow_proxy
from tests.support import buckets, databases
from webapp.kernel.ids import new_id
from webapp.uploads.adapters.s3 import Bucket

ROWS, FILES = ("sqlite", "postgresql"), ("local", "moto", "seaweedfs")
LINE_KILOBITS, LINE_MS = 1_000_000, 0.2


@dataclass(frozen=True)
class Site:
    """One place for a centre: a folder, the address of its rows, the settings that name them and its store."""

    folder: Path
    url: str
    settings: dict[str, str]

    @property
    def data(self) -> Path:
        return self.folder / "data"


class Places:
    """Makes empty sites, and strikes what they share."""

    def __init__(self, rows: str, files: str, cluster: str, bucket: Bucket | None, line: SlowProxy | None) -> None:
        self.rows, self.files = rows, files
        self._cluster, self._bucket, self._line = cluster, bucket, line
        self._held = contextlib.ExitStack()

    def site(self, folder: Path) -> Site:
        """Return an empty place for a centre."""
        folder.mkdir(parents=True)
        url = f"sqlite:///{folder / 'data' / 'camtay.sqlite'}" if self.rows == "sqlite" else self._database()
        return Site(folder, url, {"CAMTAY_DATABASE_URL": url} | self._store())

    def forget(self) -> None:
        """Let go of what the sites of a round kept outside their folders."""
        self._held.close()
        if self._bucket is not None:
            buckets.empty(self._bucket)

    def restart_rows(self) -> None:
        """Let PostgreSQL die and recover: what was committed is there again, everybody else was cut."""
        databases.restart(self._cluster)

    def cut_store(self, random: Random) -> None:
        """Let the bucket refuse, or take everything and say nothing."""
        assert self._line is not None
        random.choice((self._line.refuse, self._line.hang))()

    def mend_store(self) -> None:
        if self._line is not None:
            self._line.open()

    def _database(self) -> str:
        url = self._held.enter_context(databases.new_postgres_database(self._cluster, f"camtay_chaos_{new_id().replace('-', '')}"))
        engine = create_engine(url)
        with engine.begin() as connection:
            # The shared cluster of the tests is quick and forgetful; here a commit is one (no power cut: the page cache stays).
            connection.execute(text(f"ALTER DATABASE {engine.url.database} SET synchronous_commit = on"))
        engine.dispose()
        return url

    def _store(self) -> dict[str, str]:
        if self._bucket is None or self._line is None:
            return {}
        return buckets.told(replace(self._bucket, endpoint=self._line.base, prefix=f"{self._bucket.prefix}/{new_id()}"))


@contextlib.contextmanager
def places(rows: str, files: str) -> Iterator[Places]:
    """Yield places for ``rows`` (of ROWS) and ``files`` (of FILES); what they need is started and stopped."""
    with contextlib.ExitStack() as held:
        cluster = held.enter_context(databases.cluster()) if rows == "postgresql" else ""
        bucket = line = None
        if files != "local":
            found = held.enter_context(buckets.moto() if files == "moto" else buckets.seaweedfs())
            bucket = buckets.own_prefix(found)
            line = held.enter_context(slow_proxy(int(bucket.endpoint.rsplit(":", 1)[1]), LINE_KILOBITS, LINE_MS))
        made = Places(rows, files, cluster, bucket, line)
        held.callback(made.forget)
        yield made
