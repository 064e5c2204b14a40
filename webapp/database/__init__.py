"""Rows on SQLite or PostgreSQL: typed models, one engine, two doors (``reading`` and ``transaction``)."""

from webapp.database.base import Base, UtcDateTime
from webapp.database.doors import Database

__all__ = ["Base", "Database", "UtcDateTime"]
