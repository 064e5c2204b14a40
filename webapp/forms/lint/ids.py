"""Ids: their shape, that none is there twice, and that none takes a name of ours or of another field's parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from webapp.forms.definition import NOTICE, PAPER_FIELD, PAPER_STOP, Definition
from webapp.forms.kinds import KINDS
from webapp.forms.lint import Finding
from webapp.forms.lint.places import Where, fields_with_places
from webapp.forms.rule_dates import days_of

_KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_DOTTED = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_SNAKE = re.compile(r"[a-z][a-z0-9_]*")
_OPTION = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")


def id_findings(definition: Definition) -> Iterator[Finding]:
    """Yield faults of step, field, paper, check, condition and option ids."""
    steps: list[tuple[Where, str]] = [(("steps", at, "id"), step.id) for at, step in enumerate(definition.steps)]
    papers: list[tuple[Where, str]] = [(("papers", at, "id"), paper.id) for at, paper in enumerate(definition.papers)]
    fields: list[tuple[Where, str]] = [((*where, "id"), field.id) for where, field in fields_with_places(definition)]
    checks: list[tuple[Where, str]] = [(("checks", at, "code"), check.code) for at, check in enumerate(definition.checks)]
    conditions: list[tuple[Where, str]] = [(("eligible", at, "code"), condition.code) for at, condition in enumerate(definition.eligible)]
    for found, shape in ((steps, _KEBAB), (papers, _KEBAB), (fields, _DOTTED), (checks, _SNAKE), (conditions, _SNAKE)):
        yield from _shape_and_once(found, shape)
    for where, name in steps:
        if name == NOTICE or name.startswith((PAPER_STOP, "_")):
            yield Finding(where, "reserved_id", f"{name} is a name of ours")
    for where, name in fields:
        if name.split(".")[0] in ("item", PAPER_FIELD[:-1]) or name.endswith(".unknown"):
            yield Finding(where, "reserved_id", f"{name} is a name of ours")
    yield from _option_findings(definition)
    yield from _name_clashes(definition)


def _shape_and_once(found: list[tuple[Where, str]], shape: re.Pattern[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for where, name in found:
        if not shape.fullmatch(name):
            yield Finding(where, "bad_id", f"{name} has not the shape of an id here")
        if name in seen:
            yield Finding(where, "duplicate_id", f"{name} is there twice")
        seen.add(name)


def _option_findings(definition: Definition) -> Iterator[Finding]:
    for where, field in fields_with_places(definition):
        seen: set[str] = set()
        for at, option in enumerate(field.options):
            place = (*where, "options", at)
            if option.value in seen:
                yield Finding(place, "duplicate_option", f"{option.value} is there twice")
            seen.add(option.value)
            if not _OPTION.fullmatch(option.value):
                yield Finding(place, "bad_id", f"{option.value} has not the shape of an option")
            elif days_of(option.value):
                # In rules such a text would stand for all the days of that year.
                yield Finding(place, "bad_id", f"{option.value} reads like a date")


def _name_clashes(definition: Definition) -> Iterator[Finding]:
    taken: dict[str, str] = {}
    for where, field in fields_with_places(definition):
        for name in sorted(KINDS[field.kind].names(field)):
            if taken.get(name, field.id) != field.id:
                yield Finding((*where, "id"), "name_clash", f"{name} is also a control of {taken[name]}")
            taken[name] = field.id
