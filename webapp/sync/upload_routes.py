"""``/uploads/``: boxes of photos, by tus 1.0.0 (core, creation, checksum). Answers speak in headers; a refusal is problem+json."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request

from webapp.kernel.actor import Citizen
from webapp.kernel.ids import is_id
from webapp.kernel.problems import NotFound, StoreDown, TooLarge, TooMany
from webapp.sync.intake import UNAVAILABLE
from webapp.sync.links import worker_who_shows
from webapp.sync.receiving import arriving, bay, drop, receive, settle_others, stop_listening
from webapp.sync.uploading import Standing, UploadDiffers, Uploading, WrongOffset
from webapp.ui.counters import Policy, Visit, everybody, public
from webapp.ui.counting import hit
from webapp.ui.parts import close_reading, parts, reading
from webapp.ui.programs import MARK, TUS, refuse_upload
from webapp.uploads import tus
from webapp.uploads.pieces import Progress

log = logging.getLogger("camtay.uploads")
DEVICE, SECRET = "Cam-Tay-Device", "Cam-Tay-Secret"
SECRET_SIGNS = 43
AGAIN_AFTER = 30
PLAIN = "text/plain"
MEANS: dict[type[Exception], tuple[str, int]] = {
    tus.BadWords: ("bad_request", 400),
    NotFound: ("unknown_upload", 404),
    UploadDiffers: ("upload_differs", 409),
}
SAYS_NO = (tus.BadWords, NotFound, UploadDiffers, WrongOffset, TooLarge, TooMany)
Upload = Callable[..., Response]


def _brings(visit: Visit) -> dict[str, Any]:
    """Who brings it: the worker that shows its secret, else the browser of the cookie. What they may is asked with the file."""
    device, secret = request.headers.get(DEVICE, ""), request.headers.get(SECRET, "")
    if not (is_id(device) and len(secret) == SECRET_SIGNS and secret.isascii()):
        return {**visit.address, "actor": visit.actor}
    with reading() as db:
        known = worker_who_shows(db, device, secret)
    return {**visit.address, "actor": Citizen(device) if known else Citizen()}


uploader = Policy("uploader", _brings)


def answered(view: Upload) -> Upload:
    """Say every refusal of an upload in the words of the protocol. Stands below the registrar's decorator."""

    @wraps(view)
    def told(**address: Any) -> Response:
        close_reading()  # the guard has asked who comes; from here on each step opens its own door
        try:
            if request.headers.get("Tus-Resumable") != TUS:
                return _other_version()
            hit("piece", keyholder=address["actor"].ref if address["actor"].keyholder else None)
            return view(**address)
        except SAYS_NO as no:
            return _no(no)
        except (*UNAVAILABLE, StoreDown) as fault:
            log.warning("rows_unavailable", exc_info=fault)
            return _refused("unavailable", 503, AGAIN_AFTER)

    return told


@public.options("/uploads/", policy=everybody)
def upload_options() -> Response:
    """Say what can be done here."""
    answer = Response(status=204, mimetype=PLAIN, headers={"Tus-Resumable": TUS, "Tus-Version": TUS, "Tus-Extension": tus.EXTENSIONS})
    answer.headers["Tus-Max-Size"], answer.headers["Tus-Checksum-Algorithm"] = str(tus.MOST_BOX), tus.ALGORITHMS
    answer.headers[MARK] = "1"
    return answer


@public.post("/uploads/", policy=uploader)
@answered
def create_upload(actor: Citizen) -> Response:
    """Begin an upload, or find it again."""
    size, said = tus.whole_number(request.headers.get("Upload-Length")), tus.metadata(request.headers.get("Upload-Metadata"))
    if size > tus.MOST_BOX:
        return _refused("file_bytes", 413)
    dossier, file, hash_ = (said.get(name, "") for name in ("dossier", "file", "hash"))
    standing = Uploading(parts(), actor).create(dossier, file, size, hash_)
    answer = _told(standing, 201)
    answer.headers["Location"] = f"/uploads/{standing.progress.file}"
    return answer


@public.head("/uploads/<file>", policy=uploader)
@answered
def look_at_upload(actor: Citizen, file: str) -> Response:
    """Say how far an upload has come, with what came on lines that are dead by now."""
    uploading = Uploading(parts(), actor)
    uploading.look(file)  # who may not ask stops nobody
    settle_others(file)
    return _with_progress(Response(status=200, mimetype=PLAIN), uploading.look(file).progress)


@public.patch("/uploads/<file>", policy=uploader)
@answered
def add_piece(actor: Citizen, file: str) -> Response:
    """Take the next piece; after the last one, say what became of the photo."""
    uploading = Uploading(parts(), actor)
    begun = uploading.look(file).progress
    if request.mimetype != tus.PIECE_TYPE:
        return _refused("unsupported", 415)
    at, promised = tus.whole_number(request.headers.get("Upload-Offset")), tus.checksum(request.headers.get("Upload-Checksum"))
    if begun.state == "partial" and at != begun.received:
        raise WrongOffset(begun)
    if (request.content_length or 0) > min(tus.MOST_PIECE, begun.size - begun.received if begun.state == "partial" else tus.MOST_PIECE):
        return _refused("too_large", 413)
    with arriving(file):
        with bay(actor.ref):
            piece, whole = receive()
        if len(piece) > tus.MOST_PIECE:
            return _refused("too_large", 413)
        if whole and not tus.keeps_promise(piece, promised):
            return _refused("checksum_mismatch", tus.CHECKSUM_FAILED)
        return _told(uploading.add(file, at, piece), 204)


def _told(standing: Standing, status: int) -> Response:
    progress = standing.progress
    bare = refuse_upload(progress.code, 422) if progress.state == "refused" else Response(status=status, mimetype=PLAIN)
    answer = _with_progress(bare, progress)
    if standing.retry_after:
        answer.headers["Retry-After"] = str(standing.retry_after)
    return answer


def _with_progress(answer: Response, progress: Progress) -> Response:
    said = {"Tus-Resumable": TUS, MARK: "1", "Cache-Control": "no-store", "Cam-Tay-File": progress.state}
    said |= {"Upload-Offset": str(progress.received), "Upload-Length": str(progress.size)}
    if progress.state != "partial":
        said["Cam-Tay-Hash"] = progress.hash
    if progress.code:
        said["Cam-Tay-Code"] = progress.code
    answer.headers.update(said)
    return answer


def _no(no: Exception) -> Response:
    if isinstance(no, WrongOffset):
        return _with_progress(_refused("wrong_offset", 409), no.progress)
    if isinstance(no, TooLarge):
        return _refused(str(no.data.get("reason", "too_large")), 413)
    if isinstance(no, TooMany):
        stop_listening()
        return refuse_upload("too_many", 429, int(no.data.get("retry_after") or 60))
    return _refused(*MEANS[type(no)])


def _refused(code: str, status: int, retry_after: int = 0) -> Response:
    drop()
    return refuse_upload(code, status, retry_after)


def _other_version() -> Response:
    answer = _refused("tus_version", 412)
    answer.headers["Tus-Version"] = TUS
    return answer
