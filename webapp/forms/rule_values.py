"""What rules compute with: three truth values, whole numbers, date texts. No coercion between sorts, ever.

``README.md`` says the meaning of each operator; here each is one small function over known operands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple, final

from webapp.forms.rule_dates import age_on, days_of, plus_days, plus_months

Value = Any

WHOLE_LIMIT = 2**53 - 1


@final
class Unknown:
    """The third truth value. It is neither true nor false, so asking for its truth is a mistake in our code."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("UNKNOWN is neither true nor false: compare with `is True`")


UNKNOWN: Final = Unknown()


class RuleFault(Exception):
    """A rule that has no meaning. ``code`` is one of those listed in ``README.md``; ``detail`` is for the author."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(code, detail)


class Row(NamedTuple):
    """One row of a repeat field, inside a rule."""

    id: str


class Span(NamedTuple):
    """A whole number known only to lie between two others, e.g. an age from a year of birth."""

    low: int
    high: int


# Truth


def all_of(found: Sequence[bool | Unknown]) -> bool | Unknown:
    if any(value is False for value in found):
        return False
    return UNKNOWN if any(value is UNKNOWN for value in found) else True


def any_of(found: Sequence[bool | Unknown]) -> bool | Unknown:
    if any(value is True for value in found):
        return True
    return UNKNOWN if any(value is UNKNOWN for value in found) else False


def opposite(value: bool | Unknown) -> bool | Unknown:
    return value if isinstance(value, Unknown) else not value


# Comparing


def listed(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise RuleFault("type_clash", "a list is wanted")
    return value


def _sort_of(value: Value) -> type:
    if isinstance(value, Span):
        return int
    kind = type(value)
    if kind not in (bool, int, str):
        raise RuleFault("type_clash", "a truth, a whole number or a text is wanted")
    return kind


def _same_sort(left: Value, right: Value) -> type:
    sort = _sort_of(left)
    if sort is not _sort_of(right):
        raise RuleFault("type_clash", "the two sides are of different sorts")
    return sort


def _equal(left: Value, right: Value) -> bool | Unknown:
    sort = _same_sort(left, right)
    if sort is bool:
        return left is right
    if sort is int:
        return _meet(_span(left), _span(right))
    first, second = days_of(left), days_of(right)
    if first is None or second is None:
        return str(left) == str(right)
    return _meet(first, second)


def _meet(first: tuple[Any, Any], second: tuple[Any, Any]) -> bool | Unknown:
    if first[1] < second[0] or second[1] < first[0]:
        return False
    return True if first[0] == first[1] == second[0] == second[1] else UNKNOWN


def _differ(left: Value, right: Value) -> bool | Unknown:
    return opposite(_equal(left, right))


def _span(value: Value) -> tuple[Any, Any]:
    return (value.low, value.high) if isinstance(value, Span) else (whole(value), value)


def _ends(left: Value, right: Value) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    sort = _same_sort(left, right)
    if sort is int:
        return _span(left), _span(right)
    if sort is str:
        return _days(left), _days(right)
    raise RuleFault("type_clash", "truths have no order")


def _days(value: Value) -> tuple[str, str]:
    days = days_of(value) if isinstance(value, str) else None
    if days is None:
        raise RuleFault("type_clash", "a date is wanted")
    return days


def _less(left: Value, right: Value) -> bool | Unknown:
    first, second = _ends(left, right)
    if first[1] < second[0]:
        return True
    return False if first[0] >= second[1] else UNKNOWN


def _at_most(left: Value, right: Value) -> bool | Unknown:
    return opposite(_less(right, left))


def _more(left: Value, right: Value) -> bool | Unknown:
    return _less(right, left)


def _at_least(left: Value, right: Value) -> bool | Unknown:
    return opposite(_less(left, right))


def _among(value: Value, things: Value) -> bool | Unknown:
    return any_of([UNKNOWN if thing is UNKNOWN else _equal(value, thing) for thing in listed(things)])


# Whole numbers and dates


def whole(value: Value) -> int:
    if type(value) is not int:
        raise RuleFault("type_clash", "a whole number is wanted")
    if abs(value) > WHOLE_LIMIT:
        raise RuleFault("not_whole", "past 2^53")
    return value


def _counted(reckon: Callable[[list[int]], int]) -> Callable[..., Value]:
    def strict(*values: Value) -> Value:
        if any(isinstance(value, Span) for value in values):
            return UNKNOWN
        return whole(reckon([whole(value) for value in values]))

    return strict


def _product(numbers: list[int]) -> int:
    total = 1
    for number in numbers:
        total *= number
    return total


def _count(things: Value) -> int:
    return len(listed(things))


def _add_days(day: Value, days: Value) -> Value:
    first, last = _days(day)
    number = whole(days)
    return UNKNOWN if first != last else _in_range(plus_days(day, number))


def _add_months(day: Value, months: Value) -> Value:
    _days(day)
    number = whole(months)
    if len(day) > 4:
        return _in_range(plus_months(day, number))
    # A year alone can only be moved by whole years and stay a date text.
    return _in_range(plus_months(f"{day}-01", number))[:4] if number % 12 == 0 else UNKNOWN


def _in_range(day: str | None) -> str:
    if day is None:
        raise RuleFault("out_of_range", "years 1 to 9999")
    return day


def _age_at(birth: Value, day: Value) -> Value:
    born, on = _days(birth), _days(day)
    low, high = age_on(born[1], on[0]), age_on(born[0], on[1])
    return low if low == high else Span(low, high)


def _date_of(day: Value) -> Value:
    first, last = _days(day)
    return first if first == last else UNKNOWN


STRICT: Final[dict[str, Callable[..., Value]]] = {
    "==": _equal, "!=": _differ, "<": _less, "<=": _at_most, ">": _more, ">=": _at_least, "in": _among,
    "count": _count, "+": _counted(sum), "-": _counted(lambda two: two[0] - two[1]), "*": _counted(_product),
    "min": _counted(min), "max": _counted(max), "date_of": _date_of, "age_at": _age_at, "add_days": _add_days, "add_months": _add_months,
}  # fmt: skip
