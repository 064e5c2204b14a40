"""Rules of the profile at random: mostly of the right sorts, sometimes not, sometimes no rule at all."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from webapp.forms.rules import OPERATORS

Json = Any
DAYS = (
    "2026-11-23",
    "1945-08-15",
    "2012-02-29",
    "2012-11-23",
    "2012-11-24",
    "2100-02-28",
    "0001-01-01",
    "9999-12-31",
    "1999-02-29",
    "0000-01-01",
    "2000-02-29",
    "1900-02-28",
    "2011-02-28",
)
PARTS = ("1945", "2012", "2012-11", "2026-11", "1900-02", "2000-13", "0000", "0001", "9999")
NUMBERS = (0, 1, -1, 2, 3, 5, 12, -12, 13, 14, 24, 60, 75, 100, 365, 2000, 146097, 2**31)
HUGE = (2**53 - 1, 1 - 2**53, 2**53, 10**20)
TEXTS = ("yes", "no", "one", "two", "male", "female", "22", "06967", "first", "", "ê", "e\u0302", "\U0001f41f", "\uffff", "true", "unknown")
ODD = (
    None,
    1.5,
    {},
    [],
    [[]],
    {"and": [True], "or": [True]},
    {"log": [1]},
    {"var": []},
    {"var": ""},
    {"has": []},
    {"today": [1]},
    {"__proto__": [1]},
)


class Rules:
    """Makes rules that look at some names: ``names`` of fields, ``rows`` of repeat fields with the names inside."""

    def __init__(self, random: Random, names: list[str], rows: dict[str, list[str]]) -> None:
        self._random = random
        self._names = names or ["nothing"]
        self._rows = rows
        self._inner: list[str] = []

    def rule(self, depth: int = 4) -> Json:
        """Return a rule that mostly gives a truth."""
        if self._random.random() < 0.02:
            return self._any(depth)
        return self._random.choice(self._truths())(depth)

    def value(self, depth: int = 4) -> Json:
        """Return a rule that gives anything."""
        return self._random.choice((self._truth, self._number, self._date, self._text, self._list, self._any))(depth)

    def _truths(self) -> tuple[Callable[[int], Json], ...]:
        return (
            self._joined,
            self._joined,
            self._compared,
            self._compared,
            self._compared,
            self._among,
            self._presence,
            self._quantified,
            self._truth,
        )

    def _truth(self, depth: int) -> Json:
        if depth <= 0:
            return self._random.choice((True, False, self._look()))
        return self._random.choice((*self._truths()[:-1], lambda _: self._random.random() < 0.5, self._chosen))(depth - 1)

    def _joined(self, depth: int) -> Json:
        operator = self._random.choice(("and", "or", "and", "or", "not"))
        if operator == "not":
            inner = self._truth(depth - 1)
            return {"not": inner if self._random.random() < 0.5 and not isinstance(inner, list) else [inner]}
        return {operator: [self._truth(depth - 1) for _ in range(self._random.randint(1, 3))]}

    def _chosen(self, depth: int) -> Json:
        pairs = [part for _ in range(self._random.randint(1, 2)) for part in (self._truth(depth - 1), self._truth(depth - 1))]
        rest = [self._truth(depth - 1)] if self._random.random() < 0.95 else []
        return {"if": [*pairs, *rest]}

    def _compared(self, depth: int) -> Json:
        operator = self._random.choice(("==", "!=", "<", "<=", ">", ">=", "=="))
        sort = self._random.choice((self._number, self._date, self._text, self._date, self._number))
        other = sort if self._random.random() < 0.95 else self._any
        return {operator: [sort(depth - 1), other(depth - 1)]}

    def _among(self, depth: int) -> Json:
        sort = self._random.choice((self._text, self._date, self._number))
        things = self._list(depth - 1) if self._random.random() < 0.2 else [sort(depth - 1) for _ in range(self._random.randint(0, 3))]
        return {"in": [sort(depth - 1), things]}

    def _presence(self, depth: int) -> Json:
        name = self._name()
        return {"has": self._random.choice((name, [name], {"var": name}, [{"var": name}]))}

    def _quantified(self, depth: int) -> Json:
        operator = self._random.choice(("some", "all", "none"))
        if not self._rows or self._random.random() < 0.2:
            return {operator: [self._list(depth - 1), {"==": [{"var": "item"}, self._text(0)]}]}
        name = self._random.choice(sorted(self._rows))
        outer, self._inner = self._inner, self._rows[name]
        wanted = self._truth(depth - 1)
        self._inner = outer
        return {operator: [{"var": name}, wanted]}

    def _number(self, depth: int) -> Json:
        if depth <= 0 or self._random.random() < 0.3:
            return self._random.choice(HUGE if self._random.random() < 0.03 else (*NUMBERS, self._look(), self._look(), self._look()))
        operator = self._random.choice(("+", "-", "*", "min", "max", "count", "age_at", "age_at", "if"))
        if operator == "count":
            return {"count": self._random.choice(([self._list(depth - 1)], self._look()))}
        if operator == "age_at":
            return {"age_at": [self._date(depth - 1), self._random.choice(({"today": []}, self._date(depth - 1)))]}
        if operator == "if":
            return {"if": [self._truth(depth - 1), self._number(depth - 1), self._number(depth - 1)]}
        return {operator: [self._number(depth - 1) for _ in range(2 if operator == "-" else self._random.randint(2, 3))]}

    def _date(self, depth: int) -> Json:
        if depth <= 0 or self._random.random() < 0.5:
            return self._random.choice((*DAYS, *PARTS, {"today": []}, self._look(), self._look(), self._look()))
        operator = self._random.choice(("add_days", "add_months", "date_of"))
        if operator == "date_of":
            return {"date_of": [self._date(depth - 1)]}
        return {operator: [self._date(depth - 1), self._random.choice((self._number(depth - 1), self._random.randint(-40000, 40000)))]}

    def _text(self, depth: int) -> Json:
        return self._random.choice((*TEXTS, self._look(), self._look(), self._look(), self._look()))

    def _list(self, depth: int) -> Json:
        looked = self._look()
        return self._random.choice(
            (looked, looked, [self._text(depth - 1) for _ in range(self._random.randint(0, 3))], [looked, self._number(0)])
        )

    def _any(self, depth: int) -> Json:
        way = self._random.random()
        if way < 0.3:
            return self._random.choice(ODD)
        if way < 0.6:
            arguments = [self._look() for _ in range(self._random.randint(0, 3))]
            return {self._random.choice(sorted(OPERATORS)): arguments}
        return self._random.choice((self._number, self._date, self._text, self._list))(depth - 1)

    def _look(self) -> Json:
        return {"var": self._name()}

    def _name(self) -> str:
        if self._inner and self._random.random() < 0.6:
            return self._random.choice(("item", *(f"item.{name}" for name in self._inner)))
        if self._random.random() < 0.08:
            return self._random.choice(("item", "item.x", "nothing", "constructor", "__proto__.x", "a.__proto__", ".", "x.", ".x"))
        name = self._random.choice([*self._names, *self._rows])
        return (
            name + self._random.choice((".commune", ".province", ".choice", ".files", ".toString"))
            if self._random.random() < 0.12
            else name
        )


def deep(random: Random) -> Json:
    """Return a rule near the deepest allowed."""
    rule: Json = True
    for _ in range(random.randint(16, 24)):
        rule = {"not": [rule]}
    return rule
