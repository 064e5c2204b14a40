"""What each kind of entry does to the picture of a dossier. Pure: the same entries give the same picture, live or replayed.

The body is empty when the dossier was erased, so nothing that the desk needs may depend on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from webapp.dossiers.entries import Entry
from webapp.dossiers.expecting import expect
from webapp.dossiers.owner import Blind, marks_of, owner_from
from webapp.dossiers.picture import Cell, Picture, RowCell, Top, next_heads
from webapp.dossiers.states import QUIET_KINDS, VERB_OF_KIND, State, move

NEEDS_BODY: Final = frozenset({"dossier.start", "dossier.submit", "dossier.judged", "slip.added"})
"""Only these are opened when the projections are made again; answers stay sealed while they are copied."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One entry with its opened body, and the means to make marks."""

    entry: Entry
    body: Mapping[str, Any]
    blind: Blind


def fold(picture: Picture, turn: Turn) -> None:
    """Change ``picture`` by one entry."""
    FOLDS.get(turn.entry.kind, _nothing)(picture, turn)
    expect(picture, turn.entry)
    entry, top = turn.entry, picture.known
    quiet = entry.kind in QUIET_KINDS or entry.kind not in FOLDS
    picture.top = replace(
        top,
        last_seq=entry.server_seq,
        version=top.version + (0 if quiet or entry.kind == "dossier.start" else 1),
        changed_at=top.changed_at if quiet else entry.received_at,
    )


def slip_mark(code: str, blind: Blind) -> str:
    """Return the mark of a slip code."""
    return blind("slip", code)


def secret_mark(dossier: str, secret: str, blind: Blind) -> str:
    """Return the mark of the secret in a slip's QR code."""
    return blind("slip_secret", f"{dossier}|{secret}")


def _start(picture: Picture, turn: Turn) -> None:
    entry, facts = turn.entry, turn.entry.facts
    picture.top = Top(
        id=entry.dossier,
        procedure=facts["procedure"],
        definition_digest=facts["digest"],
        revision=facts["revision"],
        demonstration=facts["demonstration"],
        started_at=entry.received_at,
        changed_at=entry.received_at,
    )
    picture.slips = {}
    _slips(picture, turn)
    if turn.body.get("secret"):
        picture.marks["slip_secret", secret_mark(entry.dossier, turn.body["secret"], turn.blind)] = None


def _slips(picture: Picture, turn: Turn) -> None:
    codes = zip(turn.body.get("slips", []), turn.entry.facts["nth"], strict=False)
    picture.slips |= {(slip_mark(code, turn.blind), nth): None for code, nth in codes}


def _judged(picture: Picture, turn: Turn) -> None:
    owner = owner_from(turn.body)
    picture.top = replace(picture.known, owner_search=owner.search)
    picture.marks |= dict.fromkeys(sorted(marks_of(picture.known.id, owner, turn.blind)))


def _answer(picture: Picture, turn: Turn) -> None:
    entry = turn.entry
    key = (entry.field or "", entry.row or "")
    old = picture.answers.get(key)
    heads = next_heads(old.heads if old else {}, entry.base, entry.id, entry.server_seq)
    picture.answers[key] = Cell(heads, None if entry.kind == "answer.clear" else entry.box)
    _answered_in_row(picture, entry)


def _answered_in_row(picture: Picture, entry: Entry) -> None:
    # An answer in a row that somebody else removed meanwhile says the row is there: both are heads (D1).
    for (field, row), cell in list(picture.rows.items()):
        if row == entry.row and not cell.present and not set(cell.heads) <= set(entry.base):
            picture.rows[field, row] = replace(cell, heads=dict(cell.heads) | {entry.id: entry.server_seq}, present=True)


def _row(picture: Picture, turn: Turn) -> None:
    entry = turn.entry
    key = (entry.field or "", entry.row or "")
    old = picture.rows.get(key)
    present = entry.kind == "row.add"
    heads = dict(old.heads) if old else {}
    if not present:
        heads |= _unseen_answers(picture, entry)
    picture.rows[key] = RowCell(
        heads=next_heads(heads, entry.base, entry.id, entry.server_seq),
        present=present,
        place=old.place if old else entry.server_seq,
    )


def _unseen_answers(picture: Picture, entry: Entry) -> dict[str, int]:
    cells = (cell for (_, row), cell in picture.answers.items() if row == entry.row)
    return {head: seq for cell in cells for head, seq in cell.heads.items() if head not in entry.base}


