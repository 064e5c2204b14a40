"""One dossier opened for reading: two statements, then everything a page needs, decrypted and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import BindParameter, Select, Table, bindparam, literal, null, select, union_all
from sqlalchemy.orm import Session

from webapp.dossiers.entries import dossier_key_place, open_body, open_box, require_place
from webapp.dossiers.expecting import AWAITED
from webapp.dossiers.folding import EXPLAINED
from webapp.dossiers.log import COLUMNS_OF_ENTRY, ENTRIES, entry_of
from webapp.dossiers.models import DossierKey
from webapp.dossiers.picture import Heads, Top, last_head
from webapp.dossiers.projection import ANSWERS, DOSSIERS, FILES, PAPERS, ROWS, TOP_COLUMNS, top_of
from webapp.forms.answers import AnswerSet
from webapp.forms.definition import paper_field_id
from webapp.kernel.ids import is_id
from webapp.kernel.problems import NotFound
from webapp.sealing import Envelope, Keyring

KEYS = cast(Table, DossierKey.__table__)
Key = tuple[str, str | None]
WANTED: Final[BindParameter[str]] = bindparam("dossier")
ATTACHED: Final = "attached"
OF_THE_LOG: Final = frozenset({"answer", "row", "paper"})


@dataclass(frozen=True, slots=True)
class Version:
    """One of the answers that compete for a field. ``value`` is None when it was cleared or the row removed."""

    entry: str
    value: Any = field(repr=False)
    by: str
    at: datetime
    shows: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more answers nobody has chosen between. ``part`` is answer, row or paper."""

    part: str
    field: str
    row: str | None
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """What became of a file that a phone named: awaited|kept|refused|brought, and the code where it was refused."""

    state: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class DossierSheet(Top):
    """A dossier as its pages read it: all its columns (``last_seq`` is what a form carries as seen), opened.

    ``answers`` holds neither answers of removed rows nor papers; ``answer_set()`` has both as the rules read them.
    ``files`` holds those that phones named and the dossier names still.
    ``papers`` is by paper id: ``{"choice", "reason", "files"}``; ``explained`` by field and row: ``{"code", "reason"}``.
    """

    answers: Mapping[Key, Any] = field(default_factory=dict, repr=False)
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    papers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    explained: Mapping[Key, Mapping[str, str]] = field(default_factory=dict, repr=False)
    heads: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = field(default=(), repr=False)
    files: Mapping[str, Named] = field(default_factory=dict)

    @property
    def photos_awaited(self) -> int:
        """How many files phones have named whose bytes are not here."""
        return sum(one.state == AWAITED for one in self.files.values())

    @property
    def top(self) -> Top:
        """The columns, for those who need no answers."""
        return self

    def answer_set(self) -> AnswerSet:
        """Return answers, papers (under their field ids) and rows for the form engine."""
        papers: dict[Key, Any] = {(paper_field_id(paper), None): dict(said) for paper, said in self.papers.items() if said["choice"]}
        return AnswerSet({**self.answers, **papers}, self.rows)


@dataclass(frozen=True, slots=True)
class _Cell:
    part: str
    field: str
    row: str | None
    heads: Heads
    box: bytes | None
    present: bool
    place: int
    files: tuple[str, ...]


def open_sheet(db: Session, keyring: Keyring, dossier: str) -> DossierSheet:
    """Return a dossier. Raises NotFound when it is unknown or erased; rights are the policy's, not asked here."""
    top, envelope = opened(db, keyring, dossier)
    found = [_cell(row) for row in db.connection().execute(PARTS, {"dossier": dossier})]
    cells = [cell for cell in found if cell.part in OF_THE_LOG]
    gone = {cell.row for cell in cells if cell.part == "row" and not cell.present}
    here = [cell for cell in cells if cell.part != "row" and (cell.row is None or cell.row not in gone)]
    return DossierSheet(
        **{name: getattr(top, name) for name in Top.__dataclass_fields__},
        answers=_answers(envelope, dossier, here),
        rows=_rows(cells),
        papers={cell.field: _paper(envelope, dossier, cell) for cell in here if cell.part == "paper"},
        explained=_explained(envelope, dossier, here),
        heads={(cell.field, cell.row): tuple(cell.heads) for cell in cells if cell.part == "answer"},
        files={cell.field: Named(cell.part, cell.row or "") for cell in found if cell.part not in OF_THE_LOG},
        conflicts=_conflicts(db, envelope, [cell for cell in cells if len(cell.heads) > 1]),
    )


def opened(db: Session, keyring: Keyring, dossier: str) -> tuple[Top, Envelope]:
    """Return the columns of a dossier and its envelope, in one statement. Raises NotFound when unknown or erased."""
    if not is_id(dossier):
        raise NotFound
    row = db.connection().execute(OPENED, {"dossier": dossier}).one_or_none()
    if row is None or row.wrapped is None:
        raise NotFound
    return top_of(row._mapping), keyring.envelope(row.wrapped, dossier_key_place(dossier))


