"""From the controls of one posted page to canonical values. Reads, never judges the day or other fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.forms.definition import Field
from webapp.forms.kinds import KINDS
from webapp.forms.kinds.base import Posted
from webapp.forms.lists import Lists
from webapp.kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class StepReading:
    """What was read: values by field id, the fields left blank, and what could not be read."""

    values: dict[str, Any]
    cleared: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_step(step_fields: Sequence[Field], posted: Posted, lists: Lists) -> StepReading:
    """Read the fields of one page, e.g. ``Stop.fields`` or ``row_fields(...)``. Never raises.

    A field that could not be read is in ``problems`` and in neither of the others, so its kept value stays as it was.
    """
    values: dict[str, Any] = {}
    cleared: list[str] = []
    problems: list[Problem] = []
    for field in step_fields:
        if field.kind == "repeat":
            continue
        parsed = KINDS[field.kind].parse(field, posted, lists)
        problems.extend(parsed.problems)
        if any(problem.level == "error" for problem in parsed.problems):
            continue
        if parsed.blank:
            cleared.append(field.id)
        else:
            values[field.id] = parsed.value
    return StepReading(values, tuple(cleared), tuple(problems))


def stray_names(step_fields: Sequence[Field], names: Iterable[str]) -> tuple[str, ...]:
    """Return the posted names that are neither ours (``_…``) nor controls of these fields; any of them is refused (D8)."""
    known = {name for field in step_fields for name in KINDS[field.kind].names(field)}
    return tuple(sorted({name for name in names if not name.startswith("_") and name not in known}))


def post_of(step_fields: Sequence[Field], values: dict[str, Any]) -> dict[str, list[str]]:
    """Return what a browser would post for these values: the inverse of ``read_step``."""
    sent: dict[str, list[str]] = {}
    for field in step_fields:
        if field.id in values:
            sent.update(KINDS[field.kind].post(field, values[field.id]))
    return sent
