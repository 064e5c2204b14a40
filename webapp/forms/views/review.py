"""The view of the review page, and the lists that the ending pages share."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.forms.answers import is_unknown
from webapp.forms.definition import Paper
from webapp.forms.kinds import KINDS
from webapp.forms.path import Path, Stop
from webapp.forms.plan import truth
from webapp.forms.rules import Env
from webapp.forms.views.context import Folder, Json, Reader
from webapp.forms.views.fields import anchor, line_view
from webapp.forms.views.steps import problem_links, row_text, said_notes, stop_heading
from webapp.kernel.problems import Problem


def review_page(
    folder: Folder,
    path: Path,
    reader: Reader,
    *,
    form_id: str,
    problems: Sequence[Problem],
    tick_problems: Sequence[Problem] = (),
    ending: Json,
) -> Json:
    """Return everything ``citizen/review.html`` draws. ``problems`` never block sending; unticked boxes do."""
    errors = [problem for problem in problems if problem.level == "error"]
    return {
        "dossier": folder.head(),
        "conflicts": _conflicts(folder, path, reader),
        "sections": [_section(folder, stop, reader) for stop in path.asked if stop.kind == "step"],
        "papers": [_paper_line(folder, stop, reader) for stop in path.asked if stop.kind == "paper"],
        "to_show": only_listed(path, reader),
        "perhaps": [{"called": thing.name.in_(reader.lang)} for thing in path.undecided if isinstance(thing, Paper)],
        "missing": _problem_steps(errors, folder, path, reader),
        "warnings": _problem_steps([problem for problem in problems if problem.level == "warning"], folder, path, reader),
        "doubts": doubts(folder, path, reader),
        "problems": problem_links(tick_problems[:1], folder.definition, reader),
        "ticks": [{"name": name, "id": anchor(name), "bad": any(p.field == name for p in tick_problems)} for name in TICKS],
        "signing": folder.definition.signing,
        "ending": ending,
        "form_id": form_id,
        "last": f"{folder.base}/steps/{path.asked[-1].id}",
    }


TICKS = ("consent.given", "declaration.true")


def doubts(folder: Folder, path: Path, reader: Reader) -> list[Json]:
    """Return the soft notes: conditions of the law that seem not to hold. They never say no, and never block."""
    env = Env(path.answers, reader.today)
    return [
        {"text": rule.say.in_(reader.lang), "meanwhile": said_notes(rule.meanwhile, folder, path, reader)}
        for rule in folder.definition.eligible
        if truth(folder.definition, rule.when, env) is False
    ]


def _section(folder: Folder, stop: Stop, reader: Reader) -> Json:
    step = stop.step
    assert step is not None
    heading = step.ask.in_(reader.lang)
    if step.repeat is not None:
        rows = folder.answers.rows.get(step.repeat.id, ())
        lines: list[Json] = [
            {"label": "", "shown": row_text(step, step.repeat, folder, row, reader), "unknown": False, "missing": False, "required": False}
            for row in rows
        ]
    else:
        lines = [line_view(field, folder.answers.value(field.id), reader, "") for field in stop.fields]
    return {"heading": heading, "href": f"{folder.base}/steps/{stop.id}?change=1", "lines": lines}


def _paper_line(folder: Folder, stop: Stop, reader: Reader) -> Json:
    paper = stop.paper
    assert paper is not None
    field = stop.fields[0]
    answer = folder.answers.value(field.id)
    chosen = answer if KINDS[field.kind].fits(field, answer) else {}
    return {
        "called": paper.name.in_(reader.lang),
        "href": f"{folder.base}/steps/{stop.id}?change=1",
        "choice": "unknown" if is_unknown(answer) else chosen.get("choice", ""),
        "reason": chosen.get("reason", ""),
        "files": len(chosen.get("files", ())),
        "held_by_state": paper.replaced_by is not None,
    }


def only_listed(path: Path, reader: Reader) -> list[Json]:
    """Return the papers that are shown at the desk and never photographed."""
    return [{"called": paper.name.in_(reader.lang), "sort": paper.treatment} for paper in path.listed if paper.treatment == "show_only"]


def _problem_steps(problems: Sequence[Problem], folder: Folder, path: Path, reader: Reader) -> list[Json]:
    found = []
    for problem in problems:
        stop = stop_of(path, problem.field)
        if stop is not None:
            address = f"{folder.base}/steps/{stop.id}" + (f"/{problem.row}" if problem.row else "")
            text = reader.texts.say(problem, reader.lang, folder.definition)
            found.append({"heading": stop_heading(stop, folder, reader), "text": text, "href": f"{address}?change=1"})
    return found


def _conflicts(folder: Folder, path: Path, reader: Reader) -> list[Json]:
    """Return each page with answers that compete, once. A row that was removed here leads to the list of rows."""
    found: dict[str, Json] = {}
    for conflict in folder.conflicts:
        stop = stop_of(path, conflict.field)
        if stop is not None:
            there = conflict.row is not None and any(conflict.row in folder.answers.rows_of(field.id) for field in stop.fields)
            address = f"{folder.base}/steps/{stop.id}" + (f"/{conflict.row}" if there and conflict.part == "answer" else "")
            found[address] = {"heading": stop_heading(stop, folder, reader), "href": f"{address}?change=1"}
    return list(found.values())


def stop_of(path: Path, field_id: str) -> Stop | None:
    """Return the stop on the path that asks a field (or holds it in its rows), else None."""
    for stop in path.asked:
        if any(field.id == field_id or any(inner.id == field_id for inner in field.fields) for field in stop.fields):
            return stop
    return None
