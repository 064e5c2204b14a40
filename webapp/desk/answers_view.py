"""Answers, papers and disagreements of a dossier, by step, in the words the kinds show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.dossiers.folders import OpenFolder
from webapp.forms.definition import PAPER_STOP, Field, Paper, paper_field_id
from webapp.forms.path import Stop, row_fields
from webapp.forms.views.fields import line_view, shown
from webapp.kernel.problems import Problem
from webapp.uploads.queries import KeptFile

Json = dict[str, Any]


def answer_sections(opened: OpenFolder, problems: Sequence[Problem]) -> list[Json]:
    """Return one section per step that was asked, its answers with what was found about each."""
    return [_section(opened, stop, problems) for stop in opened.path.asked if stop.kind == "step" and stop.step is not None]


def paper_lines(opened: OpenFolder, files: Mapping[str, KeptFile], poor: Mapping[str, Sequence[str]]) -> list[Json]:
    """Return one line per paper that was asked, with its files and what looked ``poor`` in them.

    Of those that are not asked any more, the ones that have files.
    """
    asked = [stop.paper for stop in opened.path.asked if stop.paper is not None]
    left = {paper for paper, said in opened.sheet.papers.items() if said["files"]} - {paper.id for paper in asked}
    others = [paper for paper in opened.folder.definition.papers if paper.id in left]
    return [_paper_line(opened, paper, files, poor) for paper in (*asked, *others)]


def _paper_line(opened: OpenFolder, paper: Paper, files: Mapping[str, KeptFile], poor: Mapping[str, Sequence[str]]) -> Json:
    said = opened.sheet.papers.get(paper.id, {})
    answer = opened.folder.answers.value(paper_field_id(paper.id)) or {}
    return {
        "id": PAPER_STOP + paper.id,
        "called": paper.name.in_(opened.reader.lang),
        "choice": "unknown" if answer.get("unknown") else str(answer.get("choice", "")),
        "reason": str(answer.get("reason", "")),
        "held_by_state": paper.replaced_by is not None,
        "files": [file_view(file, files, opened) | {"poor": list(poor.get(file, ()))} for file in said.get("files", ())],
    }


def file_view(file: str, files: Mapping[str, KeptFile], opened: OpenFolder) -> Json:
    """Return what is said of a file before it is opened. ``sort`` is "" when it is not here; ``state`` and ``why`` say more then."""
    kept, named = files.get(file), opened.sheet.files.get(file)
    if kept is not None:
        shown = {"sort": kept.media_type.partition("/")[2], "kilobytes": -(-kept.size // 1024), "pages": kept.pages}
        return {"id": file, **shown, "state": "kept", "why": ""}
    why = opened.reader.texts.say(Problem("", named.code), opened.reader.lang) if named and named.code else ""
    return {"id": file, "sort": "", "kilobytes": 0, "pages": 0, "state": named.state if named else "lost", "why": why}


def photo_ids(opened: OpenFolder) -> list[str]:
    """Return the ids of files that stand in answers themselves (photos of persons)."""
    values = opened.sheet.answers.values()
    return [value["file"] for value in values if isinstance(value, dict) and isinstance(value.get("file"), str)]


def file_ids(opened: OpenFolder) -> list[str]:
    """Return the ids of every file of the dossier as it now stands."""
    return [*(file for said in opened.sheet.papers.values() for file in said["files"]), *photo_ids(opened)]


def conflicts_view(opened: OpenFolder) -> list[Json]:
    """Return the answers nobody has chosen between, with every version."""
    found = []
    for conflict in opened.sheet.conflicts:
        field = opened.folder.definition.field(conflict.field)
        versions = [
            {"shown": shown(field, each.value, opened.reader) if field and conflict.part == "answer" else "", "used": each.shows}
            for each in conflict.versions
        ]
        found.append({"label": _label(opened, conflict.field, field), "versions": versions})
    return found


def _section(opened: OpenFolder, stop: Stop, problems: Sequence[Problem]) -> Json:
    step = stop.step
    assert step is not None
    heading = step.ask.in_(opened.reader.lang)
    if step.repeat is None:
        lines = [_line(opened, field, None, problems) for field in stop.fields]
        return {"id": f"s-{stop.id}", "heading": heading, "lines": lines, "rows": [], "repeats": False}
    rows = []
    for number, row in enumerate(opened.folder.answers.rows_of(step.repeat.id), start=1):
        fields = row_fields(opened.folder.definition, step, opened.path.answers, opened.reader.today, row)
        rows.append({"number": number, "lines": [_line(opened, field, row, problems) for field in fields]})
    return {"id": f"s-{stop.id}", "heading": heading, "lines": [], "rows": rows, "repeats": True}


def _line(opened: OpenFolder, field: Field, row: str | None, problems: Sequence[Problem]) -> Json:
    line = line_view(field, opened.folder.answers.value(field.id, row), opened.reader, "")
    return line | {"notes": _notes(opened, field, row, problems)}


def _notes(opened: OpenFolder, field: Field, row: str | None, problems: Sequence[Problem]) -> list[Json]:
    explained = opened.sheet.explained.get((field.id, row))
    mine = [problem for problem in problems if (problem.field, problem.row) == (field.id, row)]
    notes = [
        {
            "text": opened.reader.texts.say(problem, opened.reader.lang, opened.folder.definition),
            "level": problem.level,
            "explained": explained["reason"] if explained and explained["code"] == problem.code else "",
        }
        for problem in mine
    ]
    if explained and all(explained["code"] != problem.code for problem in mine):
        notes.append({"text": "", "level": "warning", "explained": explained["reason"]})
    return notes


def _label(opened: OpenFolder, field_id: str, field: Field | None) -> str:
    lang = opened.reader.lang
    if field is not None and field.label is not None:
        return field.label.in_(lang)
    step = next((step for step in opened.folder.definition.steps if any(each.id == field_id for each in step.fields)), None)
    paper = opened.folder.definition.paper(field_id)
    return step.ask.in_(lang) if step else (paper.name.in_(lang) if paper else "")
