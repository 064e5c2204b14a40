"""One posted page into the log: answers, rows, files, choices, putting off, all in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webapp.dossiers import service
from webapp.dossiers.folders import OpenFolder
from webapp.dossiers.posting import FILE, SentForm
from webapp.dossiers.work import envelope_of
from webapp.forms.path import Stop, path
from webapp.forms.validation import StepJudgement
from webapp.forms.views.fields import UPLOADED
from webapp.kernel.actor import Actor
from webapp.kernel.digest import canonical_json
from webapp.kernel.ids import new_id
from webapp.kernel.problems import BadFile, NotFound, Problem, TooLarge
from webapp.ui.parts import Parts
from webapp.uploads.queries import KeptFile
from webapp.uploads.service import Prepared, keep_file, known_or_room, prepare_file


@dataclass(frozen=True)
class SavedStep:
    """A page that can be kept: where it stands, what was sent, how it was judged."""

    opened: OpenFolder
    stop: Stop
    row: str | None
    sent: SentForm
    judged: StepJudgement
    change: bool


@dataclass(frozen=True)
class Outcome:
    """Where to go next (after the language), or what is wrong with a file."""

    location: str
    problems: tuple[Problem, ...] = ()


def save_step(made: Parts, actor: Actor, step: SavedStep) -> Outcome:
    """Write what changed and say where to go. A refused file writes nothing and comes back as a problem of its field."""
    fresh_row = new_id() if step.sent.pressed("_add") else None
    location = _next_address(step, fresh_row)
    files: list[_Brought] = []
    counted: Counter[str] = Counter()
    for one in step.sent.files:
        field_id = one.control.removesuffix(FILE)
        poor = step.sent.poor(one.control, counted[one.control])
        counted[one.control] += 1
        try:
            files.append(_Brought(field_id, _bring(made, actor, step.opened.sheet.id, one.data, one.name), poor))
        except (BadFile, TooLarge) as refused:
            return Outcome(location, (Problem(field_id, str(refused.data["reason"]), part="file"),))
    with made.database.transaction() as tx:
        return Outcome(_Writing(made, tx, actor, made.clock.now(), step, files).write(location, fresh_row))


def picked(step: SavedStep) -> service.Change | None:
    """Return the answer that ends a conflict: the version whose button was pressed, when it still competes.

    None also when something else was typed for that field: the Enter key presses the first button of a page, and what
    a person has just typed wins.
    """
    name, _, entry = step.sent.fields.get("_pick", [""])[0].rpartition("|")
    versions = step.opened.folder.versions(name, step.row)
    chosen = next((version for version in versions if version.entry == entry), None)
    if chosen is None or all(field.id != name for field in _fields(step)):
        return None
    typed = step.judged.reading.values.get(name)
    if any(problem.field == name for problem in step.judged.reading.problems):
        return None
    if typed is not None and all(canonical_json(typed) != canonical_json(version.value) for version in versions):
        return None
    return service.Change(name, chosen.value, step.row)


def save_picked(made: Parts, actor: Actor, step: SavedStep, chosen: service.Change) -> str:
    """Write the chosen version, and what else was typed on the page; lead back to the same page."""
    row = f"/{step.row}" if step.row else ""
    location = f"{step.opened.folder.base}/steps/{step.stop.id}{row}?{'change=1&' if step.change else ''}picked=1"
    settled = {field.id for field in _fields(step) if field.kind not in UPLOADED and not step.opened.folder.versions(field.id, step.row)}
    others = [service.Change(name, value, step.row) for name, value in step.judged.reading.values.items() if name in settled]
    with made.database.transaction() as tx:
        form = step.sent.stamp(location)
        service.record_answers(tx, made.keyring, actor, made.clock.now(), step.opened.sheet.id, [chosen, *others], form=form)
    return location


@dataclass(frozen=True)
class _Brought:
    """A file that is looked at, cleaned and stored, or was kept before."""

    field: str
    file: Prepared | KeptFile
    poor: tuple[str, ...]


def _bring(made: Parts, actor: Actor, dossier: str, data: bytes, name: str) -> Prepared | KeptFile:
    """Objects first, then the row: looking at a picture may take a second and must not hold a transaction (D17)."""
    now = made.clock.now()
    with made.database.reading() as db:
        known = known_or_room(db, dossier, actor.ref, data, now)
        envelope = envelope_of(db, made.keyring, dossier)
    return known or prepare_file(made.store, envelope, dossier, actor.ref, data, name, now)


class _Writing:
    """The verbs of one page, in order, inside its transaction."""

    def __init__(self, made: Parts, tx: Session, actor: Actor, now: datetime, step: SavedStep, brought: Sequence[_Brought]) -> None:
        self._made, self._tx, self._actor, self._now, self._step = made, tx, actor, now, step
        self._dossier = step.opened.sheet.id
        self._brought = brought

    def write(self, location: str, fresh_row: str | None) -> str:
        recorded = self._do(service.record_answers, self._changes(), form=self._step.sent.stamp(location))
        if recorded.folded:
            return str(recorded.location)
        self._rows(fresh_row)
        self._files()
        if not self._says_something():
            self._do(service.later, self._step.stop.id)
        return location

    def _do(self, verb: Any, *args: Any, **named: Any) -> Any:
        return verb(self._tx, self._made.keyring, self._actor, self._now, self._dossier, *args, **named)

    def _changes(self) -> list[service.Change]:
        step = self._step
        if step.stop.kind == "notice" or step.sent.pressed("_remove"):
            return []
        kinds = {field.id: field.kind for field in _fields(step)}
        reading = step.judged.reading
        changes = [service.Change(name, value, step.row) for name, value in reading.values.items() if kinds.get(name) not in UPLOADED]
        cleared = [] if step.sent.pressed("_later") else reading.cleared
        return changes + [service.Change(name, service.CLEAR, step.row) for name in cleared if kinds.get(name) not in UPLOADED]

    def _rows(self, fresh_row: str | None) -> None:
        step = self._step
        repeat = step.stop.step.repeat if step.stop.step else None
        if repeat is None:
            return
        if fresh_row is not None:
            self._do(service.add_row, repeat.id, fresh_row)
        elif step.row is not None and step.sent.pressed("_remove"):
            self._do(service.remove_row, repeat.id, step.row)

    def _files(self) -> None:
        for field in _fields(self._step):
            kept = [self._kept(one) for one in self._brought if one.field == field.id]
            if field.kind == "photo":
                self._photo(field.id, kept)
            elif field.kind == "paper" and self._step.stop.paper is not None:
                self._paper(field.id, self._step.stop.paper.id, kept)

    def _photo(self, field_id: str, kept: Sequence[service.FileStamp]) -> None:
        shown = self._step.opened.folder.answers.value(field_id, self._step.row)
        dropped = isinstance(shown, dict) and shown.get("file") in self._dropped
        if kept:
            value = {"file": kept[-1].id, "sent": kept[-1].sent, "kept": kept[-1].kept}
            self._do(service.record_answers, [service.Change(field_id, value, self._step.row)])
        elif dropped:
            self._do(service.record_answers, [service.Change(field_id, service.CLEAR, self._step.row)])

    @property
    def _dropped(self) -> Sequence[str]:
        """The files that were ticked to go."""
        return self._step.sent.fields.get("_drop", [])

    def _paper(self, field_id: str, paper_id: str, files: Sequence[service.FileStamp]) -> None:
        for kept in files:
            self._do(service.attach_paper, paper_id, kept)
        for file in self._held(paper_id):
            if file in self._dropped:
                with suppress(NotFound):  # taken away in another tab meanwhile
                    self._do(service.remove_paper, paper_id, file)
        said = self._step.judged.reading.values.get(field_id)
        if not files and isinstance(said, dict) and said.get("choice") not in {None, "attached"}:
            self._do(service.decide_paper, paper_id, said["choice"], said.get("reason", ""))

    def _held(self, paper_id: str) -> Sequence[str]:
        said = self._step.opened.sheet.papers.get(paper_id)
        return list(said["files"]) if said else []

    def _kept(self, brought: _Brought) -> service.FileStamp:
        file = keep_file(self._tx, brought.file) if isinstance(brought.file, Prepared) else brought.file
        return service.FileStamp(file.id, file.sent_sha256, file.kept_sha256, brought.poor)

    def _says_something(self) -> bool:
        return (
            self._step.sent.says_something
            or self._step.stop.kind == "notice"
            or self._step.row is not None
            or self._step.sent.pressed("_add")
        )


def _fields(step: SavedStep) -> Sequence[Any]:
    if step.row is not None and step.stop.step is not None and step.stop.step.repeat is not None:
        return step.stop.step.repeat.fields
    return step.stop.fields


def _next_address(step: SavedStep, fresh_row: str | None) -> str:
    base = step.opened.folder.base
    if fresh_row is not None:
        return f"{base}/steps/{step.stop.id}/{fresh_row}"
    if step.row is not None:
        return f"{base}/steps/{step.stop.id}" + ("?change=1" if step.change else "")
    folder = replace(step.opened.folder, answers=step.judged.answers)
    way = path(folder.definition, folder.answers, step.opened.reader.today)
    after = way.first_open(folder.passed | {step.stop.id}) if step.change else way.after(step.stop.id)
    return f"{base}/steps/{after.id}" + ("?change=1" if step.change else "") if after else f"{base}/review"