def _parts_statement() -> Select[Any]:
    answers = select(
        literal("answer").label("part"),
        ANSWERS.c.field,
        ANSWERS.c.row,
        ANSWERS.c.heads,
        ANSWERS.c.box,
        literal(True).label("present"),
        literal(0).label("place"),
        null().cast(PAPERS.c.files.type).label("files"),
    ).where(ANSWERS.c.dossier == WANTED)
    no_box, no_files = null().cast(ANSWERS.c.box.type), null().cast(PAPERS.c.files.type)
    rows = select(literal("row"), ROWS.c.field, ROWS.c.row, ROWS.c.heads, no_box, ROWS.c.present, ROWS.c.place, no_files).where(
        ROWS.c.dossier == WANTED
    )
    papers = select(
        literal("paper"), PAPERS.c.paper, literal(""), PAPERS.c.heads, PAPERS.c.box, literal(True), literal(0), PAPERS.c.files
    ).where(PAPERS.c.dossier == WANTED)
    no_heads = null().cast(ANSWERS.c.heads.type)
    files = select(FILES.c.state, FILES.c.file, FILES.c.code, no_heads, no_box, literal(True), literal(0), no_files).where(
        FILES.c.dossier == WANTED, FILES.c.here.is_(True)
    )
    every = union_all(answers, rows, papers, files).subquery()
    return select(every)


# Made once: putting a statement together costs more than running it.
PARTS: Final = _parts_statement()
OPENED: Final = (
    select(*TOP_COLUMNS, KEYS.c.wrapped).select_from(DOSSIERS.join(KEYS, KEYS.c.dossier == DOSSIERS.c.id)).where(DOSSIERS.c.id == WANTED)
)


def _cell(row: Any) -> _Cell:
    return _Cell(row.part, row.field, row.row or None, row.heads or {}, row.box, row.present, row.place, tuple(row.files or ()))


def _answers(envelope: Envelope, dossier: str, cells: list[_Cell]) -> dict[Key, Any]:
    found = {}
    for cell in cells:
        if cell.part == "answer" and cell.box is not None and not cell.field.startswith(EXPLAINED):
            body = open_box(envelope, cell.box, last_head(cell.heads), dossier, "answer.set")
            require_place(body, cell.field, cell.row)
            found[cell.field, cell.row] = body["value"]
    return found


def _rows(cells: list[_Cell]) -> dict[str, tuple[str, ...]]:
    present = sorted((cell for cell in cells if cell.part == "row" and cell.present), key=lambda cell: cell.place)
    found: dict[str, tuple[str, ...]] = {}
    for cell in present:
        found[cell.field] = (*found.get(cell.field, ()), cell.row or "")
    return found


def _paper(envelope: Envelope, dossier: str, cell: _Cell) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if cell.box is not None:
        said = open_box(envelope, cell.box, last_head(cell.heads), dossier, "paper.cannot")
        require_place(said, cell.field, None)
    # A file wins over "cannot get it": what is there is there.
    choice = ATTACHED if cell.files else said.get("choice", "")
    return {"choice": choice, "reason": "" if cell.files else said.get("reason", ""), "files": list(cell.files)}


def _explained(envelope: Envelope, dossier: str, cells: list[_Cell]) -> dict[Key, dict[str, str]]:
    found = {}
    for cell in cells:
        if cell.part == "answer" and cell.box is not None and cell.field.startswith(EXPLAINED):
            body = open_box(envelope, cell.box, last_head(cell.heads), dossier, "warning.explain")
            name = cell.field.removeprefix(EXPLAINED)
            require_place(body, name, cell.row)
            found[name, cell.row] = {"code": body["code"], "reason": body["reason"]}
    return found


def _conflicts(db: Session, envelope: Envelope, cells: list[_Cell]) -> tuple[Conflict, ...]:
    ids = [head for cell in cells for head in cell.heads]
    if not ids:
        return ()
    rows = db.execute(select(*COLUMNS_OF_ENTRY).where(ENTRIES.c.server_seq.in_({seq for cell in cells for seq in cell.heads.values()})))
    entries = {row.id: entry_of(row) for row in rows}
    conflicts = []
    for cell in cells:
        versions = []
        for head in sorted(cell.heads, key=lambda entry: cell.heads[entry]):
            entry = entries[head]
            value = open_body(envelope, entry).get("value")
            versions.append(Version(head, value, entry.by, entry.at, head == last_head(cell.heads)))
        conflicts.append(Conflict(cell.part, cell.field, cell.row, tuple(versions)))
    return tuple(conflicts)
