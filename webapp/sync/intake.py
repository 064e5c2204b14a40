"""Taking operations in: one transaction for a batch, and if it fails one for each operation, so that only the bad one is set
aside (decision D17)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from webapp.sync.opening import Batch, Coming, Opened, Opening
from webapp.sync.writing import Outcome, Writing
from webapp.ui.parts import Parts

log = logging.getLogger("camtay.sync")
UNAVAILABLE = (OperationalError, NoConnection)
"""The rows cannot be written now, whoever asks: nothing is said about any operation, and the phone comes again."""


class Intake:
    """One request's operations."""

    def __init__(self, made: Parts, coming: Coming, now: datetime) -> None:
        self._made, self._coming, self._now = made, coming, now

    def take(self, raws: Sequence[Any]) -> Outcome:
        """Take operations and say what became of each. Raises ``UNAVAILABLE``."""
        with self._made.database.reading() as db:
            batch = Opening(self._made, db, self._coming, self._now).open(raws)
        try:
            return self._in_one(batch, batch.opened)
        except UNAVAILABLE:
            raise
        except Exception as fault:
            # Two of the same came at once, or one that no rule foresaw: now each by itself.
            log.warning("batch_failed", extra={"code": type(fault).__name__})
        whole = Outcome()
        for one in batch.opened:
            whole.add(self._alone(batch, one))
        return whole

    def _alone(self, batch: Batch, one: Opened) -> Outcome:
        try:
            return self._in_one(batch, [one])
        except UNAVAILABLE:
            raise
        except Exception as fault:
            log.error("operation_failed", exc_info=fault)
        # A fault of ours: the phone must not send it for ever, and a person must be able to find it.
        return self._in_one(batch, [Opened(one.raw, one.op, "bad_operation")])

    def _in_one(self, batch: Batch, opened: Sequence[Opened]) -> Outcome:
        with self._made.database.transaction() as tx:
            return Writing(self._made, tx, self._coming, self._now, batch).take(opened)
