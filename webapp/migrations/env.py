"""How alembic reaches the rows: through a connection that ``webapp/database/migrating.py`` has opened."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from webapp.database import UtcDateTime
from webapp.migrations.tables import all_tables


def render_item(type_: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column type as what it is in the database, so that old revisions never import the house."""
    if type_ == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_tables(),
    render_as_batch=True,  # SQLite cannot alter a column in place
    render_item=render_item,
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
