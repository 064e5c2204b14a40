"""The views of a step page: a notice, a question, the rows of a list, one row, a paper."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.forms.definition import Definition, Field, Say, Step
from webapp.forms.kinds.base import Posted
from webapp.forms.path import Path, Stop, row_fields
from webapp.forms.plan import truth
from webapp.forms.rule_dates import EXACT, days_of
from webapp.forms.rules import Env, RuleFault, evaluate
from webapp.forms.views.cards import card_view
from webapp.forms.views.context import Folder, Json, Reader
from webapp.forms.views.fields import UPLOADED, anchor, field_view, shown
from webapp.forms.views.files import Files
from webapp.kernel.problems import Problem


def step_page(
    folder: Folder,
    path: Path,
    stop: Stop,
    reader: Reader,
    *,
    form_id: str,
    change: bool = False,
    row: str | None = None,
    posted: Posted | None = None,
    problems: Sequence[Problem] = (),
    stream: bool = False,
    private: bool = False,
    asks_whose: bool = False,
) -> Json:
    """Return everything ``citizen/step.html`` draws, apart from the frame.

    ``stream``: answers are sent as they are written. ``private``: the browser must remember nothing typed. ``asks_whose``: phones only.
    """
    fields = page_fields(folder, path, stop, reader, row)
    kept = Files(folder.id, "phone" if folder.kept_by == "phone" else "form", folder.files)
    typed = {"posted": posted, "problems": problems, "kept": kept, "private": private}
    return {
        "dossier": folder.head(),
        "step": _step(folder, path, stop, reader, row)
        | {"action": _action(folder, stop, row, change), "back": _back(folder, path, stop, row, change)},
        "fields": _field_views(folder, fields, reader, row, typed),
        "card": card_view(folder.definition, fields if row is None else ()),
        "problems": problem_links(problems, folder.definition, reader),
        "paper": _paper(stop, reader),
        "rows": _rows(folder, stop, reader) if row is None else [],
        "adding": row is None and stop.step is not None and stop.step.repeat is not None,
        "in_row": row is not None,
        "many_parts": kept.by == "form" and any(field.kind in UPLOADED for field in fields),
        "after_camera": False,
        "may_skip": stop.kind != "notice" and row is None,
        "form_id": form_id,
        "stream": stream,
        "asks_whose": asks_whose,
    }


def problem_links(problems: Sequence[Problem], definition: Definition, reader: Reader) -> list[Json]:
    """Return the error summary: sentence and the control it leads to."""
    return [
        {"text": reader.texts.say(problem, reader.lang, definition), "target": anchor(problem.field, problem.part)} for problem in problems
    ]


def page_fields(folder: Folder, path: Path, stop: Stop, reader: Reader, row: str | None) -> tuple[Field, ...]:
    """Return the fields that stand on a page: those of the stop, or of one row of it."""
    if row is not None and stop.step is not None:
        return row_fields(folder.definition, stop.step, path.answers, reader.today, row)
    return tuple(field for field in stop.fields if field.kind != "repeat")


def _field_views(folder: Folder, fields: Sequence[Field], reader: Reader, row: str | None, typed: Json) -> list[Json]:
    alone = len(fields) == 1 and not _is_group(fields[0])
    return [
        field_view(
            field,
            folder.answers.value(field.id, row),
            reader,
            folder.definition,
            alone=alone,
            versions=folder.versions(field.id, row),
            **typed,
        )
        for field in fields
    ]


def _is_group(field: Field) -> bool:
    return bool(field.label) and field.kind == "statement"


def _step(folder: Folder, path: Path, stop: Stop, reader: Reader, row: str | None) -> Json:
    place = next((at for at, other in enumerate(path.asked) if other.id == stop.id), 0)
    step = stop.step
    return {
        "id": stop.id if row is None else f"{stop.id}/{row}",
        "sort": stop.kind,
        "heading": stop_heading(stop, folder, reader),
        "why": step.why.in_(reader.lang) if step and step.why else "",
        "said": said_notes(step.say if step else (), folder, path, reader, row),
        "number": place,
        "total": len(path.asked) - 1,
    }


def stop_heading(stop: Stop, folder: Folder, reader: Reader) -> str:
    """Return the question of a page, the name of its paper, or for the notice the name of the form."""
    heading = stop.step.ask if stop.step else (stop.paper.name if stop.paper else folder.definition.name)
    return heading.in_(reader.lang)


def said_notes(notes: tuple[Say, ...], folder: Folder, path: Path, reader: Reader, row: str | None = None) -> list[Json]:
    """Return the notes whose rule is true now."""
    env = Env(path.answers, reader.today, row=row)
    due = (note for note in notes if truth(folder.definition, note.when, env) is True)
    said = ((note, _note_text(note, env, reader)) for note in due)
    return [{"text": text, "link": note.link or ""} for note, text in said if text is not None]


def _note_text(note: Say, env: Env, reader: Reader) -> str | None:
    """Return the sentence with its dates, or None while one of them is not known to the day."""
    days: dict[str, str] = {}
    for name, rule in note.values.items():
        try:
            day = evaluate(rule, env)
        except RuleFault:
            return None
        if not isinstance(day, str) or len(day) != EXACT or days_of(day) is None:
            return None
        days[name] = reader.wording.day(day, reader.lang)
    return note.say.in_(reader.lang) % days if days else note.say.in_(reader.lang)


def _action(folder: Folder, stop: Stop, row: str | None, change: bool) -> str:
    address = f"{folder.base}/steps/{stop.id}" + (f"/{row}" if row else "")
    return f"{address}?change=1" if change else address


def _back(folder: Folder, path: Path, stop: Stop, row: str | None, change: bool) -> str:
    if row is not None:
        return f"{folder.base}/steps/{stop.id}"
    if change:
        return f"{folder.base}/review"
    before = path.before(stop.id)
    return f"{folder.base}/steps/{before.id}" if before else f"procedures/{folder.definition.procedure}"


def _paper(stop: Stop, reader: Reader) -> Json:
    paper = stop.paper
    if paper is None:
        return {"id": ""}
    return {
        "id": paper.id,
        "form": paper.form,
        "number": paper.count,
        "look": paper.look if paper.look and paper.look != "not_applicable" else "",
        "held_by_state": paper.replaced_by is not None,
        "maybe": paper.treatment == "only_if",
    }


def _rows(folder: Folder, stop: Stop, reader: Reader) -> list[Json]:
    step = stop.step
    if step is None or step.repeat is None:
        return []
    return [
        {"id": row, "number": at + 1, "shown": row_text(step, step.repeat, folder, row, reader)}
        for at, row in enumerate(folder.answers.rows.get(step.repeat.id, ()))
    ]


def row_text(step: Step, repeat: Field, folder: Folder, row: str, reader: Reader) -> str:
    """Return one row in one line: its answers, parted by commas."""
    said = (shown(field, folder.answers.value(field.id, row), reader) for field in repeat.fields)
    return ", ".join(text for text in said if text)
