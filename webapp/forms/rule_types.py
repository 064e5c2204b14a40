"""Finds, before any citizen does, rules that have no meaning: types that clash, fields that are not there, codes nobody can choose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

from webapp.forms.definition import Field, Rule
from webapp.forms.rule_dates import days_of
from webapp.forms.rules import RuleFault, compile_rule, name_in, operands

Json = Any

TRUTH, WHOLE, TEXT, DATE, THING, LIST, ANY = "truth", "whole", "text", "date", "thing", "list", "any"

_SORT_OF_KIND: Final[dict[str, str]] = {
    "date": DATE, "partial_date": DATE, "yes_no": TRUTH, "statement": TRUTH, "whole_number": WHOLE, "money": WHOLE,
    "unit": THING, "address": THING, "bank_account": THING, "photo": THING, "paper": THING, "many_choices": LIST, "repeat": LIST,
}  # fmt: skip
_PARTS: Final[dict[str, frozenset[str]]] = {
    "unit": frozenset({"province", "commune"}),
    "address": frozenset({"province", "commune", "commune_text", "detail"}),
    "bank_account": frozenset({"holder", "number", "bank"}),
    "paper": frozenset({"choice"}),
}
_LIST_OF_KIND: Final[dict[str, str]] = {"country": "countries", "ethnicity": "ethnic_groups", "relation": "relations"}


@dataclass(frozen=True, slots=True)
class Type:
    """What a part of a rule is. ``codes`` are the texts it can be, when they are known; ``row`` is the repeat whose row it is."""

    sort: str
    codes: frozenset[str] | None = None
    item: Type | None = None
    row: Field | None = None
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule may name: ``fields`` all of the definition, ``seen`` those answered before it (None: all of them).

    ``codes`` returns the codes of a reference list. ``lenient``: a rule of a shared group may ask ``has`` of a field that this guide lacks.
    """

    fields: Mapping[str, Field]
    seen: frozenset[str] | None = None
    codes: Callable[[str], frozenset[str] | None] = lambda name: None
    lenient: bool = False
    item: Type | None = None


@dataclass
class RuleCheck:
    """The faults found in one rule, as (code, message)."""

    found: list[tuple[str, str]] = field(default_factory=list)

    def fault(self, code: str, message: str) -> Type:
        self.found.append((code, message))
        return Type(ANY)


def check_rule(rule: Rule, scope: Scope) -> list[tuple[str, str]]:
    """Return every fault of a rule that should be a truth, as (code, message). None is a rule without faults."""
    if rule is None:
        return []
    try:
        compile_rule(rule)
    except RuleFault as trouble:
        return [(trouble.code, trouble.detail or trouble.code)]
    check = RuleCheck()
    _want(check, _type(rule, scope, check), TRUTH, "the rule")
    return check.found


def names_in(rule: Rule) -> Iterator[str]:
    """Yield every field id that a rule names with ``var`` or ``has``, as written (``item.…`` too)."""
    if isinstance(rule, dict):
        for operator, argument in rule.items():
            if operator in ("var", "has"):
                try:
                    yield name_in(argument)
                except RuleFault:
                    continue
            else:
                yield from names_in(argument)
    elif isinstance(rule, list | tuple):
        for part in rule:
            yield from names_in(part)


def literals_in(rule: Rule) -> Iterator[Json]:
    """Yield every text and whole number written in a rule, apart from the field ids."""
    if isinstance(rule, dict):
        for operator, argument in rule.items():
            if operator not in ("var", "has"):
                yield from literals_in(argument)
    elif isinstance(rule, list | tuple):
        for part in rule:
            yield from literals_in(part)
    elif isinstance(rule, str | int) and not isinstance(rule, bool):
        yield rule


def type_of_field(asked: Field, codes: Callable[[str], frozenset[str] | None]) -> Type:
    """Return the type of a field's value inside rules."""
    sort = _SORT_OF_KIND.get(asked.kind, TEXT)
    if asked.kind == "repeat":
        return Type(LIST, item=Type(THING, row=asked), row=asked)
    if asked.options:
        known: frozenset[str] | None = frozenset(option.value for option in asked.options)
    else:
        name = asked.list or _LIST_OF_KIND.get(asked.kind)
        known = codes(name) if name else None
    if asked.kind == "many_choices":
        return Type(LIST, item=Type(TEXT, codes=known))
    return Type(sort, codes=known if sort == TEXT else None)


def whole_field(name: str, fields: Mapping[str, Field]) -> Field | None:
    """Return the field a name in a rule points at: itself, or the one whose part it is (``unit.commune``)."""
    if name in fields:
        return fields[name]
    head, _, part = name.rpartition(".")
    whole = fields.get(head)
    return whole if whole is not None and part in _PARTS.get(whole.kind, frozenset()) else None


def _type(rule: Rule, scope: Scope, check: RuleCheck) -> Type:
    if isinstance(rule, bool):
        return Type(TRUTH)
    if isinstance(rule, int):
        return Type(WHOLE)
    if isinstance(rule, str):
        return Type(DATE if days_of(rule) else TEXT, codes=frozenset({rule}), literal=True)
    if isinstance(rule, list | tuple):
        return _list_type([_type(part, scope, check) for part in rule], check)
    ((operator, argument),) = rule.items()
    if operator == "var":
        return _named(name_in(argument), scope, check, is_read=True)
    if operator == "has":
        _named(name_in(argument), scope, check, is_read=False)
        return Type(TRUTH)
    if operator in _QUANTIFIERS:
        return _quantifier(operands(argument), scope, check)
    given = [_type(part, scope, check) for part in operands(argument)]
    return _OPERATOR_TYPES[operator](operator, given, check)


