"""What stops a copy or the way back, in words for whoever runs the command."""

from __future__ import annotations


class BackupFault(Exception):
    """Nothing was changed, or what was begun can be done again. The message says what to do."""
