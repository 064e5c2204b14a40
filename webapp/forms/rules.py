"""Rules: a strict JsonLogic profile with a closed operator list, three truth values and no coercion.

The whole meaning is written down in ``README.md`` beside this file and kept by ``tests/vectors/rules.json``,
which the phone's evaluator runs too. Rules are data: nothing here ever parses or runs text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from webapp.forms.answers import AnswerSet, is_unknown
from webapp.forms.rule_values import STRICT, Row, Span, all_of, any_of, listed, opposite, whole
from webapp.forms.rule_values import UNKNOWN as UNKNOWN
from webapp.forms.rule_values import RuleFault as RuleFault
from webapp.forms.rule_values import Unknown as Unknown

Json = Any
Value = Any

DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Env:
    """What a rule may look at. ``today`` is ``YYYY-MM-DD`` and always given; ``row`` is the row page being judged.

    ``item`` is what ``some``, ``all`` and ``none`` are looking at: a ``Row`` or a plain value.
    """

    answers: AnswerSet
    today: str
    row: str | None = None
    item: Value = None


Compiled = Callable[[Env], Value]


def evaluate(rule: Json, env: Env) -> Json:
    """Return the value of a rule, or UNKNOWN. Raises RuleFault when the rule has no meaning for these answers."""
    return outward(compile_rule(rule)(env))


def outward(value: Value) -> Json:
    """Return a value as the world outside rules sees it: a span is unknown, rows are their ids."""
    if isinstance(value, Span):
        return UNKNOWN
    if isinstance(value, list):
        return [item.id if isinstance(item, Row) else item for item in value]
    return value.id if isinstance(value, Row) else value


def judge(compiled: Compiled, env: Env) -> bool | Unknown:
    """Return the truth of a compiled rule; a fault or a value that is no truth is UNKNOWN, never an exception."""
    try:
        value = compiled(env)
    except RuleFault:
        return UNKNOWN
    return value if isinstance(value, bool) else UNKNOWN


def compile_rule(rule: Json, depth: int = 0) -> Compiled:
    """Return a rule as a function of Env. Raises RuleFault when the rule is not written in the profile."""
    if depth > DEEPEST:
        raise RuleFault("too_deep")
    if isinstance(rule, bool | str):
        return lambda env: rule
    if isinstance(rule, int):
        number = whole(rule)
        return lambda env: number
    if isinstance(rule, list | tuple):
        parts = [compile_rule(part, depth + 1) for part in rule]
        return lambda env: [part(env) for part in parts]
    if isinstance(rule, dict):
        return _compile_operator(rule, depth)
    raise RuleFault("not_whole" if isinstance(rule, float) else "bad_literal", repr(rule))


def operands(argument: Json) -> Sequence[Json]:
    """Return the operands of an operator: a list stands for itself, anything else for a list of one."""
    return argument if isinstance(argument, list | tuple) else (argument,)


def name_in(argument: Json) -> str:
    """Return the field id that ``var`` or ``has`` names. Raises RuleFault when it is not written as text."""
    (inner,) = operands(argument) if len(operands(argument)) == 1 else (None,)
    if isinstance(inner, dict) and set(inner) == {"var"}:
        inner = inner["var"]
    if not isinstance(inner, str) or not inner:
        raise RuleFault("bad_arguments", "a field id is wanted")
    return inner


def _compile_operator(rule: dict[str, Json], depth: int) -> Compiled:
    if len(rule) != 1:
        raise RuleFault("one_operator", ", ".join(rule))
    ((operator, argument),) = rule.items()
    if operator not in OPERATORS:
        raise RuleFault("unknown_operator", str(operator))
    if operator in ("var", "has"):
        return _looker(operator, argument)
    least, most = OPERATORS[operator]
    given = operands(argument)
    if not least <= len(given) <= most:
        raise RuleFault("bad_arguments", operator)
    parts = [compile_rule(part, depth + 1) for part in given]
    if operator in _LAZY:
        return _LAZY[operator](parts)
    strict = STRICT[operator]
    return lambda env: _apply(strict, [part(env) for part in parts])


def _looker(operator: str, argument: Json) -> Compiled:
    if operator == "has":
        return _presence(name_in(argument))
    if not isinstance(argument, str):
        raise RuleFault("bad_arguments", "var")
    return _reader(name_in(argument))


def _apply(strict: Callable[..., Value], values: list[Value]) -> Value:
    for value in values:
        if value is UNKNOWN:
            return UNKNOWN
    return strict(*values)


# Reading answers


def _reader(name: str) -> Compiled:
    if name == "item":
        return lambda env: UNKNOWN if env.item is None else env.item
    if name.startswith("item."):
        field = name[5:]
        return lambda env: _known(env.answers.value(field, _row_of(env)))
    return lambda env: _read(env, name)


def _row_of(env: Env) -> str | None:
    if isinstance(env.item, Row):
        return env.item.id
    return env.row


def _read(env: Env, name: str) -> Value:
    answers = env.answers
    value = answers.value(name, env.row) if env.row is not None else None
    if value is None:
        value = answers.value(name)
    if value is not None:
        return _known(value)
    if name in answers.rows:
        return [Row(row) for row in answers.rows[name]]
    whole, _, part = name.rpartition(".")
    container = answers.value(whole) if whole else None
    return _known(container.get(part)) if isinstance(container, dict) else UNKNOWN


def _known(value: Json) -> Value:
    if value is None or is_unknown(value):
        return UNKNOWN
    return list(value) if isinstance(value, tuple) else value


def _presence(name: str) -> Compiled:
    if name.startswith("item."):
        field = name[5:]
        return lambda env: env.answers.value(field, _row_of(env)) is not None
    return lambda env: env.answers.has(name) or (env.row is not None and env.answers.has(name, env.row))


# Truth


def _truths(parts: list[Compiled], env: Env) -> list[bool | Unknown]:
    found = [part(env) for part in parts]
    for value in found:
        if value is not UNKNOWN and not isinstance(value, bool):
            raise RuleFault("type_clash", "a truth is wanted")
    return found


def _not(parts: list[Compiled]) -> Compiled:
    return lambda env: opposite(_truths(parts, env)[0])


def _and(parts: list[Compiled]) -> Compiled:
    return lambda env: all_of(_truths(parts, env))


def _or(parts: list[Compiled]) -> Compiled:
    return lambda env: any_of(_truths(parts, env))


def _if(parts: list[Compiled]) -> Compiled:
    if len(parts) % 2 == 0:
        raise RuleFault("bad_arguments", "if")

    def choose(env: Env) -> Value:
        for position in range(0, len(parts) - 1, 2):
            (truth,) = _truths([parts[position]], env)
            if truth is UNKNOWN:
                return UNKNOWN
            if truth is True:
                return parts[position + 1](env)
        return parts[-1](env)

    return choose


def _quantified(gather: Callable[[Sequence[bool | Unknown]], bool | Unknown]) -> Callable[[list[Compiled]], Compiled]:
    def build(parts: list[Compiled]) -> Compiled:
        things, wanted = parts

        def look(env: Env) -> bool | Unknown:
            found = things(env)
            if isinstance(found, Unknown):
                return found
            return gather([_truths([wanted], replace(env, item=item))[0] for item in listed(found)])

        return look

    return build


_ANY = 1000
OPERATORS: Final[dict[str, tuple[int, int]]] = {
    "var": (1, 1), "has": (1, 1), "today": (0, 0), "date_of": (1, 1), "age_at": (2, 2), "add_days": (2, 2), "add_months": (2, 2),
    "==": (2, 2), "!=": (2, 2), "<": (2, 2), "<=": (2, 2), ">": (2, 2), ">=": (2, 2), "in": (2, 2),
    "and": (1, _ANY), "or": (1, _ANY), "not": (1, 1), "if": (3, _ANY), "some": (2, 2), "all": (2, 2), "none": (2, 2),
    "count": (1, 1), "+": (2, _ANY), "-": (2, 2), "*": (2, _ANY), "min": (1, _ANY), "max": (1, _ANY),
}  # fmt: skip
"""The closed list: operator -> least and most operands."""

_LAZY: Final[dict[str, Callable[[list[Compiled]], Compiled]]] = {
    "today": lambda parts: lambda env: env.today,
    "and": _and,
    "or": _or,
    "not": _not,
    "if": _if,
    "some": _quantified(any_of),
    "all": _quantified(all_of),
    "none": _quantified(lambda found: opposite(any_of(found))),
}
