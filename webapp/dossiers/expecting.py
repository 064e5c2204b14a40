"""Files that a phone names before their bytes come: what each entry does to them. Pure, like the other folds.

An operation names a file with the size and hash of its sealed box; the machine says later that it was kept or refused; an officer
may say that it was brought on paper. A file that no paper and no answer names any more is not waited for, but what became of it
is remembered: the same file may be put back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from webapp.dossiers.entries import Entry
from webapp.dossiers.picture import Expected, Picture

NAMING: Final = {"paper.attach": "paper", "answer.set": "photo"}
MOVING: Final = frozenset({"paper.attach", "paper.remove", "answer.set", "answer.clear", "row.add", "row.remove"})
AWAITED: Final = "awaited"


def expect(picture: Picture, entry: Entry) -> None:
    """Change the expected files of a picture by one entry that is folded into it already."""
    if entry.kind in NAMING and "size" in entry.facts:
        _name(picture, entry)
    elif entry.kind in {"file.kept", "file.refused"}:
        _settle(picture, entry.facts["file"], entry.kind.removeprefix("file."), entry.facts.get("code", ""))
    elif entry.kind == "desk.brought":
        for file in entry.facts["files"]:
            if file in picture.files and picture.files[file].state == AWAITED:
                _settle(picture, file, "brought", "")
    if entry.kind in MOVING:
        picture.files = {file: replace(one, here=_is_here(picture, file, one)) for file, one in picture.files.items()}


def awaited(picture: Picture) -> list[str]:
    """Return the ids of the files that the dossier waits for."""
    return [file for file, one in picture.files.items() if one.here and one.state == AWAITED]


def _name(picture: Picture, entry: Entry) -> None:
    facts = entry.facts
    old = picture.files.get(facts["file"])
    state, code = (old.state, old.code) if old else (AWAITED, "")
    sort: Literal["paper", "photo"] = "paper" if entry.kind == "paper.attach" else "photo"
    named = Expected(sort, entry.field or "", entry.row or "", facts["size"], facts["hash"], entry.server_seq, state=state, code=code)
    picture.files = picture.files | {facts["file"]: named}


def _settle(picture: Picture, file: str, state: str, code: str) -> None:
    if file in picture.files:
        picture.files = picture.files | {file: replace(picture.files[file], state=state, code=code)}


def _is_here(picture: Picture, file: str, one: Expected) -> bool:
    if any(file in cell.files for cell in picture.papers.values()):
        return True
    cell = picture.answers.get((one.field, one.row)) if one.sort == "photo" else None
    gone = bool(one.row) and any(row == one.row and not there.present for (_, row), there in picture.rows.items())
    return cell is not None and one.named_by in cell.heads.values() and not gone
