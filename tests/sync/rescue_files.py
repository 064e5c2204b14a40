"""Rescue files as phones write them, and spoiled in every way in which people and roads spoil files."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Sequence
from typing import Any

from werkzeug.test import TestResponse

from tests.support.houses import House
from tests.sync.pockets import Pocket, Wire
from webapp.accounts.queries import secret_hash
from webapp.sync.rescue_file import MAGIC, mark_of

SQUARE_BYTES = 800


def record(sort: str, payload: bytes) -> bytes:
    return sort.encode() + len(payload).to_bytes(4) + payload


def said(value: Any) -> bytes:
    """JSON as ``JSON.stringify`` writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def header(device: str, made: str, kid: int, public: bytes) -> bytes:
    return record("H", said({"device": device, "made": made, "kid": kid, "print": hashlib.sha256(public).hexdigest()}))


def dossier_part(dossier: str, sealed_key: Any) -> bytes:
    return record("D", said({"id": dossier, "sealed_key": sealed_key}))


def operation(op: Any, secret: str) -> bytes:
    signed = said(op)
    return record("O", mark_of(secret_hash(secret), signed) + signed)


def photo_part(dossier: str, file: str, hash_: str, box: bytes) -> bytes:
    line = said({"dossier": dossier, "file": file, "hash": hash_})
    return record("P", len(line).to_bytes(2) + line + box)


def ended(body: bytes) -> bytes:
    return body + record("E", hashlib.sha256(body).digest())


def file_of(phone: Pocket, *groups: tuple[str, Sequence[Wire]], **wrong: Any) -> bytes:
    """Return the file that a phone would save. ``device``, ``secret``, ``public`` and ``kid`` may be said wrongly."""
    kid, public = phone.house.made.keyring.centre()
    device, secret = wrong.get("device", phone.device), wrong.get("secret", phone.secret)
    body = MAGIC + header(device, "2026-11-27T01:05:00.000Z", wrong.get("kid", kid), wrong.get("public", public))
    for dossier, ops in groups:
        body += dossier_part(dossier, phone.sealed[dossier])
        body += b"".join(operation(op, secret) for op in ops)
    return ended(body)


def squares_of(file: bytes) -> list[str]:
    """Return the printed squares of a file."""
    packed = zlib.compress(file)
    mark = hashlib.sha256(packed).hexdigest()[:6].upper()
    parts = [packed[place : place + SQUARE_BYTES] for place in range(0, len(packed), SQUARE_BYTES)]
    return [f"CT1:{mark}:{n}:{len(parts)}:{base64.b32encode(part).decode().rstrip('=')}" for n, part in enumerate(parts, 1)]


def hands_in(house: House, file: bytes | None = None, *, text: str = "", browser: Any = None, lang: str = "vi") -> TestResponse:
    """Hand a file in from a browser that has nothing to do with it."""
    line = b"--camtay\r\nContent-Disposition: form-data; name="
    body = line + b'"text"\r\n\r\n' + text.encode() + b"\r\n"
    if file is not None:
        body += line + b'"file"; filename="camtay-2026-11-27-1.camtay"\r\nContent-Type: application/octet-stream\r\n\r\n' + file + b"\r\n"
    sender, kind = browser or house.app.test_client(), "multipart/form-data; boundary=camtay"
    answer: TestResponse = sender.post(f"/{lang}/rescue", data=body + b"--camtay--\r\n", content_type=kind)
    return answer
