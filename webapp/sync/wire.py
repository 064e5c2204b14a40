"""The wire of ``POST /sync`` (``webapp/docs/offline.md`` sections 4 and 5): shapes in and out, and the fate of every code."""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import UTC, datetime
from typing import Any, Final, Literal

import msgspec

from webapp.dossiers.edge import UnsafeValue, require_safe
from webapp.dossiers.owner import Owner
from webapp.dossiers.states import KINDS, is_of_people
from webapp.kernel.ids import is_id
from webapp.kernel.problems import Problem

MOST_OPS: Final = 50
MOST_BYTES: Final = 256 * 1024
MOST_BASE: Final = 64
LONGEST_FACTS: Final = 2000
LONGEST_NAME: Final = 120
YEARS: Final = range(1970, 2200)
"""Moments outside are those of a clock that never ran; they can be neither kept nor shown."""

Fate = Literal["fix", "drop", "hand_over", "again"]
FATES: Final[dict[str, Fate]] = {
    "not_yours": "hand_over",
    "unknown_definition": "hand_over",
    "unopenable": "hand_over",
    "hash_differs": "hand_over",
    "bad_operation": "hand_over",
    "too_large": "hand_over",
    "unsafe_value": "hand_over",
    "forged_kind": "hand_over",
    "already_submitted": "drop",
    "withdrawn": "drop",
    "wrong_state": "drop",
    "unreadable_value": "fix",
    "file_bytes": "fix",
    "dossier_files": "fix",
    "dossier_bytes": "fix",
    "key_missing": "again",
    "seq_taken": "again",
}
COUNTS_AS_SEEN: Final = frozenset({"fix", "drop"})
"""Fates after which what follows in the same dossier goes on: their number counts as used."""
CLEAR_FACTS: Final[dict[str, dict[str, type]]] = {
    "dossier.start": {"procedure": str, "digest": str, "revision": int},
    "question.later": {"step": str},
    "route.choose": {"route": str, "unit": str},
    "portal.code": {"code": str},
    "op.void": {"void": str},
    "paper.attach": {"file": str},
    "paper.remove": {"file": str},
}
"""What each kind says in clear; nothing else of a known kind is kept outside its box."""
MAY_SAY: Final[dict[str, dict[str, type]]] = {
    "dossier.submit": {"filing_day": str, "filed_on": str},
    "paper.attach": {"size": int, "hash": str},
    "answer.set": {"file": str, "size": int, "hash": str},
}
"""What a kind may say besides: a submission that the centre wrote itself has its day in clear, and comes back so after a restore;
what names a file that is not here yet says how long its box is, and its hash."""
BODIES: Final[dict[str, dict[str, type | tuple[type, ...]]]] = {
    "dossier.start": {"slips": list, "secret": str},
    "paper.cannot": {"choice": str, "reason": str},
    "warning.explain": {"code": str, "reason": str},
    "consent.give": {"what": str},
    "consent.withdraw": {"what": str},
    "dossier.submit": {"ticks": list, "manifest": dict},
    "dossier.withdraw": {"reason": str},
    "paper.attach": {"sent": str},
}
IN_PLACE: Final = frozenset(
    {"answer.set", "answer.clear", "row.add", "row.remove", "paper.cannot", "paper.attach", "paper.remove", "warning.explain"}
)
OF_A_ROW: Final = frozenset({"row.add", "row.remove"})
OF_NO_ROW: Final = frozenset({"paper.cannot", "paper.attach", "paper.remove"})
"""A paper is one for the whole dossier: one that is said of a row would be opened nowhere again."""
_KIND = re.compile(r"[a-z]+(?:\.[a-z_]+)+")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")  # names that begin with _ are ours


class SealedKey(msgspec.Struct, frozen=True):
    """A dossier's key, sealed to the centre by a phone."""

    kid: int
    epk: str
    box: str


class Request(msgspec.Struct, frozen=True):
    """What a phone says. ``ops`` are looked at one by one: one that is malformed must not hold up the others."""

    device: str
    secret: str
    ops: list[Any]
    label: str = ""
    build: str = ""
    clock: str = ""
    incarnation: str = ""
    have: dict[str, int] = {}
    lost: bool = False
    alone: bool = False
    """The phone is shared: the browser's cookie, which the next person has too, gets no rights of this worker."""
    keys: dict[str, Any] = {}
    claims: dict[str, Any] = {}


