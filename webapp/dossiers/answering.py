"""What a person does to a draft: answers, rows, papers, putting off. Nothing equal is written twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from webapp.dossiers.edge import require_safe
from webapp.dossiers.entries import NewEntry
from webapp.dossiers.folding import EXPLAINED
from webapp.dossiers.picture import Cell, RowCell
from webapp.dossiers.work import FormStamp, Recorded, Work, take
from webapp.kernel.actor import Actor
from webapp.kernel.digest import canonical_json
from webapp.kernel.ids import is_id
from webapp.kernel.problems import NotFound
from webapp.sealing import Keyring

CLEAR: Final = None
"""The value of a Change that takes an answer away."""

PaperChoice = Literal["attached", "bring", "later", "cannot", "not_applicable", "no_need"]


@dataclass(frozen=True, slots=True)
class Change:
    """One answer to be set, or cleared when ``value`` is CLEAR."""

    field: str
    value: Any
    row: str | None = None


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A kept file: its id, the SHA-256 of what was sent and of what is kept after cleaning, and what looked poor on the phone."""

    id: str
    sent: str
    kept: str
    poor: tuple[str, ...] = ()


def record_answers(
    tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str, changes: Sequence[Change], form: FormStamp | None = None
) -> Recorded:
    """Write what changed. Raises NotFound (also for a row that was never added), AlreadySubmitted, UnsafeValue."""
    work = take(tx, keyring, actor, now, dossier, form)
    if again := work.folded():
        return again
    return work.write(_answers(work, changes))


def add_row(
    tx: Session,
    keyring: Keyring,
    actor: Actor,
    now: datetime,
    dossier: str,
    field: str,
    row: str,
    changes: Sequence[Change] = (),
    form: FormStamp | None = None,
) -> Recorded:
    """Add a row (its id made by the caller) with its first answers; a row that is there only gets the answers."""
    work = take(tx, keyring, actor, now, dossier, form)
    if again := work.folded():
        return again
    if not is_id(row):
        raise NotFound
    cell = work.picture.rows.get((field, row))
    news = [] if cell is not None and cell.present else [work.new("row.add", field, row, base=_base(work, cell))]
    return work.write(news + _answers(work, changes, fresh_row=row))


def remove_row(
    tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str, field: str, row: str, form: FormStamp | None = None
) -> Recorded:
    """Take a row away; its answers stay in the log and come back when the row does."""
    work = take(tx, keyring, actor, now, dossier, form)
    if again := work.folded():
        return again
    cell = work.picture.rows.get((field, row))
    if cell is None:
        raise NotFound
    if not cell.present:
        return work.write([])
    answered = (answer.heads for (_, of_row), answer in work.picture.answers.items() if of_row == row)
    base = _base(work, cell) + tuple(head for heads in answered for head in work.seen(heads))
    return work.write([work.new("row.remove", field, row, base=base)])


def attach_paper(
    tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str, paper: str, file: FileStamp, form: FormStamp | None = None
) -> Recorded:
    """Put a kept file to a paper. The file itself is stored before (objects first, then the row)."""
    work = take(tx, keyring, actor, now, dossier, form)
    if again := work.folded():
        return again
    cell = work.picture.papers.get(paper)
    if cell is not None and file.id in cell.files:
        return work.write([])
    body = {"sent": file.sent, "kept": file.kept} | ({"poor": list(file.poor)} if file.poor else {})
    return work.write([work.new("paper.attach", paper, facts={"file": file.id}, body=body)])


def remove_paper(
    tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str, paper: str, file: str, form: FormStamp | None = None
) -> Recorded:
    """Take a file from a paper. Raises NotFound when it is not there."""
    work = take(tx, keyring, actor, now, dossier, form)
    if again := work.folded():
        return again
    cell = work.picture.papers.get(paper)
    if cell is None or file not in cell.files:
        raise NotFound
    return work.write([work.new("paper.remove", paper, facts={"file": file})])


