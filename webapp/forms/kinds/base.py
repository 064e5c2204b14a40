"""What a kind of answer knows: to read it, check it, show it, ask it again, describe it. No kind knows the web.

Every rule must have a twin in ``static/core/kinds``: ASCII classes, tables, no locale. ``tests/vectors/kinds`` holds both to it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from webapp.forms.answers import UNKNOWN_ANSWER, is_unknown
from webapp.forms.definition import Field, Json
from webapp.forms.kinds.shape import fits
from webapp.forms.lists import Lists
from webapp.kernel.problems import Problem

UNKNOWN = "unknown"
"""The part of a field that says "Tôi không biết – nhờ cán bộ xem", and the radio that says it among radios."""

SINGLE_LINE = 200
"""Code points in a single-line answer when the field names no ``max_length``."""


class Posted(Protocol):
    """The controls of one form, as a browser sent them."""

    def one(self, name: str) -> str:
        """Return the first value of that name, "" when absent."""
        ...

    def all(self, name: str) -> list[str]:
        """Return all values of that name."""
        ...

    def has(self, name: str) -> bool:
        """Tell whether the name was sent at all."""
        ...


class PostedValues:
    """A ``Posted`` over a plain mapping, for answers that are shown again and for tests."""

    def __init__(self, sent: Mapping[str, Sequence[str]]) -> None:
        self._sent = sent

    def one(self, name: str) -> str:
        found = self._sent.get(name)
        return found[0] if found else ""

    def all(self, name: str) -> list[str]:
        return list(self._sent.get(name, ()))

    def has(self, name: str) -> bool:
        return name in self._sent


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was read: a canonical value, or problems, or nothing (``blank``)."""

    value: Json = None
    problems: tuple[Problem, ...] = ()
    blank: bool = False


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a check may look at besides the value. ``today`` is ``YYYY-MM-DD`` and always given (decision D11)."""

    today: str
    lists: Lists


BLANK = Parsed(blank=True)


def problem(field: Field, code: str, part: str | None = None, /, **params: str | int) -> Problem:
    """Return a problem of this field. ``code`` stands in ``procedures/_shared/problems.yaml``."""
    return Problem(field=field.id, code=code, params=params, part=part)


def warning(field: Field, code: str, part: str | None = None, /, **params: str | int) -> Problem:
    """Return a problem that is told and never blocks."""
    return Problem(field=field.id, code=code, params=params, part=part, level="warning")


def refused(field: Field, code: str, part: str | None = None, /, **params: str | int) -> Parsed:
    """Return a reading that failed for one reason."""
    return Parsed(problems=(problem(field, code, part, **params),))


class Kind(ABC):
    """One kind of answer. Instances have no state; ``field`` brings everything that varies."""

    name: ClassVar[str]
    control: ClassVar[str]
    missing_code: ClassVar[str] = "missing"
    """The problem code when the answer is required and blank."""
    offers_unknown: ClassVar[bool] = True

    def parts(self, field: Field) -> tuple[str, ...]:
        """Return the parts that are posted as ``<id>.<part>``; none when the value has one control."""
        return ()

    def names(self, field: Field) -> frozenset[str]:
        """Return every control name this field may post, the tick "I do not know" included."""
        known = {field.id, *(f"{field.id}.{part}" for part in self.parts(field))}
        return frozenset(known | {f"{field.id}.{UNKNOWN}"} if self.offers_unknown else known)

    def parse(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        """Read a posted value. Never raises. A typed value wins over the tick "I do not know"."""
        reading = self.read(field, posted, lists)
        if reading.blank and self.offers_unknown and posted.one(f"{field.id}.{UNKNOWN}") == "1":
            return Parsed(value=dict(UNKNOWN_ANSWER))
        return reading

    @abstractmethod
    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        """Read what was typed or chosen, without the tick "I do not know"."""

    def check(self, field: Field, value: Json, context: CheckContext) -> list[Problem]:
        """Return what is wrong with a stored value today; warnings are allowed. Nothing for "I do not know".

        The value may come from anywhere (a phone of last year, a rescue file), so its shape is checked first: a value is
        good only when posting it again reads back the same.
        """
        if is_unknown(value):
            return []
        if not fits(self.schema(field), value):
            return [problem(field, "unreadable")]
        return list(self.read_again(field, value, context.lists)) or self.judge(field, value, context)

    def read_again(self, field: Field, value: Json, lists: Lists) -> tuple[Problem, ...]:
        """Return what reading a stored value again finds."""
        again = self.read(field, PostedValues(self.fill(field, value)), lists)
        if again.problems or again.value == value:
            return again.problems
        return (problem(field, "unreadable"),)

    def judge(self, field: Field, value: Json, context: CheckContext) -> list[Problem]:
        """Return what is wrong today with a known value that reads well."""
        return []

    def show(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        """Return the value in a person's words ("15/08/1945", "2.000 đồng"); "" for no value and for one of another shape."""
        if is_unknown(value):
            return word(UNKNOWN, lang, lists)
        return self.say(field, value, lang, lists) if self.fits(field, value) else ""

    def fits(self, field: Field, value: Json) -> bool:
        """Tell whether a stored value has the shape of this kind. It may come from anywhere, so pages ask before they show it."""
        return value is not None and fits(self.schema(field), value)

    @abstractmethod
    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        """Return a known value in a person's words."""

    def post(self, field: Field, value: Json) -> dict[str, list[str]]:
        """Return what a browser would post for ``value``: ``parse(post(value)).value == value``; nothing for another shape."""
        if is_unknown(value):
            return {f"{field.id}.{UNKNOWN}": ["1"]}
        return self.fill(field, value) if self.fits(field, value) else {}

    @abstractmethod
    def fill(self, field: Field, value: Json) -> dict[str, list[str]]:
        """Return the posted names and values of a known value."""

    def edit(self, field: Field, value: Json, posted: Posted | None, lang: str, lists: Lists) -> dict[str, Json]:
        """Return what the kind's edit template needs as ``field.input``; what was typed, when something was posted."""
        typed = PostedValues(self.post(field, value)) if posted is None else posted
        return self.ask(field, typed, lang, lists)

    @abstractmethod
    def ask(self, field: Field, typed: Posted, lang: str, lists: Lists) -> dict[str, Json]:
        """Return ``edit`` from what is typed into the controls."""

    @abstractmethod
    def schema(self, field: Field) -> dict[str, Any]:
        """Return the JSON Schema of the canonical value ("I do not know" is added by the contract)."""

    @abstractmethod
    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        """Return a valid value; the same seed gives the same value."""


def word(code: str, lang: str, lists: Lists) -> str:
    """Return one of the engine's own words ("có", "đồng") from the list ``words``."""
    item = lists.get("words", code)
    return item.say(lang) if item else code


def spread(seed: int, salt: int, below: int) -> int:
    """Return a number under ``below`` that looks thrown but is the same each time; for examples."""
    mixed = (seed * 2654435761 + salt * 40503 + 12345) % 4294967296
    return ((mixed ^ (mixed >> 15)) * 2246822519 % 4294967296 >> 8) % below
