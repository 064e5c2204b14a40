"""Operations that name a file whose bytes come later: how they must look, and whether the dossier has room for what they announce."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from webapp.dossiers.operations import Operation
from webapp.kernel.ids import is_id
from webapp.sync.wire import Malformed
from webapp.uploads.queries import announced_in, kept_use, owner_of_file
from webapp.uploads.service import MOST_DOSSIER_BYTES, MOST_FILES
from webapp.uploads.tus import BOX_MORE, MOST_BOX

NAMES_A_FILE: Final = frozenset({"file", "size", "hash"})
NAMING: Final = frozenset({"paper.attach", "answer.set"})
MOVING: Final = NAMING | {"paper.remove", "answer.clear"}
_SHA256 = re.compile(r"[0-9a-f]{64}")


def require_named_file(kind: str, facts: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    """Insist that whatever announces a file says all of it, and the same inside its box. Raises Malformed."""
    said = NAMES_A_FILE & set(facts)
    if kind not in NAMING or not said:
        return
    if kind == "paper.attach" and said == {"file"} and isinstance(body.get("kept"), str):
        return  # written by the centre itself, for a file that came with a form
    if said != NAMES_A_FILE or not is_id(facts["file"]) or facts["size"] < BOX_MORE or not _SHA256.fullmatch(facts["hash"]):
        raise Malformed("bad_operation")
    inside = body["value"] if kind == "answer.set" else {"file": facts["file"], "sent": body.get("sent")}
    if not isinstance(inside, dict) or inside.get("file") != facts["file"] or not _SHA256.fullmatch(str(inside.get("sent"))):
        raise Malformed("bad_operation")


@dataclass(frozen=True, slots=True)
class _Coming:
    """A file that a dossier waits for, or will when the batch is written."""

    size: int
    hash: str
    place: tuple[str, str] | None


class _Room:
    """How full one dossier is while a batch is taken."""

    def __init__(self, tx: Session, dossier: str) -> None:
        self._kept = kept_use(tx, dossier)
        self._known = announced_in(tx, dossier)
        waiting = {file: one for file, one in self._known.items() if one.here and one.state == "awaited"}
        self._coming = {file: _Coming(one.size, one.hash, _place(one.sort, one.field, one.row)) for file, one in waiting.items()}

    def follow(self, op: Operation) -> None:
        """Let go of what an operation takes out or replaces."""
        if op.kind == "paper.remove":
            self._coming.pop(op.facts["file"], None)
        elif op.kind in {"answer.set", "answer.clear"}:
            place = _place("photo", op.field or "", op.row or "")
            self._coming = {file: one for file, one in self._coming.items() if one.place != place}

    def take(self, op: Operation) -> str:
        """Return why the file of an operation cannot be taken, or "" and count it."""
        file, size, hash_ = op.facts["file"], op.facts["size"], op.facts["hash"]
        known = self._known.get(file) or self._coming.get(file)
        if known is not None and (known.size, known.hash) != (size, hash_):
            return "bad_operation"
        if file in self._coming or (file in self._known and self._known[file].state == "kept"):
            return ""
        if self._kept.files + len(self._coming) + 1 > MOST_FILES:
            return "dossier_files"
        if self._kept.size + sum(one.size for one in self._coming.values()) + size > MOST_DOSSIER_BYTES:
            return "dossier_bytes"
        self._coming[file] = _Coming(size, hash_, _place("paper" if op.kind == "paper.attach" else "photo", op.field or "", op.row or ""))
        return ""


class Rooms:
    """How much more the dossiers of one batch can take, operation by operation."""

    def __init__(self, tx: Session) -> None:
        self._tx = tx
        self._rooms: dict[str, _Room] = {}
        self._owners: dict[str, str] = {}
        self._before: dict[str, list[Operation]] = {}

    def code_of(self, op: Operation) -> str:
        """Return why an operation cannot be taken for the file it announces, "" when it can. The caller holds the dossier."""
        if op.kind not in MOVING:
            return ""
        names = op.kind in NAMING and "size" in op.facts
        if not names:
            self._before.setdefault(op.dossier, []).append(op)  # most batches announce nothing: they ask nothing of the rows
            return ""
        room = self._rooms.get(op.dossier) or self._rooms.setdefault(op.dossier, _Room(self._tx, op.dossier))
        for earlier in (*self._before.pop(op.dossier, ()), op):
            room.follow(earlier)
        file = op.facts["file"]
        if self._owners.setdefault(file, owner_of_file(self._tx, file) or op.dossier) != op.dossier:
            return "bad_operation"  # an id is one file of one dossier, for ever
        return room.take(op) if op.facts["size"] <= MOST_BOX else "file_bytes"


def _place(sort: str, field: str, row: str) -> tuple[str, str] | None:
    return (field, row) if sort == "photo" else None
