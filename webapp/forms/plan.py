"""The rules of one definition, compiled once and kept beside it. A rule that has no meaning is UNKNOWN, never an exception."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from webapp.forms.definition import Definition, Field, Rule, every_field
from webapp.forms.rules import UNKNOWN, Compiled, Env, RuleFault, Unknown, compile_rule, judge

_KEPT_AS = "_plan"


@dataclass(frozen=True, slots=True)
class Plan:
    """Compiled rules by the identity of the rule in the definition, which keeps them alive as long as the plan."""

    rules: dict[int, Compiled]
    repeats: tuple[Field, ...]

    def truth(self, rule: Rule | None, env: Env) -> bool | Unknown:
        """Return the truth of a rule of the definition; no rule is true."""
        if rule is None:
            return True
        compiled = self.rules.get(id(rule))
        return judge(compiled if compiled is not None else _compiled(rule), env)


def plan_of(definition: Definition) -> Plan:
    """Return the plan of a definition, made at first use."""
    plan = definition.__dict__.get(_KEPT_AS)
    if isinstance(plan, Plan):
        return plan
    made = Plan(
        {id(rule): _compiled(rule) for rule in every_rule(definition)},
        tuple(field for field in every_field(definition) if field.kind == "repeat"),
    )
    definition.__dict__[_KEPT_AS] = made
    return made


def truth(definition: Definition, rule: Rule | None, env: Env) -> bool | Unknown:
    """Return the truth of one rule of a definition: True, False or UNKNOWN. Never raises."""
    return plan_of(definition).truth(rule, env)


def every_rule(definition: Definition) -> Iterator[Rule]:
    """Yield every rule written in a definition."""
    for step in definition.steps:
        yield step.when
        yield from (note.when for note in step.say)
    yield from (field.when for field in every_field(definition))
    yield from (paper.when for paper in definition.papers)
    yield from (check.when for check in definition.checks)
    for condition in definition.eligible:
        yield condition.when
        yield from (note.when for note in condition.meanwhile)


def _compiled(rule: Rule) -> Compiled:
    try:
        return compile_rule(rule)
    except RuleFault:
        return lambda env: UNKNOWN