def _list_type(parts: list[Type], check: RuleCheck) -> Type:
    for one, other in pairwise(parts):
        _alike(check, one, other, "the list")
    known = [part.codes for part in parts]
    codes = frozenset(code for each in known if each for code in each) if all(known) else None
    sort = parts[0].sort if parts else ANY
    return Type(LIST, item=Type(sort, codes=codes, literal=True))


def _named(name: str, scope: Scope, check: RuleCheck, *, is_read: bool) -> Type:
    if name == "item" or name.startswith("item."):
        return _item(name, scope, check)
    found = whole_field(name, scope.fields)
    if found is None:
        if scope.lenient and not is_read:
            return Type(ANY)
        return check.fault("dangling_id", f"there is no field {name}")
    if scope.seen is not None and found.id not in scope.seen:
        return check.fault("looks_ahead", f"{found.id} is asked on this page or later")
    if found.id != name:
        return Type(TEXT)
    kind = type_of_field(found, scope.codes)
    if is_read and kind.sort == THING:
        return check.fault("type_clash", f"{name} has parts: name one of them")
    return kind


def _item(name: str, scope: Scope, check: RuleCheck) -> Type:
    if scope.item is None:
        return check.fault("dangling_id", f"{name} stands outside some, all, none")
    if name == "item":
        return scope.item if scope.item.row is None else check.fault("type_clash", "a row is read by item.<field>")
    inner = scope.item.row.fields if scope.item.row is not None else ()
    found = whole_field(name[5:], {each.id: each for each in inner})
    if found is None:
        return check.fault("dangling_id", f"the rows have no field {name[5:]}")
    return type_of_field(found, scope.codes) if found.id == name[5:] else Type(TEXT)


def _quantifier(given: Sequence[Rule], scope: Scope, check: RuleCheck) -> Type:
    things = _type(given[0], scope, check)
    _want(check, things, LIST, "some, all and none")
    inner = replace(scope, item=things.item or Type(ANY))
    _want(check, _type(given[1], inner, check), TRUTH, "some, all and none")
    return Type(TRUTH)


def _want(check: RuleCheck, given: Type, sort: str, who: str) -> None:
    if given.sort not in (sort, ANY):
        check.fault("type_clash", f"{who} wants a {sort}, not a {given.sort}")


def _alike(check: RuleCheck, one: Type, other: Type, who: str) -> None:
    if ANY in (one.sort, other.sort):
        return
    if one.sort != other.sort or one.sort in (LIST, THING):
        check.fault("type_clash", f"{who} compares a {one.sort} with a {other.sort}")
        return
    for written, asked in ((one, other), (other, one)):
        if written.literal and not asked.literal and asked.codes is not None and written.codes is not None:
            for code in sorted(written.codes - asked.codes):
                check.fault("unknown_option", f"{code} can never be chosen")


def _same(operator: str, given: list[Type], check: RuleCheck) -> Type:
    _alike(check, given[0], given[1], operator)
    return Type(TRUTH)


def _ordered(operator: str, given: list[Type], check: RuleCheck) -> Type:
    wrong = [part.sort for part in given if part.sort not in (WHOLE, DATE, ANY)]
    for sort in wrong:
        check.fault("type_clash", f"{operator} wants whole numbers or dates, not a {sort}")
    return Type(TRUTH) if wrong else _same(operator, given, check)


def _member(operator: str, given: list[Type], check: RuleCheck) -> Type:
    _want(check, given[1], LIST, operator)
    if given[1].item is not None:
        _alike(check, given[0], given[1].item, operator)
    return Type(TRUTH)


def _choice(operator: str, given: list[Type], check: RuleCheck) -> Type:
    for condition in given[0:-1:2]:
        _want(check, condition, TRUTH, operator)
    branches = [*given[1::2], given[-1]]
    for branch in branches[1:]:
        _alike(check, replace(branches[0], codes=None), replace(branch, codes=None), operator)
    return replace(branches[0], codes=None)


def _takes(sort: str, *wanted: str) -> Callable[[str, list[Type], RuleCheck], Type]:
    """Return the typing of an operator that wants these sorts (the last one for all the rest) and gives ``sort``."""

    def typing(operator: str, given: list[Type], check: RuleCheck) -> Type:
        for place, part in enumerate(given):
            _want(check, part, wanted[min(place, len(wanted) - 1)], operator)
        return Type(sort)

    return typing


_QUANTIFIERS = frozenset({"some", "all", "none"})
_OPERATOR_TYPES: Final[dict[str, Callable[[str, list[Type], RuleCheck], Type]]] = {
    "==": _same, "!=": _same, "<": _ordered, "<=": _ordered, ">": _ordered, ">=": _ordered, "in": _member, "if": _choice,
    "and": _takes(TRUTH, TRUTH), "or": _takes(TRUTH, TRUTH), "not": _takes(TRUTH, TRUTH), "count": _takes(WHOLE, LIST),
    "+": _takes(WHOLE, WHOLE), "-": _takes(WHOLE, WHOLE), "*": _takes(WHOLE, WHOLE), "min": _takes(WHOLE, WHOLE),
    "max": _takes(WHOLE, WHOLE), "today": _takes(DATE, ANY), "date_of": _takes(DATE, DATE), "age_at": _takes(WHOLE, DATE),
    "add_days": _takes(DATE, DATE, WHOLE), "add_months": _takes(DATE, DATE, WHOLE),
}  # fmt: skip
