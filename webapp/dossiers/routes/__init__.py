"""The citizen's pages of a dossier. Importing this package registers them on the counters."""

from webapp.dossiers.routes import ending, following, leaving, locks, outbox, papers, steps

__all__ = ["ending", "following", "leaving", "locks", "outbox", "papers", "steps"]
