"""Every page of one dossier as the Python views make it, and the node process that makes the same of the same plain JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from tests.twins.engines import Phone, Question
from tests.twins.ours import lists_of_the_phone
from webapp.dossiers.folders import OpenFolder, page_number
from webapp.forms.answers import AnswerSet, answers_of
from webapp.forms.definition import Definition, definition_to_json
from webapp.forms.kinds.base import PostedValues
from webapp.forms.lists import Lists
from webapp.forms.path import Path, path
from webapp.forms.projections.sheet import Sheet
from webapp.forms.validation import check_all, judge_post
from webapp.forms.views.context import Conflict, Folder, ProblemTexts, Reader, Version
from webapp.forms.views.copying import copy_page, form_names, sheet_page
from webapp.forms.views.files import files_to_come
from webapp.forms.views.review import review_page
from webapp.forms.views.steps import step_page
from webapp.forms.wording import Wording
from webapp.kernel.problems import Problem
from webapp.ui.parts import Parts

Json = Any
TODAY = "2026-11-23"
DOSSIER = "01890000-0000-7000-8000-000000000001"
ENDING = {"route": "desk", "unit": "Trung tâm <Quan Lạn>", "decided_by": "", "demonstration": True, "ways": []}
TICKS = [Problem("consent.given", "missing_statement")]


class ViewingPhone(Phone):
    """A node process with the phone's views."""

    program = "views.mjs"

    def __init__(self, made: Parts) -> None:
        self._made = made

    def first(self) -> Question:
        texts = {code: {"vi": said.vi, "en": said.en} for code, said in self._made.texts.table.items()}
        return "common", {"lists": lists_of_the_phone(), "problems": texts, "wording": self._made.wording.table}


@dataclass(frozen=True)
class Words:
    """What a reader reads with."""

    lists: Lists
    texts: ProblemTexts
    wording: Wording


def folder_json(**told: Json) -> Json:
    """Return a folder as the phone writes it; a draft of the centre unless told otherwise."""
    plain = {"id": DOSSIER, "name": "Hồ sơ <thử>", "number": 14, "state": "draft", "safety": "arrived", "keptBy": "centre"}
    return {**plain, "at": "8 giờ 05, thứ Hai", "passed": [], "conflicts": [], "files": {}, **told}


def question(definition: Definition, lang: str, answers: Json, rows: Json, **told: Json) -> Json:
    """Return what is asked about one dossier. ``typed`` are pages sent with something wrong: (stop, row, posted)."""
    body = {"definition": definition_to_json(definition), "today": TODAY, "lang": lang, "answers": answers, "rows": rows}
    plain: Json = {
        "folder": folder_json(),
        "typed": [],
        "change": False,
        "stream": False,
        "private": False,
        "asks_whose": False,
        "ending": ENDING,
    }
    return {**body, **plain, "sheet": None, "copied": None, **told}


def opened(asked: Json, definition: Definition, words: Words) -> tuple[Folder, Path, Reader]:
    """Return the folder, its path and its reader from plain JSON."""
    told, answers = asked["folder"], answers_of(asked["answers"], asked["rows"])
    conflicts = [
        Conflict(one["part"], one["field"], one["row"], tuple(Version(**each) for each in one["versions"])) for one in told["conflicts"]
    ]
    folder = Folder(
        told["id"], definition, answers, told["name"], told["number"], told["state"], told["safety"], told["keptBy"],
        frozenset(told["passed"]), told["at"], tuple(conflicts), told.get("photosAwaited", 0), told["files"],
    )  # fmt: skip
    reader = Reader(asked["lang"], asked["today"], words.lists, words.texts, words.wording)
    return folder, path(definition, answers, asked["today"]), reader


def pages(asked: Json, definition: Definition, words: Words) -> Json:
    """Return every page of a dossier, as ``views.mjs`` does."""
    folder, way, reader = opened(asked, definition, words)
    how = {"form_id": "f.1", **{name: asked[name] for name in ("change", "stream", "private", "asks_whose")}}
    sheet, copied = (msgspec.convert(asked[name], Sheet | None) for name in ("sheet", "copied"))
    lines = sheet_page(sheet, folder, reader) if sheet else None
    waiting = way.first_open(folder.passed)
    table = OpenFolder(None, folder, reader, way)  # type: ignore[arg-type]
    return {
        "steps": [step_page(folder, way, stop, reader, **how) for stop in way.asked],
        "rows": [step_page(folder, way, way.stop(stop), reader, row=row, **how) for stop, row in rows_of(way, folder.answers)],  # type: ignore[arg-type]
        "typed": [_typed(folder, way, reader, each, how) for each in asked["typed"] if way.stop(each[0])],
        "review": review_page(
            folder, way, reader, form_id="f.2", problems=check_all(definition, folder.answers, reader.today, words.lists),
            tick_problems=TICKS, ending=asked["ending"],
        ),
        "sheet": lines, "names": form_names(lines) if lines else None, "copied": copy_page(copied, folder, way, reader),
        "numbers": [page_number(folder.number, table, stop) for stop in [*(stop.id for stop in way.asked), "review", "progress"]],
        "coming": files_to_come(folder, reader), "entry": table.entry_address, "open": waiting.id if waiting else None,
    }  # fmt: skip


def rows_of(way: Path, answers: AnswerSet) -> Iterator[tuple[str, str]]:
    """Yield the stop and the id of every row."""
    for stop in way.asked:
        repeat = stop.step.repeat if stop.step else None
        yield from ((stop.id, row) for row in (answers.rows_of(repeat.id) if repeat else ()))


def _typed(folder: Folder, way: Path, reader: Reader, each: Json, how: Json) -> Json:
    stop_id, row, sent = each
    stop, posted = way.stop(stop_id), PostedValues(sent)
    assert stop is not None
    judged = judge_post(folder.definition, stop, posted, folder.answers, reader.today, reader.lists, row)
    return step_page(folder, way, stop, reader, row=row, posted=posted, problems=judged.problems, **how)
