"""Every rule of a definition: its types, its field ids, and that it looks only at what was answered before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from webapp.forms.definition import Definition, Rule, every_field, paper_field
from webapp.forms.lint import Finding
from webapp.forms.lint.places import Where
from webapp.forms.lists import Lists
from webapp.forms.rule_types import Scope, check_rule

IsShared = Callable[[Where], bool]


def rule_findings(definition: Definition, lists: Lists, is_shared: IsShared) -> Iterator[Finding]:
    """Yield the faults of all rules. ``is_shared`` tells whether a place stands in a shared group."""
    for where, rule, scope in _rules(definition, _scope(definition, lists)):
        lenient = replace(scope, lenient=is_shared(where))
        yield from (Finding(where, code, message) for code, message in check_rule(rule, lenient))


def _scope(definition: Definition, lists: Lists) -> Scope:
    known = {name: frozenset(item.code for item in lists.items(name)) for name in lists.names()}
    fields = {field.id: field for field in every_field(definition)}
    fields |= {made.id: made for made in map(paper_field, definition.papers)}
    return Scope(fields, codes=known.get)


def _rules(definition: Definition, scope: Scope) -> Iterator[tuple[Where, Rule, Scope]]:
    seen: set[str] = set()
    for at, step in enumerate(definition.steps):
        before = replace(scope, seen=frozenset(seen))
        yield ("steps", at, "when"), step.when, before
        for number, field in enumerate(step.fields):
            yield ("steps", at, "fields", number, "when"), field.when, before
            for inner_number, inner in enumerate(field.fields):
                yield ("steps", at, "fields", number, "fields", inner_number, "when"), inner.when, before
            seen.update([field.id, *(inner.id for inner in field.fields)])
        seen.update(field.id for field in step.fields)
        after = replace(scope, seen=frozenset(seen))
        for number, note in enumerate(step.say):
            yield ("steps", at, "say", number, "when"), note.when, after
            yield from ((("steps", at, "say", number, "values"), _is_a_day(rule), after) for rule in note.values.values())
    for at, paper in enumerate(definition.papers):
        yield ("papers", at, "when"), paper.when, replace(scope, seen=frozenset(seen))
        seen.add(paper_field(paper).id)
    yield from _whole_rules(definition, scope)


def _is_a_day(rule: Rule) -> Rule:
    """Return a truth that only has the right types when ``rule`` is a date."""
    return {"==": [rule, {"today": []}]}


def _whole_rules(definition: Definition, scope: Scope) -> Iterator[tuple[Where, Rule, Scope]]:
    """Rules judged over all answers."""
    for at, check in enumerate(definition.checks):
        yield ("checks", at, "when"), check.when, scope
    for at, condition in enumerate(definition.eligible):
        yield ("eligible", at, "when"), condition.when, scope
        for number, note in enumerate(condition.meanwhile):
            yield ("eligible", at, "meanwhile", number, "when"), note.when, scope
            yield from ((("eligible", at, "meanwhile", number, "values"), _is_a_day(rule), scope) for rule in note.values.values())
