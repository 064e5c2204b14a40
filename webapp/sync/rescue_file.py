"""The rescue file ``.camtay``: what only one phone has, carried by any road (``webapp/docs/offline.md`` section 9).

Twin of ``static/core/rescue.js``. Reading never fails after the first bytes: a file that was cut, or damaged on the way, gives
whatever is whole in it, and says that it is not all.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Final

import msgspec

MAGIC: Final = b"CAMTAY\x01\n"
FAMILY: Final = MAGIC[:6]
"""How every version begins."""
MOST_TEXT: Final = 8 * 1024 * 1024
"""Bytes of operations in one file: about 10,000 of them."""
LARGEST_RECORD: Final = 64 * 1024
LARGEST_PHOTO: Final = 11 * 1024 * 1024
MARK_BYTES: Final = 16
DIGEST_BYTES: Final = 32
HEAD_BYTES: Final = 5
HEADER, DOSSIER, OPERATION, PHOTO, END = b"H", b"D", b"O", b"P", b"E"


class NoRescueFile(Exception):
    """This is something else. ``code`` says what: ``no_rescue_file``, ``newer_rescue_file`` or ``rescue_too_large``."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Header(msgspec.Struct, frozen=True):
    """Which phone wrote it, and for which centre: ``print`` is the SHA-256 of the centre's public point."""

    device: str = ""
    made: str = ""
    kid: int = 0
    print: str = ""


class DossierRecord(msgspec.Struct, frozen=True):
    """A dossier and its key, sealed to the centre."""

    id: str
    sealed_key: Any = None


class PhotoRecord(msgspec.Struct, frozen=True):
    """Which photo a box is. ``hash`` is the hex SHA-256 of file id and box."""

    dossier: str
    file: str
    hash: str


@dataclass(frozen=True, slots=True)
class Carried:
    """An operation as it came. ``signed`` is what its mark is over."""

    raw: Any
    signed: bytes
    mark: bytes


@dataclass(frozen=True, slots=True)
class CarriedPhoto:
    """A sealed photo, still in the file: ``size`` bytes at ``place``."""

    said: PhotoRecord
    place: int
    size: int


@dataclass
class Parcel:
    """What the file has of one dossier."""

    dossier: str
    sealed_key: Any
    operations: list[Carried] = field(default_factory=list)
    photos: list[CarriedPhoto] = field(default_factory=list)


@dataclass
class RescueFile:
    """A file as far as it could be read. ``whole``: its end is there, and nothing was changed on the way."""

    header: Header = field(default_factory=Header)
    parcels: list[Parcel] = field(default_factory=list)
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Record:
    sort: bytes
    payload: bytes
    place: int
    size: int


def mark_of(secret_hash: str, signed: bytes) -> bytes:
    """Return the mark by which a phone that the centre knows says: this operation is mine, as it stands."""
    return hmac.new(secret_hash.encode(), b"camtay|rescue|v1|" + signed, hashlib.sha256).digest()[:MARK_BYTES]


def read_rescue(stream: IO[bytes]) -> RescueFile:
    """Read a file that can be read again from its beginning. Raises NoRescueFile."""
    start = stream.read(len(MAGIC))
    if start != MAGIC:
        raise NoRescueFile("newer_rescue_file" if start.startswith(FAMILY) and len(start) == len(MAGIC) else "no_rescue_file")
    reading = _Reading(stream, start)
    found, text = RescueFile(), 0
    for record in reading.records():
        text += len(record.payload)
        if text > MOST_TEXT:
            raise NoRescueFile("rescue_too_large")
        if record.sort == END:
            found.whole = hmac.compare_digest(record.payload, reading.digest_before) and not stream.read(1)
            break
        _add(found, record)
    return found


class _Reading:
    """Records one after the other, with the digest of everything before the last one."""

    def __init__(self, stream: IO[bytes], start: bytes) -> None:
        self._stream, self._all = stream, hashlib.sha256(start)
        self.digest_before = b""

    def records(self) -> Iterator[_Record]:
        while (head := self._take(HEAD_BYTES)) is not None:
            sort, size = head[:1], int.from_bytes(head[1:])
            self.digest_before = self._all.digest()
            self._all.update(head)
            if size > (LARGEST_PHOTO if sort == PHOTO else LARGEST_RECORD):
                return  # no record of ours: from here on nothing can be told apart
            place = self._stream.tell()
            payload = self._skip(sort, size)
            if payload is None:
                return
            yield _Record(sort, payload, place, size)

    def _skip(self, sort: bytes, size: int) -> bytes | None:
        """Return a record; of a photo only the line that says which one it is. None where the file was cut."""
        if sort != PHOTO:
            payload = self._take(size)
            self._all.update(payload or b"")
            return payload
        left, start = size, b""
        while left:
            piece = self._stream.read(min(left, LARGEST_RECORD))
            if not piece:
                return None
            start, left = start or piece, left - len(piece)
            self._all.update(piece)
        return start[: 2 + int.from_bytes(start[:2])]

    def _take(self, size: int) -> bytes | None:
        found = self._stream.read(size)
        return found if len(found) == size else None


def _add(found: RescueFile, record: _Record) -> None:
    """Put a record where it belongs. One that cannot be read, or of a sort that nobody knows yet, is passed over."""
    if record.sort == OPERATION and found.parcels:
        mark, signed = record.payload[:MARK_BYTES], record.payload[MARK_BYTES:]
        raw = _json(signed)
        if isinstance(raw, dict) and raw.get("dossier") == found.parcels[-1].dossier:
            found.parcels[-1].operations.append(Carried(raw, signed, mark))
        return
    shape = {HEADER: Header, DOSSIER: DossierRecord, PHOTO: PhotoRecord}.get(record.sort)
    if shape is None:
        return
    try:
        said: Any = msgspec.convert(_json(record.payload[2:] if record.sort == PHOTO else record.payload), shape)
    except msgspec.ValidationError:
        return
    if isinstance(said, Header):
        found.header = said
    elif isinstance(said, DossierRecord):
        found.parcels.append(Parcel(said.id, said.sealed_key))
    elif found.parcels and found.parcels[-1].dossier == said.dossier:
        before = len(record.payload)
        found.parcels[-1].photos.append(CarriedPhoto(said, record.place + before, record.size - before))


def _json(payload: bytes) -> Any:
    try:
        return json.loads(payload, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None


def _no_number(text: str) -> None:
    raise ValueError(text)  # NaN and Infinity are no JSON, whatever Python thinks
