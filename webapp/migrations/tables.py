"""Every table of the house in one metadata. A capability that keeps rows is named here, or its tables are never made."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from sqlalchemy import MetaData

from webapp.database import Base

KEEPERS = (
    "webapp.accounts.models",
    "webapp.uploads.models",
    "webapp.catalogue.models",
    "webapp.dossiers.models",
    "webapp.desk.models",
    "webapp.help.models",
    "webapp.ui.limits",
)


def all_tables() -> MetaData:
    """Import every module that has tables and return their metadata."""
    for module in KEEPERS:
        if find_spec(module.rpartition(".")[0]) is not None and find_spec(module) is not None:
            import_module(module)
    return Base.metadata
