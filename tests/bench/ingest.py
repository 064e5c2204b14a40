"""How fast phones are taken in: the server as `make run` starts it, every batch durable, the phones on the same machine.

A batch is two dossiers of 25 operations, as a family fills and hands them in; each phone sends its next batch when the last is acked.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, func, select, text

from tests.bench.timing import median, percentile, tell
from tests.support import databases
from tests.support.harbours import Harbour, harbour
from tests.support.houses import House
from tests.support.people import OLD_WOMAN, PENSION
from tests.sync.pockets import HEADERS, Pocket, Wire
from webapp.database import Database
from webapp.dossiers.log import ENTRIES
from webapp.kernel.clock import SystemClock, day_in_vietnam
from webapp.sealing import Keyring

CLIENTS, BATCHES, DOSSIERS, ANSWERS = 8, 30, 2, 24
PER_BATCH = DOSSIERS * (ANSWERS + 1)
BUDGET = "(budget 1,500 ops/s, p95 500 ms)"
DURABLE = ("fsync = on", "synchronous_commit = on", "full_page_writes = on")


@dataclass
class Load:
    """What one phone sends: its batches, sealed before the clock runs."""

    pocket: Pocket
    batches: list[list[Wire]]


def measure(house: House, folder: Path) -> None:
    """Print operations per second on SQLite and on PostgreSQL."""
    print(f"durable ingest through HTTP: {CLIENTS} phones, {BATCHES} batches of {PER_BATCH} each, on the machine of the server")
    for handed_in in (False, True):
        with harbour(_made(folder / f"sqlite{handed_in}")) as centre:
            told = "SQLite, synchronous=FULL"
            _one(house, centre, f"sqlite:///{centre.site.data / 'camtay.sqlite'}", told, handed_in=handed_in)
    for handed_in in (False, True):
        with durable_postgres() as address, harbour(_made(folder / f"pg{handed_in}"), {"CAMTAY_DATABASE_URL": address}) as centre:
            _one(house, centre, address, "PostgreSQL, fsync on", handed_in=handed_in)
    print()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


@contextmanager
def durable_postgres() -> Iterator[str]:
    """Yield an empty database of a server that writes through, unlike that of the tests."""
    with databases.cluster() as server:
        engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for setting in DURABLE:
                connection.execute(text(f"ALTER SYSTEM SET {setting}"))
            connection.execute(text("SELECT pg_reload_conf()"))
        engine.dispose()
        with databases.new_postgres_database(server, "camtay_ingest") as address:
            yield address


def _one(house: House, centre: Harbour, rows: str, told: str, *, handed_in: bool) -> None:
    keyring = Keyring.from_folder(centre.site.data / "keys", make=False)
    there = replace(house, made=replace(house.made, keyring=keyring))
    loads = [load(there, handed_in=handed_in) for _ in range(CLIENTS)]
    before = count(rows)
    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as many:
        taken = [ms for times in many.map(lambda one: run(centre.port, one), loads) for ms in times]
    seconds = time.perf_counter() - begun
    sent = CLIENTS * BATCHES * PER_BATCH
    judged = CLIENTS * BATCHES * DOSSIERS if handed_in else 0
    assert count(rows) - before == sent + judged, "not everything that was acked is there once"
    what = f"{told}, {'handed in' if handed_in else 'drafts'}"
    tell(what, f"{sent / seconds:,.0f} ops/s", f"median {median(taken):.0f} ms, p95 {percentile(taken, 95):.0f} ms   {BUDGET}")


def count(rows: str) -> int:
    """Return how many entries the log has."""
    database = Database(rows)
    with database.reading() as db:
        number = db.scalar(select(func.count()).select_from(ENTRIES)) or 0
    database.dispose()
    return number


def load(house: House, *, handed_in: bool) -> Load:
    """Return a phone with everything it will send."""
    pocket = Pocket(house)
    return Load(pocket, [[op for _ in range(DOSSIERS) for op in dossier(pocket, handed_in)] for _ in range(BATCHES)])


def dossier(pocket: Pocket, handed_in: bool) -> list[Wire]:
    """Return the operations of one pension: all answers, some of them again, and at last the hand-in."""
    new, start = pocket.begins(PENSION)
    answers = [*OLD_WOMAN.items(), *OLD_WOMAN.items()][: ANSWERS - handed_in]
    ops = [start]
    seen: dict[str, str] = {}
    for field, value in answers:
        ops.append(pocket.sets(new, field, value, base=[seen[field]] if field in seen else []))
        seen[field] = ops[-1]["id"]
    return [*ops, pocket.submits(new, day_in_vietnam(SystemClock().now()))] if handed_in else ops


def run(port: int, one: Load) -> list[float]:
    """Send everything and return the milliseconds of each batch. Raises AssertionError when an operation was not acked."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    cookie = _ask(connection, one.pocket, [], "")[1]
    taken = []
    for batch in one.batches:
        begun = time.perf_counter()
        told, _ = _ask(connection, one.pocket, batch, cookie)
        taken.append((time.perf_counter() - begun) * 1000)
        assert len(told["acks"]) == len(batch), told["refused"] or told["parked"]
    connection.close()
    return taken


def _ask(connection: http.client.HTTPConnection, pocket: Pocket, batch: Sequence[Wire], cookie: str) -> tuple[dict[str, Any], str]:
    keys = {op["dossier"]: pocket.sealed[op["dossier"]] for op in batch}
    claims = {dossier: proof for dossier, proof in pocket.claims().items() if dossier in keys}
    body: dict[str, Any] = {"device": pocket.device, "secret": pocket.secret, "clock": SystemClock().now().isoformat(), "have": pocket.have}
    connection.request(
        "POST", "/sync", json.dumps(body | {"keys": keys, "claims": claims, "ops": list(batch)}), HEADERS | {"Cookie": cookie}
    )
    answer = connection.getresponse()
    told = json.loads(answer.read())
    assert answer.status == 200, told
    pocket.have |= {change["dossier"]: change["last_seq"] for change in told["changes"]}
    return told, (answer.headers["Set-Cookie"] or "").split(";")[0]
