"""Every table of the house in one metadata. A capability that keeps rows is named here, or its tables are never made."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import MetaData

from webapp.database import Base

KEEPERS = (
    "webapp.ui.limits",
    "webapp.accounts.models",
    "webapp.catalogue.models",
    "webapp.uploads.models",
    "webapp.dossiers.models",
    "webapp.sync.models",
)


def all_tables() -> MetaData:
    """Import every module that has tables and return their metadata."""
    for module in KEEPERS:
        import_module(module)
    return Base.metadata
