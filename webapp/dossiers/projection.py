"""The only writer of the projections: the same function after each append and when they are made again from the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final, cast

from sqlalchemy import Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from webapp.dossiers.entries import Entry, dossier_key_place, open_body
from webapp.dossiers.folding import NEEDS_BODY, Turn, fold
from webapp.dossiers.log import COLUMNS_OF_ENTRY, ENTRIES, entry_of
from webapp.dossiers.models import AnswerRow, DossierKey, DossierRow, LogHead, Mark, PaperRow, RowRow, SlipCode
from webapp.dossiers.picture import Cell, Expected, Picture, RowCell, Top
from webapp.dossiers.states import State
from webapp.sealing import Envelope, Keyring
from webapp.uploads.models import ExpectedFile

DOSSIERS = cast(Table, DossierRow.__table__)
ANSWERS = cast(Table, AnswerRow.__table__)
ROWS = cast(Table, RowRow.__table__)
PAPERS = cast(Table, PaperRow.__table__)
MARKS = cast(Table, Mark.__table__)
SLIPS = cast(Table, SlipCode.__table__)
FILES = cast(Table, ExpectedFile.__table__)
CHILDREN = (ANSWERS, ROWS, PAPERS, MARKS, SLIPS, FILES)
OF_EXPECTED = tuple(Expected.__dataclass_fields__)
TOP_COLUMNS = [DOSSIERS.c[name] for name in Top.__dataclass_fields__]
# Made once: putting a statement together costs more than running it.
LOCKED_TOP: Final = select(*TOP_COLUMNS).where(DOSSIERS.c.id == bindparam("of")).with_for_update()
OF_ONE: Final = {table: select(table).where(table.c.dossier == bindparam("of")) for table in CHILDREN}
ADD: Final = {table: insert(table) for table in (*CHILDREN, DOSSIERS)}


def apply(tx: Session, keyring: Keyring, envelope: Envelope | None, before: Picture, entries: Iterable[Entry]) -> Picture:
    """Fold fresh entries into a picture, write what changed, and return the new picture."""
    after = before.copy()
    for entry in entries:
        if not entry.repeated:
            fold(after, Turn(entry, _body(envelope, entry), keyring.blind))
    _save(tx, before, after)
    return after


def load(tx: Session, dossier: str) -> Picture:
    """Return the picture of a dossier and lock its row until the end of the transaction. ``top`` is None when unknown."""
    row = tx.connection().execute(LOCKED_TOP, {"of": dossier}).one_or_none()
    if row is None:
        return Picture()
    return Picture(top_of(row._mapping), **_children(tx, dossier))


def rebuild(tx: Session, keyring: Keyring) -> int:
    """Make all projections again from the log; return the number of dossiers. Writers wait meanwhile."""
    tx.execute(select(LogHead.seq).with_for_update())
    for table in (*CHILDREN, DOSSIERS):
        tx.execute(delete(table))
    wrapped = {row.dossier: row.wrapped for row in tx.execute(select(DossierKey.dossier, DossierKey.wrapped))}
    number = 0
    for dossier, entries in _by_dossier(tx):
        key = wrapped.get(dossier)
        envelope = keyring.envelope(key, dossier_key_place(dossier)) if key else None
        apply(tx, keyring, envelope, Picture(), entries)
        number += 1
    return number


def top_of(columns: Mapping[Any, Any]) -> Top:
    """Return the columns of ``TOP_COLUMNS`` as a Top."""
    said: dict[str, Any] = {name: columns[name] for name in Top.__dataclass_fields__}
    return Top(**said | {"state": State(said["state"]), "later": tuple(said["later"])})


def _children(tx: Session, dossier: str) -> dict[str, Any]:
    def rows(table: Table) -> Any:
        return tx.connection().execute(OF_ONE[table], {"of": dossier})

    return {
        "answers": {(row.field, row.row): Cell(row.heads, row.box) for row in rows(ANSWERS)},
        "rows": {(row.field, row.row): RowCell(row.heads, row.present, row.place) for row in rows(ROWS)},
        "papers": {row.paper: Cell(row.heads, row.box, tuple(row.files)) for row in rows(PAPERS)},
        "marks": {(row.purpose, row.mark): None for row in rows(MARKS)},
        "slips": {(row.mark, row.nth): None for row in rows(SLIPS)},
        "files": {row.file: Expected(**{name: getattr(row, name) for name in OF_EXPECTED}) for row in rows(FILES)},
    }


def _by_dossier(tx: Session) -> Iterator[tuple[str, list[Entry]]]:
    # Read in portions of the key, not as one open cursor: the same connection writes between two dossiers.
    last, portion = "", 500
    while True:
        name = ENTRIES.c.dossier
        ids = tx.scalars(select(name).where(name > last).group_by(name).order_by(name).limit(portion))
        wanted = list(ids)
        if not wanted:
            return
        last = wanted[-1]
        chosen = select(*COLUMNS_OF_ENTRY).where(ENTRIES.c.dossier.in_(wanted)).order_by(ENTRIES.c.dossier, ENTRIES.c.server_seq)
        found = [entry_of(row) for row in tx.execute(chosen)]
        for dossier, entries in groupby(found, key=lambda entry: entry.dossier):
            yield dossier, list(entries)


def _body(envelope: Envelope | None, entry: Entry) -> Mapping[str, Any]:
    if envelope is None or entry.kind not in NEEDS_BODY:
        return {}
    return open_body(envelope, entry)


def _save(tx: Session, before: Picture, after: Picture) -> None:
    top = after.known
    if before.top is None:
        tx.connection().execute(ADD[DOSSIERS], _top_values(top))
    elif before.top != top:
        tx.execute(update(DOSSIERS).where(DOSSIERS.c.id == top.id).values(_top_values(top)))
    _save_part(tx, ANSWERS, top.id, ("field", "row"), before.answers, after.answers, _cell_values)
    _save_part(tx, ROWS, top.id, ("field", "row"), before.rows, after.rows, asdict)
    _save_part(tx, PAPERS, top.id, ("paper",), _single(before.papers), _single(after.papers), _paper_values)
    _save_part(tx, MARKS, top.id, ("purpose", "mark"), before.marks, after.marks, _no_values)
    _save_part(tx, SLIPS, top.id, ("mark", "nth"), before.slips, after.slips, _no_values)
    _save_part(tx, FILES, top.id, ("file",), _single(before.files), _single(after.files), asdict)


def _save_part(
    tx: Session,
    table: Table,
    dossier: str,
    names: tuple[str, ...],
    before: Mapping[Any, Any],
    after: Mapping[Any, Any],
    values: Callable[[Any], dict[str, Any]],
) -> None:
    new = [key for key in after if key not in before]
    if new:
        tx.connection().execute(ADD[table], [{"dossier": dossier} | dict(zip(names, key, strict=True)) | values(after[key]) for key in new])
    for key in before:
        if key in after and after[key] == before[key]:
            continue
        here = and_(table.c.dossier == dossier, *(table.c[name] == part for name, part in zip(names, key, strict=True)))
        tx.execute(update(table).where(here).values(values(after[key])) if key in after else delete(table).where(here))


def _single(cells: Mapping[str, Any]) -> dict[tuple[str], Any]:
    return {(name,): cell for name, cell in cells.items()}


def _top_values(top: Top) -> dict[str, Any]:
    return {name: getattr(top, name) for name in Top.__dataclass_fields__} | {
        "state": top.state.value,
        "later": list(top.later),
        "desk_unit": top.desk_unit,
    }


def _cell_values(cell: Cell) -> dict[str, Any]:
    return {"heads": cell.heads, "box": cell.box}


def _paper_values(cell: Cell) -> dict[str, Any]:
    return {"heads": cell.heads, "box": cell.box, "files": list(cell.files)}


def _no_values(_cell: None) -> dict[str, Any]:
    return {}
