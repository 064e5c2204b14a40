"""Which pages are asked, in order. The same answers on the same day always give the same path, here and on the phone.

Answers of a step that left the path are kept but not seen by any rule, so nothing hidden decides anything (decision D14).
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any, Literal

from webapp.forms.answers import AnswerSet
from webapp.forms.definition import (
    ASKED_TREATMENTS,
    NOTICE,
    PAPER_STOP,
    Definition,
    Field,
    Paper,
    Step,
    paper_field,
)
from webapp.forms.plan import Plan, plan_of
from webapp.forms.rules import UNKNOWN, Env

StopKind = Literal["notice", "step", "paper"]


@dataclass(frozen=True, slots=True)
class Stop:
    """One page that is asked. ``fields`` are those whose own rule holds; a step of rows has its repeat field only."""

    id: str
    kind: StopKind
    step: Step | None = None
    paper: Paper | None = None
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """The pages asked, those that cannot be decided yet, the papers only listed, and the answers that count."""

    asked: tuple[Stop, ...]
    undecided: tuple[Step | Paper, ...]
    listed: tuple[Paper, ...] = ()
    answers: AnswerSet = field(default_factory=AnswerSet)

    def stop(self, stop_id: str) -> Stop | None:
        """Return the stop of that id when it is asked, else None."""
        return next((stop for stop in self.asked if stop.id == stop_id), None)

    def after(self, stop_id: str) -> Stop | None:
        """Return the stop after that one; None after the last one or when it is not asked."""
        for place, stop in enumerate(self.asked[:-1]):
            if stop.id == stop_id:
                return self.asked[place + 1]
        return None

    def before(self, stop_id: str) -> Stop | None:
        """Return the stop before that one; None before the first one or when it is not asked."""
        for place, stop in enumerate(self.asked[1:]):
            if stop.id == stop_id:
                return self.asked[place]
        return None

    def first_open(self, passed: Set[str] = frozenset()) -> Stop | None:
        """Return the first step or paper that waits for an answer and was not passed over on purpose, else None."""
        return next((stop for stop in self.asked if stop.id not in passed and not self.is_answered(stop)), None)

    def is_answered(self, stop: Stop) -> bool:
        """Tell whether a stop has what it needs: every required field, or else any field at all."""
        if not stop.fields:
            return True
        required = [asked for asked in stop.fields if asked.required]
        if required:
            return all(self.answers.has(asked.id) for asked in required)
        return any(self.answers.has(asked.id) for asked in stop.fields)


def path(definition: Definition, answers: AnswerSet, today: str) -> Path:
    """Return the path of these answers on ``today`` (``YYYY-MM-DD``). Never raises.

    First the notice, then steps whose rule is true, then a stop for each paper to hand in whose rule is true.
    A rule that is unknown leaves its step or paper out and names it in ``undecided``.
    """
    walk = _Walk(plan_of(definition), answers, today)
    asked = [Stop(NOTICE, "notice")]
    undecided: list[Step | Paper] = []
    listed: list[Paper] = []
    for step in definition.steps:
        decision = walk.decide(step.when)
        if decision is UNKNOWN:
            undecided.append(step)
        elif decision is True:
            asked.append(walk.enter(step))
    for paper in definition.papers:
        decision = walk.decide(paper.when)
        if decision is UNKNOWN:
            undecided.append(paper)
        elif decision is True and paper.treatment in ASKED_TREATMENTS:
            asked.append(walk.stop_at(Stop(PAPER_STOP + paper.id, "paper", paper=paper, fields=(paper_field(paper),))))
        elif decision is True:
            listed.append(paper)
    return Path(tuple(asked), tuple(undecided), tuple(listed), walk.seen)


def row_fields(definition: Definition, step: Step, answers: AnswerSet, today: str, row: str) -> tuple[Field, ...]:
    """Return the fields asked on the page of one row of a repeat step; () when the step has no rows.

    ``answers`` are the answers of the dossier, or ``Path.answers``.
    """
    if step.repeat is None:
        return ()
    plan, env = plan_of(definition), Env(answers, today, row=row)
    return tuple(asked for asked in step.repeat.fields if plan.truth(asked.when, env) is True)


class _Walk:
    """Goes along the path and sees, at each stop, only what was answered before it on the path."""

    def __init__(self, plan: Plan, answers: AnswerSet, today: str) -> None:
        self._plan = plan
        self._all = answers
        self._values: dict[tuple[str, str | None], Any] = {}
        self._rows: dict[str, tuple[str, ...]] = {}
        self.seen = AnswerSet(self._values, self._rows)
        self._env = Env(self.seen, today)

    def decide(self, rule: Any) -> Any:
        return self._plan.truth(rule, self._env)

    def enter(self, step: Step) -> Stop:
        fields = tuple(asked for asked in step.fields if asked.when is None or self.decide(asked.when) is True)
        return self.stop_at(Stop(step.id, "step", step=step, fields=fields))

    def stop_at(self, stop: Stop) -> Stop:
        for asked in stop.fields:
            value = self._all.value(asked.id)
            if value is not None and asked.kind != "repeat":
                self._values[asked.id, None] = value
            if asked.kind == "repeat":
                self._see_rows(asked)
        return stop

    def _see_rows(self, repeat: Field) -> None:
        rows = self._all.rows_of(repeat.id)
        self._rows[repeat.id] = rows
        for row in rows:
            for asked in repeat.fields:
                value = self._all.value(asked.id, row)
                if value is not None:
                    self._values[asked.id, row] = value
