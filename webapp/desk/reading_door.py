"""The door through which a GET may write that an officer reads a dossier, and nothing else.

One of the three doors that may write on GET; the others are ``accounts/last_seen.py`` and ``ui/limits.py``. Reading somebody's
answers without a trace would be worse than a GET that writes: the citizen sees this list on the tracking page.
"""

from __future__ import annotations

from webapp.dossiers import service
from webapp.kernel.actor import Officer
from webapp.ui.parts import parts, transaction


def open_for_reading(officer: Officer, dossier: str) -> bool:
    """Write the opening before anything is shown. Returns False when the same officer opened it less than ten minutes ago.

    Raises NotFound for dossiers of other units.
    """
    made = parts()
    with transaction() as tx:
        return service.record_opening(tx, made.keyring, officer, made.clock.now(), dossier)
