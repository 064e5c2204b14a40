"""Photos as phones seal, announce and send them: boxes, facts, and tus by the test client."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from tests.support import odd_files as odd
from tests.sync.pockets import Pocket, Wire
from webapp.kernel.digest import sha256_hex
from webapp.kernel.ids import new_id
from webapp.sealing import Envelope

PAPER = "id-card"
PIECE = 4096


@dataclass(frozen=True)
class Photo:
    """A photo on a phone, sealed once."""

    dossier: str
    plain: bytes
    box: bytes
    file: str = field(default_factory=new_id)

    @property
    def sent(self) -> str:
        return sha256_hex(self.plain)

    @property
    def hash(self) -> str:
        return sha256_hex(self.file.encode() + self.box)

    @property
    def facts(self) -> Wire:
        return {"file": self.file, "size": len(self.box), "hash": self.hash}


def photo(phone: Pocket, dossier: str, plain: bytes | None = None, file: str = "") -> Photo:
    """Seal a photo for a dossier; without ``plain`` it is one of a phone, with a place in it."""
    plain = odd.photo_of_a_phone() if plain is None else plain
    file = file or new_id()
    box = Envelope(phone.keys[dossier]).seal(plain, f"photo|{dossier}|{file}".encode())
    return Photo(dossier, plain, box, file)


def attaches(phone: Pocket, one: Photo, paper: str = PAPER, **said: Any) -> Wire:
    """Return the operation that names a photo."""
    return phone.op(one.dossier, "paper.attach", paper, body={"sent": one.sent, "poor": []}, facts=one.facts | said)


def shows(phone: Pocket, one: Photo, name: str) -> Wire:
    """Return the operation that sets a photo of a person as an answer."""
    return phone.op(one.dossier, "answer.set", name, body={"value": {"file": one.file, "sent": one.sent}}, facts=one.facts)


def with_photo(phone: Pocket, plain: bytes | None = None) -> Photo:
    """Begin a dossier at the centre that names one photo."""
    dossier, start = phone.begins()
    one = photo(phone, dossier, plain)
    told = phone.sends(start, attaches(phone, one))
    assert told["refused"] == told["parked"] == []
    return one


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def checksum(piece: bytes) -> str:
    return "sha256 " + b64(hashlib.sha256(piece).digest())


class Tus:
    """Sends boxes as a phone's worker does, through the test client."""

    def __init__(self, phone: Pocket, **headers: str) -> None:
        self.browser = phone.house.app.test_client()
        self.headers = {"Tus-Resumable": "1.0.0", "Cam-Tay-Device": phone.device, "Cam-Tay-Secret": phone.secret} | headers

    def creates(self, one: Photo, **headers: Any) -> TestResponse:
        said = {"Upload-Length": str(len(one.box)), "Upload-Metadata": metadata(one.dossier, one.file, one.hash)} | headers
        return self.browser.post("/uploads/", headers=self.headers | {name: value for name, value in said.items() if value is not None})

    def looks(self, file: str) -> TestResponse:
        return self.browser.head(f"/uploads/{file}", headers=self.headers)

    def adds(self, file: str, at: int | str, piece: bytes, **headers: str) -> TestResponse:
        said = {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"} | headers
        return self.browser.patch(f"/uploads/{file}", data=piece, headers=self.headers | said)

    def brings(self, one: Photo, piece: int = PIECE) -> TestResponse:
        """Send all of a box, and return the last answer."""
        answer = self.creates(one)
        assert answer.status_code == 201, answer.data
        while (at := int(answer.headers["Upload-Offset"])) < len(one.box) and answer.status_code < 400:
            answer = self.adds(one.file, at, one.box[at : at + piece], **{"Upload-Checksum": checksum(one.box[at : at + piece])})
        return answer


def metadata(dossier: str, file: str, hash_: str) -> str:
    return f"dossier {b64(dossier)},file {b64(file)},hash {b64(hash_)}"


def another(one: Photo) -> Photo:
    """Return a photo under the same id whose box is another."""
    return Photo(one.dossier, one.plain, one.box[:-1] + bytes([one.box[-1] ^ 1]), one.file)


def random_box(size: int) -> bytes:
    return secrets.token_bytes(size)
