"""Reads of dossiers. Lists never open a box; a queue always names the unit it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from webapp.dossiers.access import HELD, relation_of
from webapp.dossiers.entries import open_body
from webapp.dossiers.folding import slip_mark
from webapp.dossiers.log import COLUMNS_OF_ENTRY, ENTRIES, Fault, Head, entry_of, head_of, verify
from webapp.dossiers.models import Definition as DefinitionRow
from webapp.dossiers.models import DossierRow, Mark, SlipCode
from webapp.dossiers.owner import CHECK_DIGITS
from webapp.dossiers.picture import Top
from webapp.dossiers.projection import DOSSIERS, TOP_COLUMNS, top_of
from webapp.dossiers.sheet import Conflict, DossierSheet, Named, Version, open_sheet, opened
from webapp.dossiers.states import KINDS, MACHINE_KINDS, State
from webapp.forms.definition import Definition, definition_from_json
from webapp.kernel.actor import Actor, Citizen
from webapp.kernel.ids import is_id
from webapp.kernel.problems import NotFound
from webapp.kernel.text import fold
from webapp.sealing import Keyring
from webapp.uploads.queries import KeptFile, files_of

PAGE_LENGTH: Final = 50
HIGHEST_SIGN: Final = "\U0010ffff"
HISTORY_KINDS: Final = tuple(kind for kind in KINDS if kind.startswith(("desk.", "dossier.", "portal.")) and kind not in MACHINE_KINDS)
JUDGING_KINDS: Final = ("dossier.submit", "dossier.judged")
"""What says which problems there were at hand-in: the form, or the machine after a phone. The later one counts."""
SLIP_KINDS: Final = ("dossier.start", "slip.added")
NOT_SUBMITTED: Final = (State.DRAFT.value, State.PREPARED.value)


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What an officer narrows the queue to. ``search`` is the beginning of the owner's name, as typed."""

    step: int | None = None
    official: int | None = None
    procedure: str | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of a queue, in the order in which things are due."""

    dossiers: tuple[Top, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of the dossier's life. ``by`` is ``account:<id>`` or ``keyholder:<id>``; ``body`` was sealed."""

    server_seq: int
    kind: str
    by: str
    at: datetime
    facts: Mapping[str, Any]
    body: Mapping[str, Any] = field(repr=False)


def dossier(db: Session, keyring: Keyring, dossier_id: str) -> DossierSheet:
    """Return everything about one dossier. Raises NotFound."""
    return open_sheet(db, keyring, dossier_id)


def top_of_dossier(db: Session, dossier_id: str) -> Top:
    """Return the columns of one dossier without opening anything. Raises NotFound."""
    row = db.execute(select(*TOP_COLUMNS).where(DOSSIERS.c.id == dossier_id)).one_or_none() if is_id(dossier_id) else None
    if row is None:
        raise NotFound
    return top_of(row._mapping)


def definition_of(db: Session, digest: str) -> Definition:
    """Return a pinned definition. Raises NotFound."""
    body = db.scalar(select(DefinitionRow.body).where(DefinitionRow.digest == digest))
    if body is None:
        raise NotFound
    return definition_from_json(body)


def definition_body(db: Session, procedure: str, digest: str) -> dict[str, Any] | None:
    """Return a kept definition of a procedure as plain JSON, or None."""
    return db.scalar(select(DefinitionRow.body).where(DefinitionRow.digest == digest, DefinitionRow.procedure == procedure))


def my_dossiers(db: Session, actor: Actor, now: datetime) -> list[Top]:
    """Return the dossiers this browser owns or helps with, last changed first."""
    if isinstance(actor, Citizen) and actor.keyholder is None:
        return []
    mine = (
        select(*TOP_COLUMNS)
        .where(DOSSIERS.c.id.in_(HELD), DOSSIERS.c.state != State.ERASED.value)
        .order_by(DOSSIERS.c.changed_at.desc(), DOSSIERS.c.id)
    )
    return [top_of(row._mapping) for row in db.execute(mine, {"holder": actor.ref, "now": now})]


def queue(db: Session, unit: str, filters: QueueFilters, page: int = 1) -> QueuePage:
    """Return the dossiers that wait at ``unit``; with ``official`` those it is competent for, also finished ones."""
    start = (max(page, 1) - 1) * PAGE_LENGTH
    rows = db.execute(queue_select(unit, filters).limit(PAGE_LENGTH + 1).offset(start)).all()
    return QueuePage(tuple(top_of(row._mapping) for row in rows[:PAGE_LENGTH]), max(page, 1), len(rows) > PAGE_LENGTH)