def decide_paper(
    tx: Session,
    keyring: Keyring,
    actor: Actor,
    now: datetime,
    dossier: str,
    paper: str,
    choice: PaperChoice,
    reason: str = "",
    form: FormStamp | None = None,
) -> Recorded:
    """Say what happens with a paper that is not attached: bring, later, cannot, not_applicable, no_need."""
    work = take(tx, keyring, actor, now, dossier, form)
    if again := work.folded():
        return again
    cell = work.picture.papers.get(paper)
    said = work.value(cell, "paper.cannot") or {}
    if (said.get("choice"), said.get("reason")) == (choice, reason) and _settled(cell):
        return work.write([])
    body = {"choice": choice, "reason": reason}
    return work.write([work.new("paper.cannot", paper, body=body, base=_base(work, cell))])


def later(tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str, step: str, form: FormStamp | None = None) -> Recorded:
    """Put a step off ("để sau")."""
    work = take(tx, keyring, actor, now, dossier, form)
    if again := work.folded():
        return again
    return work.write([] if step in work.top.later else [work.new("question.later", facts={"step": step})])


def explain_warning(
    tx: Session,
    keyring: Keyring,
    actor: Actor,
    now: datetime,
    dossier: str,
    field: str,
    code: str,
    reason: str,
    row: str | None = None,
    form: FormStamp | None = None,
) -> Recorded:
    """Keep why an answer that looks wrong is right after all; the officer reads it beside the answer."""
    work = take(tx, keyring, actor, now, dossier, form)
    if again := work.folded():
        return again
    cell = work.picture.answers.get((EXPLAINED + field, row or ""))
    said = work.value(cell, "warning.explain") or {}
    if (said.get("code"), said.get("reason")) == (code, reason):
        return work.write([])
    body = {"code": code, "reason": reason}
    return work.write([work.new("warning.explain", field, row, body=body, base=_base(work, cell))])


def choose_route(
    tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str, route: str, unit: str, form: FormStamp | None = None
) -> Recorded:
    """Choose where to file: portal, counter or desk, and the unit that takes it in."""
    work = take(tx, keyring, actor, now, dossier, form)
    if again := work.folded():
        return again
    same = (work.top.route, work.top.handed_in_at) == (route, unit)
    return work.write([] if same else [work.new("route.choose", facts={"route": route, "unit": unit})])


def _answers(work: Work, changes: Iterable[Change], fresh_row: str | None = None) -> list[NewEntry]:
    news = []
    for change in changes:
        require_safe(change.value)
        presence = _presence(work, change.row, fresh_row)
        cell = work.picture.answers.get((change.field, change.row or ""))
        if _same(work, cell, change):
            continue
        base = _base(work, cell) + _base(work, presence)
        if change.value is CLEAR:
            news.append(work.new("answer.clear", change.field, change.row, base=base))
        else:
            news.append(work.new("answer.set", change.field, change.row, base=base, body={"value": change.value}))
    return news


def _presence(work: Work, row: str | None, fresh_row: str | None) -> RowCell | None:
    if row is None:
        return None
    found = next((cell for (_, known), cell in work.picture.rows.items() if known == row), None)
    if found is None and row != fresh_row:
        raise NotFound
    return found


def _same(work: Work, cell: Cell | None, change: Change) -> bool:
    if cell is None:
        return change.value is CLEAR
    if not _settled(cell):
        return False  # said again on purpose: it ends the conflict
    if cell.box is None or change.value is CLEAR:
        return cell.box is None and change.value is CLEAR
    return canonical_json(work.value(cell)["value"]) == canonical_json(change.value)


def _settled(cell: Cell | None) -> bool:
    return cell is None or len(cell.heads) <= 1


def _base(work: Work, cell: Cell | RowCell | None) -> tuple[str, ...]:
    return () if cell is None else work.seen(cell.heads)