def _paper_file(picture: Picture, turn: Turn) -> None:
    entry = turn.entry
    old = picture.papers.get(entry.field or "") or Cell({}, None)
    file = entry.facts["file"]
    files = tuple(other for other in old.files if other != file)
    picture.papers[entry.field or ""] = replace(old, files=(*files, file) if entry.kind == "paper.attach" else files)


def _paper_said(picture: Picture, turn: Turn) -> None:
    entry = turn.entry
    old = picture.papers.get(entry.field or "") or Cell({}, None)
    heads = next_heads(old.heads, entry.base, entry.id, entry.server_seq)
    picture.papers[entry.field or ""] = replace(old, heads=heads, box=entry.box)


def _later(picture: Picture, turn: Turn) -> None:
    top, step = picture.known, turn.entry.facts["step"]
    if step not in top.later:
        picture.top = replace(top, later=(*top.later, step))


def _route(picture: Picture, turn: Turn) -> None:
    facts = turn.entry.facts
    picture.top = replace(picture.known, route=facts["route"], handed_in_at=facts["unit"])


def _submit(picture: Picture, turn: Turn) -> None:
    entry, facts, top = turn.entry, turn.entry.facts, picture.known
    verb = "submit" if facts["route"] == "desk" else "prepare"
    there = move(verb, top.state, top.step)
    owner = owner_from(turn.body)
    picture.top = replace(
        top,
        state=there.state,
        official=there.official,
        step=there.step,
        route=facts["route"],
        handed_in_at=facts["unit"],
        competent=facts["competent"],
        promise=facts["promise"],
        filed_on=facts["filed_on"],
        submitted_at=entry.at,
        arrived_at=entry.received_at,
        owner_search=owner.search,
    )
    picture.marks |= dict.fromkeys(sorted(marks_of(top.id, owner, turn.blind)))


def _move(picture: Picture, turn: Turn) -> None:
    entry, facts, top = turn.entry, turn.entry.facts, picture.known
    there = move(VERB_OF_KIND[entry.kind], top.state, top.step)
    accepted = entry.kind == "desk.accepted" and top.accepted_at is None
    sealed = entry.kind == "desk.sealed"
    picture.top = replace(
        top,
        state=there.state,
        official=there.official,
        step=there.step,
        accepted_at=entry.received_at if accepted else top.accepted_at,
        due_on=(facts.get("due_on") or "") if accepted else top.due_on,
        competent=facts.get("competent") or top.competent,
        result_number=facts["number"] if sealed else top.result_number,
        result_on=facts["on"] if sealed else top.result_on,
    )


def _portal_code(picture: Picture, turn: Turn) -> None:
    picture.top = replace(picture.known, official_code=turn.entry.facts["code"])


def _nothing(_picture: Picture, _turn: Turn) -> None:
    """Kinds that are read from the log itself."""


def _explain(picture: Picture, turn: Turn) -> None:
    entry = turn.entry
    key = (EXPLAINED + (entry.field or ""), entry.row or "")
    old = picture.answers.get(key)
    picture.answers[key] = Cell(next_heads(old.heads if old else {}, entry.base, entry.id, entry.server_seq), entry.box)


def _erase(picture: Picture, _turn: Turn) -> None:
    top = picture.known
    picture.top = replace(top, state=State.ERASED, step=0, owner_search="", later=(), result_number=None, official_code=None)
    for part in (picture.answers, picture.rows, picture.papers, picture.marks, picture.slips, picture.files):
        part.clear()


EXPLAINED: Final = "_explained."
"""Before the field id of an answer row that holds why a warning is right after all."""

FOLDS: Final[dict[str, Callable[[Picture, Turn], None]]] = {
    "dossier.start": _start,
    "answer.set": _answer,
    "answer.clear": _answer,
    "row.add": _row,
    "row.remove": _row,
    "paper.attach": _paper_file,
    "paper.remove": _paper_file,
    "paper.cannot": _paper_said,
    "question.later": _later,
    "warning.explain": _explain,
    "route.choose": _route,
    "portal.code": _portal_code,
    "consent.give": _nothing,
    "consent.withdraw": _nothing,
    "help.ask": _nothing,
    "op.void": _nothing,
    "slip.added": _slips,
    "dossier.judged": _judged,
    "dossier.opened": _nothing,
    "file.kept": _nothing,
    "file.refused": _nothing,
    "desk.brought": _nothing,
    "dossier.submit": _submit,
    "dossier.erased": _erase,
} | dict.fromkeys(VERB_OF_KIND, _move)
