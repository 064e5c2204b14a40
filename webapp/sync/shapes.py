"""Has an answer that came from a phone the shape of its question? Only that is asked here: what is missing or doubtful is received."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from webapp.forms.definition import Definition, paper_field_id
from webapp.forms.kinds import KINDS
from webapp.forms.kinds.base import CheckContext
from webapp.forms.lists import Lists
from webapp.kernel.clock import day_in_vietnam
from webapp.kernel.problems import Problem
from webapp.sync.wire import WireOp

UNREADABLE: Final = "unreadable"
FILES_ARE_KEPT_APART: Final = "attached"
"""The choice that a file makes by being there; nobody says it."""


def problems_of(definition: Definition | None, op: WireOp, body: Mapping[str, Any], now: datetime, lists: Lists) -> tuple[Problem, ...]:
    """Return what makes an answer unreadable. Nothing for fields that this definition does not know: those are kept as they are."""
    if definition is None:
        return ()
    if op.kind == "answer.set":
        name, value = op.field or "", body["value"]
    elif op.kind == "paper.cannot":
        name, value = paper_field_id(op.field or ""), {"choice": body["choice"], "reason": body["reason"]}
    else:
        return ()
    field = definition.field(name)
    if op.kind == "paper.cannot" and (field is None or body["choice"] == FILES_ARE_KEPT_APART):
        return () if field is None else (Problem(op.field or "", UNREADABLE),)
    if field is None:
        return ()
    if field.kind == "repeat":
        return (Problem(name, UNREADABLE, row=op.row),)
    problems = KINDS[field.kind].check(field, value, CheckContext(day_in_vietnam(now), lists))
    return tuple(problem for problem in problems if problem.code == UNREADABLE)
