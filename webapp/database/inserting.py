"""Inserts that may find the row already there, said once for both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_missing(tx: Session, table: Table, values: dict[str, Any]) -> None:
    """Insert a row unless one with the same key is there."""
    tx.execute(_insert(tx, table, values).on_conflict_do_nothing())


def put(tx: Session, table: Table, values: dict[str, Any], update: Sequence[str]) -> None:
    """Insert a row, or set the columns named in ``update`` of the one with the same primary key."""
    statement = _insert(tx, table, values)
    keys = [column.name for column in table.primary_key]
    tx.execute(statement.on_conflict_do_update(index_elements=keys, set_={name: statement.excluded[name] for name in update}))


def _insert(tx: Session, table: Table, values: dict[str, Any]) -> postgresql.Insert | sqlite.Insert:
    if tx.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table).values(values)
    return sqlite.insert(table).values(values)
