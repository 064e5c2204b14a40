"""Answers in, problems out. Collects every problem; warnings never block, and only pages on the path are judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from webapp.forms.answers import AnswerSet, is_unknown
from webapp.forms.definition import Check, Definition, Field, Paper, Step, paper_field
from webapp.forms.kinds import KINDS, personal_id_disagrees
from webapp.forms.kinds.base import CheckContext, Posted
from webapp.forms.lists import Lists
from webapp.forms.path import Path, Stop, path, row_fields
from webapp.forms.plan import plan_of
from webapp.forms.reading_posts import StepReading, read_step
from webapp.forms.rules import Env
from webapp.kernel.problems import Problem

MISSING_PAPER = "missing_paper"


def check_step(
    definition: Definition,
    step: Step | Paper | Stop,
    answers: AnswerSet,
    today: str,
    lists: Lists,
    row: str | None = None,
) -> list[Problem]:
    """Return every problem of one page: missing, not allowed today, in conflict with other answers. Never raises.

    For the page of a row give ``row``. Whether the page is on the path is not asked here.
    """
    fields = _fields_of(definition, step, answers, today, row)
    context = CheckContext(today, lists)
    problems = [problem for field in fields for problem in _judge(field, answers, row, context)]
    own = {field.id for field in fields}
    for check in definition.checks:
        if own.intersection(check.fields):
            problems += _cross(definition, check, answers, today, own, row)
    return problems


def check_all(definition: Definition, answers: AnswerSet, today: str, lists: Lists) -> list[Problem]:
    """Return every problem of every page on the path, then of the checks across fields. Never raises.

    A paper that is missing is a warning: a dossier without it can still be handed in and mended.
    """
    way = path(definition, answers, today)
    context = CheckContext(today, lists)
    problems: list[Problem] = []
    for stop in way.asked:
        for field in stop.fields:
            problems += _judge(field, way.answers, None, context)
            if field.kind == "repeat" and stop.step is not None:
                problems += _judge_rows(definition, stop.step, field, way.answers, context)
            elif stop.paper is not None and stop.paper.required and not way.answers.has(field.id):
                problems.append(Problem(field.id, MISSING_PAPER, level="warning"))
    for check in definition.checks:
        problems += _cross(definition, check, way.answers, today, _on_path(way), None)
    return problems


@dataclass(frozen=True, slots=True)
class StepJudgement:
    """A posted page read and judged: what to keep, all problems, and the answers as they would then be."""

    reading: StepReading
    problems: tuple[Problem, ...]
    answers: AnswerSet

    @property
    def blocks(self) -> bool:
        """Tell whether the page must be shown again (422): an error, never a warning."""
        return any(problem.level == "error" for problem in self.problems)


def judge_post(
    definition: Definition,
    step: Step | Paper | Stop,
    posted: Posted,
    answers: AnswerSet,
    today: str,
    lists: Lists,
    row: str | None = None,
) -> StepJudgement:
    """Read a posted page and judge it together with the answers kept so far. Never raises.

    Each field has either the problem of reading it or those of checking it, never both.
    """
    fields = _fields_of(definition, step, answers, today, row)
    reading = read_step(fields, posted, lists)
    after = answers.with_values(reading.values, row).without(reading.cleared, row)
    unread = {problem.field for problem in reading.problems if problem.level == "error"}
    checked = [problem for problem in check_step(definition, step, after, today, lists, row) if problem.field not in unread]
    seen = {(problem.field, problem.code, problem.part) for problem in reading.problems}
    checked = [problem for problem in checked if (problem.field, problem.code, problem.part) not in seen]
    mine = tuple(replace(problem, row=row) for problem in reading.problems)
    return StepJudgement(reading, (*mine, *checked), after)


def _fields_of(definition: Definition, step: Step | Paper | Stop, answers: AnswerSet, today: str, row: str | None) -> Sequence[Field]:
    if isinstance(step, Stop):
        inner = step.step or step.paper
        if inner is None:
            return ()
        step = inner
    if isinstance(step, Paper):
        return (paper_field(step),)
    if row is not None:
        return row_fields(definition, step, answers, today, row)
    plan, env = plan_of(definition), Env(answers, today)
    return tuple(field for field in step.fields if plan.truth(field.when, env) is True)


def _judge(field: Field, answers: AnswerSet, row: str | None, context: CheckContext) -> Iterator[Problem]:
    if not answers.has(field.id, row):
        if field.required:
            yield Problem(field.id, KINDS[field.kind].missing_code, row=row)
        return
    value: Any = answers.value(field.id, row)
    if field.kind == "repeat" or is_unknown(value):
        return
    found = KINDS[field.kind].check(field, value, context)
    for problem in found:
        yield replace(problem, row=row)
    if field.kind == "personal_id" and not any(problem.level == "error" for problem in found):
        yield from _against_person(field, value, answers, row)


def _against_person(field: Field, number: str, answers: AnswerSet, row: str | None) -> Iterator[Problem]:
    """Compare ``owner.personal_id`` with ``owner.birth_date`` and ``owner.sex``. Old cards hold old errors: only warnings."""
    person = field.id.rpartition(".")[0]
    birth, sex = answers.value(f"{person}.birth_date", row), answers.value(f"{person}.sex", row)
    born = birth if isinstance(birth, str) else None
    for code in personal_id_disagrees(number, born, sex if isinstance(sex, str) else None):
        yield Problem(field.id, code, row=row, level="warning")


def _judge_rows(definition: Definition, step: Step, repeat: Field, answers: AnswerSet, context: CheckContext) -> Iterator[Problem]:
    for row in answers.rows_of(repeat.id):
        for field in row_fields(definition, step, answers, context.today, row):
            yield from _judge(field, answers, row, context)


def _cross(definition: Definition, check: Check, answers: AnswerSet, today: str, judged: set[str], row: str | None) -> Iterator[Problem]:
    """Yield the problem of a check at the first of its fields that is judged; a check over row fields once per row."""
    place = next((name for name in check.fields if name in judged), None)
    if place is None:
        return
    plan = plan_of(definition)
    repeat = next((field for field in plan.repeats if any(inner.id == place for inner in field.fields)), None)
    rows: Sequence[str | None] = (row,) if repeat is None or row is not None else answers.rows_of(repeat.id)
    for each in rows:
        if plan.truth(check.when, Env(answers, today, row=each)) is True:
            yield Problem(place, check.code, row=each, level=check.level)


def _on_path(way: Path) -> set[str]:
    direct = {field.id for stop in way.asked for field in stop.fields}
    inner = {inner.id for stop in way.asked for field in stop.fields for inner in field.fields}
    return direct | inner
