"""Pages that nobody can ever reach. Tries answers that matter to their rules; a page found by none of them is dead.

Only a complete search may say "dead": when there are too many answers to try, or rows are asked about, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any

import msgspec

from webapp.forms.answers import AnswerSet
from webapp.forms.definition import PAPER_FIELD, PAPER_STOP, Definition, Field, Paper, Rule, Step
from webapp.forms.lint import Finding
from webapp.forms.lists import Lists
from webapp.forms.path import path
from webapp.forms.rule_dates import days_of, plus_days, plus_months
from webapp.forms.rule_types import literals_in, names_in, whole_field

TODAY = "2026-11-23"
MOST_TRIES = 4000


def reach_findings(definition: Definition, lists: Lists) -> Iterator[Finding]:
    """Yield the steps and papers whose rule is true for no answers at all."""
    for at, step in enumerate(definition.steps):
        if step.when is not None and _is_dead(definition, at, step, lists):
            yield Finding(("steps", at, "when"), "unreachable", f"nobody ever comes to {step.id}")
    for at, paper in enumerate(definition.papers):
        if paper.when is not None and _is_dead(definition, len(definition.steps), paper, lists):
            yield Finding(("papers", at, "when"), "unreachable", f"{paper.id} is never wanted")


def _is_dead(definition: Definition, at: int, thing: Step | Paper, lists: Lists) -> bool:
    before = definition.steps[:at]
    by_field = {field.id: (step, field) for step in before for field in step.fields}
    fields = {name: field for name, (_, field) in by_field.items()}
    rules, asked = _closure(thing.when, by_field)
    if any(name.startswith((PAPER_FIELD, "item")) for rule in rules for name in names_in(rule)):
        return False
    if any(field.kind == "repeat" for field in asked) or _reckons(rules):
        return False
    choices = [_tries(field, rules, fields, lists) for field in asked]
    if prod(len(tries) for tries in choices) > MOST_TRIES:
        return False
    small = _small(definition, before, {field.id for field in asked}, thing)
    goal = thing.id if isinstance(thing, Step) else PAPER_STOP + thing.id
    for values in product(*choices):
        known: dict[tuple[str, str | None], Any] = {
            (field.id, None): value for field, value in zip(asked, values, strict=True) if value is not None
        }
        way = path(small, AnswerSet(known), TODAY)
        if way.stop(goal) is not None or any(paper.id == thing.id for paper in way.listed):
            return False
    return True


def _reckons(rule: Rule) -> bool:
    """Tell whether a rule adds or multiplies: then the numbers it writes are not the ones that matter."""
    if isinstance(rule, dict):
        return bool({"+", "-", "*"} & set(rule)) or any(_reckons(part) for part in rule.values())
    return isinstance(rule, list | tuple) and any(_reckons(part) for part in rule)


def _small(definition: Definition, before: tuple[Step, ...], wanted: set[str], thing: Step | Paper) -> Definition:
    """Return a definition of only the pages that decide about a thing, and the thing."""
    steps = [step for step in before if any(field.id in wanted for field in step.fields)]
    pages = (*steps, thing) if isinstance(thing, Step) else tuple(steps)
    papers = (thing,) if isinstance(thing, Paper) else ()
    return msgspec.structs.replace(definition, steps=pages, papers=papers, checks=(), eligible=())


def _closure(rule: Rule, by_field: dict[str, tuple[Step, Field]]) -> tuple[list[Rule], list[Field]]:
    """Return the rules that decide about a rule's page, and the fields they look at, in the order found."""
    rules, asked, waiting = [rule], [], [rule]
    fields = {name: field for name, (_, field) in by_field.items()}
    while waiting:
        for name in names_in(waiting.pop()):
            found = whole_field(name, fields)
            if found is None or found in asked:
                continue
            asked.append(found)
            deciding = [decides for decides in (by_field[found.id][0].when, found.when) if decides is not None]
            rules += deciding
            waiting += deciding
    return rules, asked


def _tries(field: Field, rules: list[Rule], fields: dict[str, Field], lists: Lists) -> list[Any]:
    """Return values that could make a difference, the unanswered (None) among them."""
    written = [literal for rule in rules for literal in literals_in(rule)]
    texts = [literal for literal in written if isinstance(literal, str)]
    numbers = [literal for literal in written if isinstance(literal, int)]
    if field.kind in ("yes_no", "statement"):
        return [None, True, False]
    if field.kind in ("date", "partial_date"):
        return [None, *_dates(texts, numbers)]
    if field.kind in ("whole_number", "money"):
        return [None, *sorted({0, *(near for number in numbers for near in (number - 1, number, number + 1))})]
    codes = [option.value for option in field.options] or texts or ["x"]
    if field.kind == "many_choices":
        return [None, [], codes, *([code] for code in codes)]
    if field.kind in ("unit", "address", "bank_account"):
        return [None, *({"province": one, "commune": other} for one in [*texts, "22"] for other in [*texts, "x"])]
    return [None, *codes, "any-other"] if not field.options else [None, *codes]


def _dates(texts: list[str], numbers: list[int]) -> list[str]:
    """Return days at the edges of the ages, spans and dates that the rules name."""
    years = [plus_months(TODAY, -12 * (number + off)) for number in numbers if abs(number) < 200 for off in (-1, 0, 1)]
    months = [plus_months(TODAY, -number) for number in numbers if abs(number) < 5000]
    spans = [plus_days(TODAY, sign * number) for number in numbers if abs(number) < 40000 for sign in (1, -1)]
    named = [days_of(text) for text in texts]
    spread = [f"{year}-07-01" for year in range(1900, 2041, 5)]
    edges = [TODAY, *spread, *years, *months, *spans, *(days[0] for days in named if days)]
    near = {plus_days(edge, off) for edge in edges if edge for off in (-1, 0, 1)}
    return sorted(day for day in near if day)