class WireOp(msgspec.Struct, frozen=True):
    """One operation as it travels."""

    id: str
    dossier: str
    kind: str
    device: str
    seq: int
    at: str
    box: str
    field: str | None = None
    row: str | None = None
    facts: dict[str, Any] = {}
    base: list[str] = []
    schema: int = 1


class Malformed(Exception):
    """An operation that cannot be taken in any state. ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def read_op(raw: Any) -> tuple[WireOp, bytes, datetime]:
    """Return an operation, the bytes of its box and its moment. Raises Malformed."""
    try:
        op = msgspec.convert(raw, WireOp)
        box = base64.b64decode(op.box, validate=True)
        at = datetime.fromisoformat(op.at)
    except (msgspec.ValidationError, binascii.Error, ValueError):
        raise Malformed("bad_operation") from None
    if at.tzinfo is None or not 1 <= op.seq < 2**53 or not box:
        raise Malformed("bad_operation")
    if not all(map(is_id, (op.id, op.dossier, op.device, *([op.row] if op.row is not None else [])))):
        raise Malformed("bad_operation")
    if op.field is not None and (len(op.field) > LONGEST_NAME or not _NAME.fullmatch(op.field)):
        raise Malformed("bad_operation")
    if len(op.base) > MOST_BASE or not all(map(is_id, op.base)):
        raise Malformed("bad_operation")
    _require_kind(op)
    return op, box, at


def moment_of(at: datetime, now: datetime) -> datetime:
    """Return when an operation was made, as its device says; ``now`` where it says what no clock can say."""
    return at.astimezone(UTC) if at.year in YEARS else now


def _require_kind(op: WireOp) -> None:
    if not is_of_people(op.kind):
        raise Malformed("forged_kind")
    if len(op.kind) > LONGEST_NAME or not _KIND.fullmatch(op.kind):
        raise Malformed("bad_operation")
    if (op.kind in IN_PLACE) != (op.field is not None) and op.kind in KINDS:
        raise Malformed("bad_operation")
    if (op.kind in OF_A_ROW and op.row is None) or (op.kind in OF_NO_ROW and op.row is not None):
        raise Malformed("bad_operation")


def facts_of_op(op: WireOp) -> dict[str, Any]:
    """Return what an operation may say in clear. Raises Malformed."""
    _require_safe(op.facts)
    wanted, more = CLEAR_FACTS.get(op.kind, {}), MAY_SAY.get(op.kind, {})
    facts = {name: op.facts[name] for name in (*wanted, *more) if name in op.facts} if op.kind in KINDS else op.facts
    if any(type(facts.get(name)) is not sort for name, sort in wanted.items()):
        raise Malformed("bad_operation")
    if any(name in facts and type(facts[name]) is not sort for name, sort in more.items()) or len(json.dumps(facts)) > LONGEST_FACTS:
        raise Malformed("bad_operation")
    return facts


def require_body(op: WireOp, body: Any) -> None:
    """Insist that an opened body has the shape of its kind and can be kept exactly. Raises Malformed."""
    if not isinstance(body, dict):
        raise Malformed("bad_operation")
    _require_safe(body)
    if any(not isinstance(body.get(name), sort) for name, sort in BODIES.get(op.kind, {}).items()):
        raise Malformed("bad_operation")
    if op.kind == "answer.set" and body.get("value") is None:
        raise Malformed("bad_operation")
    if op.kind == "dossier.submit":
        _require_submission(body)
    # What a dossier is about stands in clear too; who carries a file must not make it another one.
    if op.kind == "dossier.start" and any(body.get(name, said) != said for name, said in op.facts.items()):
        raise Malformed("bad_operation")


def _require_submission(body: dict[str, Any]) -> None:
    """One that the centre wrote itself says whose it is and what is to be mended; whoever sends that must say it in that shape."""
    try:
        msgspec.convert(body.get("owner", {}), Owner)
        msgspec.convert(body.get("problems", []), list[Problem])
    except msgspec.ValidationError:
        raise Malformed("bad_operation") from None


def _require_safe(value: Any) -> None:
    try:
        require_safe(value)
    except UnsafeValue:
        raise Malformed("unsafe_value") from None


def id_of(raw: Any) -> str:
    """Return the id of whatever stood among the operations, "" where it has none."""
    said = raw.get("id") if isinstance(raw, dict) else None
    return said if isinstance(said, str) and is_id(said) else ""


def keepable(raw: Any) -> dict[str, Any] | None:
    """Return a refused operation as it can be kept beside the log, or None where no column could hold it."""
    if not isinstance(raw, dict) or not id_of(raw):
        return None
    try:
        json.dumps(raw, allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return raw
