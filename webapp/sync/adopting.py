"""After rows came back from a backup that is older than the store: photos that lie there and are awaited again get their rows again.

Their phones have let go of them, because they were kept. The sweep would take them after a day as bytes without a row.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime
from typing import Final

from webapp.dossiers.expecting import AWAITED
from webapp.dossiers.work import envelope_of, take_any
from webapp.kernel.actor import System
from webapp.kernel.problems import BadFile, NotFound, TooLarge, TooMany
from webapp.sealing import Unopenable
from webapp.sync.finishing import give_row, sent_of
from webapp.ui.parts import Parts
from webapp.uploads import inspection, pieces, queries
from webapp.uploads.ports import Missing
from webapp.uploads.service import NewFile, found_again
from webapp.uploads.tus import BOX_MORE

log = logging.getLogger("camtay.uploads")
_PLACE: Final = re.compile(r"files/([0-9a-f-]{36})/([0-9a-f-]{36})-[0-9a-f]{8}")
NOT_THIS: Final = (NotFound, Missing, Unopenable, BadFile, TooLarge, TooMany)


def adopt_lost(made: Parts, now: datetime) -> int:
    """Give rows again to stored photos that are awaited; return to how many. The store is walked only when something is awaited."""
    with made.database.reading() as db:
        wanted = queries.awaited_files(db)
    if not wanted:
        return 0
    adopted = 0
    for place, _written in list(made.store.places()):
        found = _PLACE.fullmatch(place)
        if found is None or (found[1], found[2]) not in wanted:
            continue
        try:
            adopted += _adopt(made, found[1], found[2], place, now)
        except NOT_THIS as no:
            log.warning("photo_not_adopted", exc_info=no)
    return adopted


def _adopt(made: Parts, dossier: str, file: str, place: str, now: datetime) -> bool:
    with made.database.reading() as db:
        envelope = envelope_of(db, made.keyring, dossier)
        sent, named = sent_of(db, envelope, dossier, file), queries.announced(db, dossier, file)
    size = named.size - BOX_MORE if named else 0
    row = found_again(made.store, envelope, NewFile(file, dossier, System().ref, sent, size), place, inspection.inspect, now)
    with made.database.transaction() as tx:
        work = take_any(tx, made.keyring, System(), now, dossier)
        still = queries.announced(tx, dossier, file)
        if still is None or still.state != AWAITED:
            return False
        pieces.settle(tx, file, "kept", "", now)
        give_row(work, row)
    return True
