"""The written guides, each loaded once, and a person who answers everything they ask."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from webapp.forms.answers import UNKNOWN_ANSWER, AnswerSet
from webapp.forms.cases import CaseFile, cases_beside, load_cases
from webapp.forms.definition import Definition, every_field
from webapp.forms.kinds import KINDS
from webapp.forms.lists import Lists
from webapp.forms.loading import form_files, load_definition
from webapp.forms.path import path
from webapp.forms.projections.sheet import Sheet, load_sheet, sheet_beside, sheet_lines

TODAY = "2026-11-23"
WEBAPP = Path(__file__).parents[2] / "webapp"
PROCEDURES = WEBAPP / "procedures"
FILES = {file.parent.name: file for file in form_files(PROCEDURES)}
NAMES = sorted(FILES)


@cache
def lists() -> Lists:
    """Return the real reference lists."""
    return Lists.load(WEBAPP / "catalogue" / "data" / "lists")


@cache
def guide(name: str) -> Definition:
    """Return the guide of that folder."""
    return load_definition(FILES[name])


@cache
def cases(name: str) -> CaseFile:
    """Return the worked cases of that guide."""
    return load_cases(cases_beside(FILES[name]))


@cache
def sheet(name: str) -> Sheet:
    """Return the official form of that guide."""
    return load_sheet(sheet_beside(FILES[name]))[0]


@cache
def portal(name: str) -> Sheet:
    """Return the order of the portal's screens for that guide."""
    return load_sheet(FILES[name].with_name("v1.copy.yaml"))[0]


def printed(name: str, answers: AnswerSet, lang: str = "vi") -> list[dict[str, Any]]:
    """Return the lines of the official form for these answers."""
    return sheet_lines(sheet(name), guide(name), answers, lists(), lang, TODAY)


def filled(name: str, seed: int, given: Mapping[str, Any]) -> AnswerSet:
    """Return an answer to everything that is asked: the given ones, else the example of that seed.

    Answers are given until no page is open; a page that an answer opens is answered too.
    """
    definition, answers = guide(name), AnswerSet()
    while True:
        asked = [field for stop in path(definition, answers, TODAY).asked for field in stop.fields]
        wanted = [field for field in asked if field.kind != "repeat" and not answers.has(field.id)]
        if not wanted:
            return answers
        first = wanted[0]
        value = given[first.id] if first.id in given else KINDS[first.kind].example(first, lists(), seed)
        answers = answers.with_value(first.id, value)


def unsure(name: str) -> AnswerSet:
    """Return "I do not know" to everything that offers it."""
    answers = AnswerSet()
    for field in every_field(guide(name)):
        if field.kind != "repeat" and KINDS[field.kind].offers_unknown:
            answers = answers.with_value(field.id, dict(UNKNOWN_ANSWER))
    return answers
