"""Rate limits shared by all processes: one table of counters, one write for all counters of a request.

Keys are whoever can be told apart best: keyholder, account name or phone first. Addresses get high limits only, because
a whole commune may share one (carrier NAT). Keys are hashed with a secret, so the table names nobody. This is one of
the three doors that may write during a GET.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from limits import RateLimitItem, parse
from limits.storage import Storage
from sqlalchemy import BigInteger, Column, Integer, Table, Text, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from webapp.database import Base, Database
from webapp.kernel.problems import TooMany
from webapp.sealing import Keyring

By = Literal["keyholder", "address", "name", "phone", "everyone"]
BYS: tuple[By, ...] = ("keyholder", "address", "name", "phone", "everyone")
EVERYONE = "everyone"

COUNTERS = Table(
    "limit_counters",
    Base.metadata,
    Column("key", Text, primary_key=True),
    Column("hits", Integer, nullable=False),
    Column("ends_at", BigInteger, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in a time, counted by one thing that can be told apart."""

    by: By
    item: RateLimitItem
    fails_only: bool = False


def _rate(by: By, text: str, fails_only: bool = False) -> Rate:
    return Rate(by, parse(text), fails_only)


RATES: dict[str, tuple[Rate, ...]] = {
    "step": (_rate("keyholder", "600/minute"), _rate("address", "6000/minute")),
    "start": (_rate("keyholder", "30/hour"), _rate("address", "3000/hour")),
    "track": (_rate("keyholder", "10/minute"), _rate("address", "60/hour"), _rate("everyone", "3000/hour")),
    "sign_in": (_rate("name", "5/15 minutes", True), _rate("address", "50/15 minutes", True)),
    "upload": (_rate("keyholder", "60/minute"), _rate("address", "600/minute")),
    "piece": (_rate("keyholder", "300/minute"), _rate("address", "6000/minute")),
    "sync": (_rate("keyholder", "120/minute"), _rate("address", "6000/minute")),
    "rescue": (_rate("keyholder", "60/hour"), _rate("address", "600/hour")),
    "help": (_rate("keyholder", "10/hour"), _rate("address", "600/hour")),
}


class SqlStorage(Storage):
    """The storage of the ``limits`` package on our own table; the same on SQLite and PostgreSQL."""

    STORAGE_SCHEME = None

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        super().__init__("")
        self._database = database
        self._now = now
        self._insert: Any = sqlite.insert if database.is_sqlite else postgresql.insert

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to one counter and return it. A counter whose time is over begins again, also where the clock was set."""
        return self.incr_all([(key, expiry)], amount)[0]

    def incr_all(self, counters: list[tuple[str, int]], amount: int = 1) -> list[int]:
        """Add to several counters in one transaction, always in the order of their keys (no dead locks)."""
        now = int(self._now())
        counted: dict[str, int] = {}
        with self._database.transaction(lasting=False) as tx:
            for key, expiry in sorted(counters):
                counted[key] = int(tx.execute(self._add(key, now, expiry, amount)).scalar_one())
        return [counted[key] for key, _ in counters]

    def _add(self, key: str, now: int, expiry: int, amount: int) -> Any:
        # One that would end later than one begun now was begun before the clock was set back.
        over = (COUNTERS.c.ends_at <= now) | (COUNTERS.c.ends_at > now + expiry)
        insert = self._insert(COUNTERS).values(key=key, hits=amount, ends_at=now + expiry)
        changed = {
            "hits": case((over, amount), else_=COUNTERS.c.hits + amount),
            "ends_at": case((over, now + expiry), else_=COUNTERS.c.ends_at),
        }
        return insert.on_conflict_do_update(index_elements=[COUNTERS.c.key], set_=changed).returning(COUNTERS.c.hits)

    def get(self, key: str) -> int:
        """Return a counter, 0 when there is none or its time is over."""
        with self._database.reading() as db:
            row = db.execute(select(COUNTERS.c.hits).where(COUNTERS.c.key == key, COUNTERS.c.ends_at > int(self._now())))
            return int(row.scalar() or 0)

    def get_expiry(self, key: str) -> float:
        """Return the moment (Unix time) at which a counter begins again."""
        with self._database.reading() as db:
            return float(db.execute(select(COUNTERS.c.ends_at).where(COUNTERS.c.key == key)).scalar() or self._now())

    def check(self) -> bool:
        """Tell whether the table answers."""
        try:
            self.get("")
        except SQLAlchemyError:
            return False
        return True

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with self._database.transaction() as tx:
            tx.execute(delete(COUNTERS).where(COUNTERS.c.key == key))

    def reset(self) -> int:
        """Forget all counters; return how many there were."""
        with self._database.transaction() as tx:
            return int(getattr(tx.execute(delete(COUNTERS)), "rowcount", 0))

    def sweep(self) -> int:
        """Remove counters whose time is over (for the retention job); return how many."""
        with self._database.transaction() as tx:
            return int(getattr(tx.execute(delete(COUNTERS).where(COUNTERS.c.ends_at <= int(self._now()))), "rowcount", 0))


class Limiter:
    """Counts acts and says TooMany. ``hit`` first, then the act; ``forgive`` when it was not a failed try after all."""

    def __init__(self, storage: SqlStorage, keyring: Keyring, rates: dict[str, tuple[Rate, ...]] | None = None) -> None:
        self._storage = storage
        self._keyring = keyring
        self._rates = RATES if rates is None else rates

    def hit(self, act: str, **who: str | None) -> None:
        """Count one act, e.g. ``hit("step", keyholder=…, address=…)``; who is unknown (None) is not counted.

        Raises TooMany(retry_after=seconds) when a counter is over its limit.
        """
        counted = list(self._keys(act, who))
        hits = self._storage.incr_all([(key, rate.item.get_expiry()) for rate, key in counted])
        over = [key for (rate, key), number in zip(counted, hits, strict=True) if number > rate.item.amount]
        if over:
            raise TooMany(retry_after=max(self._wait(key) for key in over))

    def forgive(self, act: str, **who: str | None) -> None:
        """Take back one hit of the counters that count failures only (a sign-in that succeeded)."""
        keys = [(key, rate.item.get_expiry()) for rate, key in self._keys(act, who) if rate.fails_only]
        self._storage.incr_all(keys, -1)

    def _keys(self, act: str, who: dict[str, str | None]) -> Iterable[tuple[Rate, str]]:
        unknown = set(who) - set(BYS)
        if unknown:
            raise ValueError(f"cannot count by {sorted(unknown)}")
        for rate in self._rates[act]:
            value = EVERYONE if rate.by == EVERYONE else who.get(rate.by)
            if value:
                yield rate, rate.item.key_for(act, rate.by, self._hidden(value))

    def _hidden(self, value: str) -> str:
        return self._keyring.blind("limit", value)[:32]

    def _wait(self, key: str) -> int:
        return max(1, int(self._storage.get_expiry(key) - self._storage._now()))
