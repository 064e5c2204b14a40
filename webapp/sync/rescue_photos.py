"""Photos out of a rescue file: whole boxes, through the same doors as the pieces that a phone sends itself.

No right is asked: a box counts only when it is the very one that a taken operation announced by its hash.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Sequence
from typing import IO, Literal

from webapp.kernel.actor import Citizen
from webapp.kernel.problems import NotFound, StoreDown, TooLarge
from webapp.sync.rescue_file import CarriedPhoto
from webapp.sync.uploading import Standing, UploadDiffers, Uploading, WrongOffset
from webapp.ui.parts import Parts
from webapp.uploads.tus import MOST_PIECE

Fate = Literal["arrived", "here", "refused", "left"]


def take_photos(made: Parts, device: str, stream: IO[bytes], photos: Sequence[CarriedPhoto]) -> Counter[Fate]:
    """Take the photos of one dossier and count what became of them; ``left`` ones are for the phone itself to send."""
    uploading = Uploading(made, Citizen(device), carried=True)
    return Counter(_take(uploading, stream, one) for one in photos)


def _take(uploading: Uploading, stream: IO[bytes], one: CarriedPhoto) -> Fate:
    if not _is_itself(stream, one):  # a box that comes wrong three times is refused for ever: no carrier may do that
        return "left"
    try:
        before = uploading.create(one.said.dossier, one.said.file, one.size, one.said.hash)
        after = _bring(uploading, stream, one, before)
    except (NotFound, UploadDiffers, WrongOffset, TooLarge, StoreDown):
        return "left"
    if before.progress.state == "kept":
        return "here"
    return {"kept": "arrived", "refused": "refused"}.get(after.progress.state, "left")  # type: ignore[return-value]


def _is_itself(stream: IO[bytes], one: CarriedPhoto) -> bool:
    found, left = hashlib.sha256(one.said.file.encode()), one.size
    stream.seek(one.place)
    while left and (piece := stream.read(min(MOST_PIECE, left))):
        found.update(piece)
        left -= len(piece)
    return hmac.compare_digest(found.hexdigest().encode(), one.said.hash.encode())


def _bring(uploading: Uploading, stream: IO[bytes], one: CarriedPhoto, standing: Standing) -> Standing:
    while standing.progress.state == "partial" and (at := standing.progress.received) < one.size:
        stream.seek(one.place + at)
        standing = uploading.add(one.said.file, at, stream.read(min(MOST_PIECE, one.size - at)))
    return standing