def queue_select(unit: str, filters: QueueFilters) -> Select[Any]:
    """Return the statement of a queue; each of its three shapes has an index of its own."""
    columns = DOSSIERS.c
    search = fold(filters.search)
    if search:
        named = (columns.competent == unit, columns.owner_search >= search, columns.owner_search < search + HIGHEST_SIGN)
        return _narrowed(filters).where(*named).order_by(columns.owner_search, columns.id)
    if filters.step is None and filters.official is not None:
        return _narrowed(filters).where(columns.competent == unit).order_by(columns.due_on, columns.id)
    waiting = _narrowed(filters).where(columns.desk_unit == unit)
    return waiting.order_by(columns.step, columns.due_on, columns.arrived_at, columns.id)


def _narrowed(filters: QueueFilters) -> Select[Any]:
    chosen: Select[Any] = select(*TOP_COLUMNS).where(DOSSIERS.c.official.is_not(None), DOSSIERS.c.state != State.ERASED.value)
    for name in ("step", "official", "procedure"):
        wanted = getattr(filters, name)
        if wanted is not None:
            chosen = chosen.where(DOSSIERS.c[name] == wanted)
    return chosen


def queue_counts(db: Session, unit: str) -> dict[int, int]:
    """Return how many dossiers wait at each of the unit's desks."""
    counted = select(DOSSIERS.c.step, func.count().label("number")).where(DOSSIERS.c.desk_unit == unit).group_by(DOSSIERS.c.step)
    return {row.step: row.number for row in db.execute(counted)}


def find_by_mark(db: Session, keyring: Keyring, unit: str, purpose: str, folded: str) -> list[Top]:
    """Return the unit's dossiers with an equal value: purpose personal_id, phone or name_birth (``<folded name>|<date>``)."""
    marked = select(Mark.dossier).where(Mark.purpose == purpose, Mark.mark == keyring.blind(purpose, folded))
    here = or_(DOSSIERS.c.competent == unit, DOSSIERS.c.handed_in_at == unit)
    found = select(*TOP_COLUMNS).where(DOSSIERS.c.id.in_(marked), here, DOSSIERS.c.state.not_in(NOT_SUBMITTED))
    return [top_of(row._mapping) for row in db.execute(found.order_by(DOSSIERS.c.arrived_at.desc(), DOSSIERS.c.id))]


def history(db: Session, keyring: Keyring, dossier_id: str) -> list[Happening]:
    """Return what happened to a dossier, oldest first: start, hand-in, every step of the desk. Raises NotFound."""
    return happenings(db, keyring, dossier_id, HISTORY_KINDS)


def openings(db: Session, keyring: Keyring, dossier_id: str) -> list[Happening]:
    """Return which officers read the dossier, oldest first; ``body`` has name and unit. Raises NotFound."""
    return happenings(db, keyring, dossier_id, ("dossier.opened",))


def happenings(db: Session, keyring: Keyring, dossier_id: str, kinds: Sequence[str]) -> list[Happening]:
    """Return the entries of some kinds, opened, oldest first. Raises NotFound."""
    _, envelope = opened(db, keyring, dossier_id)
    chosen = select(*COLUMNS_OF_ENTRY).where(ENTRIES.c.dossier == dossier_id, ENTRIES.c.kind.in_(kinds))
    entries = [entry_of(row) for row in db.execute(chosen.order_by(ENTRIES.c.server_seq))]
    return [Happening(entry.server_seq, entry.kind, entry.by, entry.at, entry.facts, open_body(envelope, entry)) for entry in entries]


def slip_of(db: Session, keyring: Keyring, dossier_id: str) -> tuple[list[str], str]:
    """Return the slip codes of a dossier (mostly one) and the secret of its QR code. Raises NotFound."""
    happened = happenings(db, keyring, dossier_id, SLIP_KINDS)
    return slips_in(happened), happened[0].body["secret"]


def slips_in(happened: Iterable[Happening]) -> list[str]:
    """Return the slip codes that happenings tell of: those of the start, then those added after a clash."""
    return [code for one in happened if one.kind in SLIP_KINDS for code in one.body["slips"]]


