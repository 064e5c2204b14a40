"""Worked cases of a guide: these answers on this day give this path, these papers, these problems. Run here and on the phone.

The format of ``v<N>.cases.yaml`` is written down in ``webapp/forms/README.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from webapp.forms.answers import AnswerSet, answers_of
from webapp.forms.definition import NOTICE, Definition
from webapp.forms.faults import DefinitionFaults
from webapp.forms.lists import Lists
from webapp.forms.path import path
from webapp.forms.plan import truth
from webapp.forms.rules import Env
from webapp.forms.validation import check_all
from webapp.forms.yaml_reading import Reading, compose, read_as

Rows = dict[str, dict[str, dict[str, Any]]]


class CaseProblem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A problem that must be found."""

    field: str
    code: str


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One case. What is left out is not looked at; ``papers`` are those whose rule is true, ``undecided`` those unknown."""

    name: str
    today: str
    answers: dict[str, Any] = {}
    rows: Rows = {}
    path: tuple[str, ...] | None = None
    contains: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    papers: tuple[str, ...] | None = None
    undecided: tuple[str, ...] | None = None
    problems: tuple[CaseProblem, ...] | None = None
    eligible: tuple[str, ...] | None = None


class CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The cases of one file with the line of each."""

    file: str
    cases: tuple[Case, ...]
    lines: tuple[int, ...]


def load_cases(file: Path) -> CaseFile:
    """Return the cases of one file. Raises DefinitionFaults."""
    node, faults = compose(file)
    if node is None:
        raise DefinitionFaults(faults)
    reading = Reading()
    cases = read_as(node, tuple[Case, ...], reading)
    if reading.faults:
        raise DefinitionFaults(reading.faults)
    return CaseFile(str(file), cases, tuple(reading.lines[at,][1] for at in range(len(cases))))


def cases_beside(form_file: Path) -> Path:
    """Return where the cases of ``v<N>.form.yaml`` stand (they may not exist)."""
    return form_file.with_name(form_file.name.replace(".form.yaml", ".cases.yaml"))


def answers_in(case: Case) -> AnswerSet:
    """Return the answers of a case."""
    return answers_of(case.answers, case.rows)


def run_case(definition: Definition, case: Case, lists: Lists) -> list[str]:
    """Return what is otherwise than the case says, each as one English line; empty when it holds."""
    return list(_differences(definition, case, lists))


def _differences(definition: Definition, case: Case, lists: Lists) -> Iterator[str]:
    answers = answers_in(case)
    way = path(definition, answers, case.today)
    stops = [stop.id for stop in way.asked]
    wanted = None if case.path is None else [NOTICE, *(stop for stop in case.path if stop != NOTICE)]
    yield from _same("path", wanted, stops)
    yield from (f"path lacks {stop}" for stop in case.contains if stop not in stops)
    yield from (f"path has {stop}" for stop in case.excludes if stop in stops)
    yield from _names_of_nothing(definition, (*case.contains, *case.excludes))
    env = Env(way.answers, case.today)
    yield from _same("papers", case.papers, [paper.id for paper in definition.papers if truth(definition, paper.when, env) is True])
    yield from _same("undecided", case.undecided, [thing.id for thing in way.undecided])
    doubts = [condition.code for condition in definition.eligible if truth(definition, condition.when, env) is False]
    yield from _same("eligible", case.eligible, doubts)
    if case.problems is not None:
        yield from _problems(definition, case, answers, lists)


def _problems(definition: Definition, case: Case, answers: AnswerSet, lists: Lists) -> Iterator[str]:
    """Compare the problems; those of being missing may be left out, so that a case need not answer everything."""
    found = {(problem.field, problem.code) for problem in check_all(definition, answers, case.today, lists)}
    wanted = {(problem.field, problem.code) for problem in case.problems or ()}
    yield from (f"problem {code} at {field} is not found" for field, code in sorted(wanted - found))
    yield from (f"problem {code} at {field} is found" for field, code in sorted(found - wanted) if not code.startswith("missing"))


def _same(what: str, wanted: Any, found: list[str]) -> Iterator[str]:
    if wanted is not None and list(wanted) != found:
        yield f"{what} is {found}, not {list(wanted)}"


def _names_of_nothing(definition: Definition, stops: tuple[str, ...]) -> Iterator[str]:
    known = {NOTICE, *(step.id for step in definition.steps), *(f"paper-{paper.id}" for paper in definition.papers)}
    yield from (f"there is no stop {stop}" for stop in stops if stop not in known)
