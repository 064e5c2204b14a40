"""From a dossier as it is stored to a dossier as its pages see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.catalogue.catalogue import Catalogue
from webapp.dossiers.picture import Top
from webapp.dossiers.sheet import Conflict as Contest
from webapp.dossiers.sheet import DossierSheet
from webapp.dossiers.shelf import Shelf
from webapp.dossiers.states import State
from webapp.forms.definition import PAPER_STOP, paper_field_id
from webapp.forms.path import Path, path
from webapp.forms.views.context import Conflict, Folder, Reader, Version
from webapp.kernel.clock import day_in_vietnam

FIRST_ENDING = 90
"""The page number of the review page; no guide has so many questions."""
ENDINGS = ("review", "receipt", "copy", "form", "progress")


@dataclass(frozen=True)
class OpenFolder:
    """One dossier on the table: what is stored, how its pages see it, who reads, and the pages that are asked."""

    sheet: DossierSheet
    folder: Folder
    reader: Reader
    path: Path

    @property
    def entry_address(self) -> str:
        """Where work goes on: the first page that waits for an answer, else the review page (after the language)."""
        waiting = self.path.first_open(self.folder.passed)
        return f"{self.folder.base}/steps/{waiting.id}" if waiting else f"{self.folder.base}/review"


def open_folder(
    db: Session, shelf: Shelf, catalogue: Catalogue, sheet: DossierSheet, reader: Reader, me: frozenset[str] = frozenset()
) -> OpenFolder:
    """Return the dossier on the table. ``reader.today`` is the day its rules see; ``me`` are the names the reader writes under."""
    definition = shelf.pinned(db, sheet.top.definition_digest)
    procedure = catalogue.procedure(definition.procedure)
    folder = Folder(
        id=sheet.id,
        definition=definition,
        answers=sheet.answer_set(),
        name=(procedure.name if procedure else definition.name).in_(reader.lang),
        number=procedure.row.number if procedure else 0,
        state=sheet.state.value,
        safety=safety_of(sheet.top, sheet.photos_awaited),
        kept_by="centre",
        passed=frozenset(sheet.top.later),
        at=reader.wording.moment(sheet.top.accepted_at or sheet.top.arrived_at or sheet.top.changed_at, reader.lang),
        conflicts=tuple(_conflict(contest, reader, me) for contest in sheet.conflicts),
        photos_awaited=sheet.photos_awaited,
    )
    return OpenFolder(sheet, folder, reader, path(definition, folder.answers, reader.today))


def safety_of(top: Top, photos_awaited: int) -> str:
    """Return sending|arrived|accepted (D22). A photo that is still to come counts, also after an officer accepted the rest."""
    if photos_awaited:
        return "sending"
    return "accepted" if top.accepted_at else "arrived"


def _conflict(contest: Contest, reader: Reader, me: frozenset[str]) -> Conflict:
    """Say it as pages do. What shows stands first: a page sent by the Enter key presses its first button."""
    versions = [
        Version(one.entry, one.value, reader.wording.moment(one.at, reader.lang), "here" if one.by in me else "other", one.shows)
        for one in sorted(contest.versions, key=lambda version: not version.shows)
    ]
    field = paper_field_id(contest.field) if contest.part == "paper" else contest.field
    return Conflict(contest.part, field, contest.row, tuple(versions))


def rules_day(sheet: DossierSheet, now: datetime) -> str:
    """Return what ``today`` means for a dossier: frozen at submission, the present day before it (D11)."""
    if sheet.state is not State.DRAFT and sheet.top.filed_on:
        return sheet.top.filed_on
    return day_in_vietnam(now)


def page_number(number: int, opened: OpenFolder, stop_id: str) -> str:
    """Return the number a caller reads out: procedure and place in the definition, the same whatever was answered."""
    definition = opened.folder.definition
    ids = ["notice", *(step.id for step in definition.steps), *(PAPER_STOP + paper.id for paper in definition.papers)]
    place = FIRST_ENDING + ENDINGS.index(stop_id) if stop_id in ENDINGS else ids.index(stop_id)
    return f"{number}-{place:02d}"


def paper_of_field(opened: OpenFolder, field_id: str) -> str | None:
    """Return the id of the paper whose answer is kept under this field, or None."""
    return next((paper.id for paper in opened.folder.definition.papers if paper_field_id(paper.id) == field_id), None)