def count_submitted(db: Session) -> int:
    """Return how many dossiers were ever handed in here (portal and counter ones are only prepared)."""
    return db.scalar(select(func.count()).select_from(DossierRow).where(DOSSIERS.c.official.is_not(None))) or 0


def dossiers_of_slip(db: Session, keyring: Keyring, code: str) -> list[str]:
    """Return the ids behind a slip code: one, or more after a clash. For the command line only."""
    return list(db.scalars(select(SlipCode.dossier).where(SlipCode.mark == slip_mark(code, keyring.blind)).order_by(SlipCode.nth)))


@dataclass(frozen=True, slots=True)
class _Files:
    """What is known of the files of a dossier: what left the phone, what is kept, and what became of those that phones named."""

    attached: Mapping[str, Mapping[str, Any]]
    kept: Mapping[str, KeptFile]
    named: Mapping[str, Named]

    def told(self, file: str, sent: str = "") -> dict[str, str]:
        """Return a file as the command line prints it. ``state`` is kept|awaited|refused|brought, or lost."""
        kept, named = self.kept.get(file), self.named.get(file)
        state = "kept" if kept else (named.state if named else "lost")
        body = self.attached.get(file, {"sent": sent})
        hashes = (kept.sent_sha256, kept.kept_sha256) if kept else (body["sent"], body.get("kept", ""))
        told = {"id": file, "sent": hashes[0], "kept": hashes[1]}
        return told | {"state": state, "code": named.code if named else ""}

    def of_answers(self, sheet: DossierSheet) -> list[dict[str, Any]]:
        """Return the photos of persons, which are answers."""
        shown = ((key, value) for key, value in sheet.answers.items() if isinstance(value, dict) and isinstance(value.get("file"), str))
        return [{"field": name, "row": row, **self.told(value["file"], str(value.get("sent", "")))} for (name, row), value in shown]


def show_by_slip(db: Session, keyring: Keyring, code: str) -> dict[str, Any]:
    """Return a dossier as the command line prints it: state, entries, papers with ``sent`` and ``kept`` hashes, problems at hand-in.

    Raises NotFound.
    """
    found = dossiers_of_slip(db, keyring, code)
    if not found:
        raise NotFound
    top, envelope = opened(db, keyring, found[0])
    rows = db.execute(select(*COLUMNS_OF_ENTRY).where(ENTRIES.c.dossier == top.id).order_by(ENTRIES.c.server_seq))
    entries = [entry_of(row) for row in rows]
    kept = open_sheet(db, keyring, top.id)
    attached = {entry.facts["file"]: open_body(envelope, entry) for entry in entries if entry.kind == "paper.attach"}
    files = _Files(attached, files_of(db, top.id), kept.files)
    judged = [open_body(envelope, entry).get("problems", []) for entry in entries if entry.kind in JUDGING_KINDS]
    return {
        "dossier": top.id,
        "procedure": top.procedure,
        "state": top.state.value,
        "official": top.official,
        "step": top.step,
        "answers": [{"field": field, "row": row, "value": value} for (field, row), value in kept.answers.items()],
        "rows": {field: list(ids) for field, ids in kept.rows.items()},
        "entries": [
            {"server_seq": entry.server_seq, "id": entry.id, "kind": entry.kind, "field": entry.field, "hash": entry.box_hash}
            for entry in entries
        ],
        "papers": [
            {
                "paper": paper,
                "choice": said["choice"],
                "files": [files.told(file) for file in said["files"]],
            }
            for paper, said in kept.papers.items()
        ],
        "photos": files.of_answers(kept),
        "photos_awaited": kept.photos_awaited,
        "problems": judged[-1] if judged else [],
    }


__all__ = [
    "CHECK_DIGITS",
    "Conflict",
    "DossierSheet",
    "Fault",
    "Happening",
    "Head",
    "QueueFilters",
    "QueuePage",
    "Version",
    "count_submitted",
    "definition_body",
    "definition_of",
    "dossier",
    "dossiers_of_slip",
    "find_by_mark",
    "happenings",
    "head_of",
    "history",
    "my_dossiers",
    "openings",
    "queue",
    "queue_counts",
    "queue_select",
    "relation_of",
    "show_by_slip",
    "slip_of",
    "slips_in",
    "top_of_dossier",
    "verify",
]
