"""The JSON shape of each kind's kept value. What comes over the wire is judged here before a kind may look at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from webapp.forms.answers import is_unknown
from webapp.forms.rule_dates import days_of
from webapp.forms.rule_values import WHOLE_LIMIT


def fits(kind: str, value: Any) -> bool:
    """Tell whether a value has the shape that this kind keeps, e.g. ``fits("date", "2026-11-23")``. "I do not know" fits all."""
    if is_unknown(value):
        return len(value) == 1
    shape = _SHAPES.get(kind, _is_text)
    return shape(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != "" and "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)


def _is_exact_date(value: Any) -> bool:
    return _is_date(value) and len(value) == 10


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and days_of(value) is not None


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool)


def _is_true(value: Any) -> bool:
    return value is True


def _is_whole(value: Any) -> bool:
    return type(value) is int and abs(value) <= WHOLE_LIMIT


def _are_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(_is_text(item) for item in value)


def _texts_under(*needed: str, also: tuple[str, ...] = ()) -> Callable[[Any], bool]:
    allowed = {*needed, *also}

    def shape(value: Any) -> bool:
        return isinstance(value, Mapping) and set(needed) <= set(value) <= allowed and all(_is_text(item) for item in value.values())

    return shape


def _is_photo(value: Any) -> bool:
    return isinstance(value, Mapping) and _is_text(value.get("file"))


def _is_paper(value: Any) -> bool:
    if not isinstance(value, Mapping) or not _is_text(value.get("choice")):
        return False
    reason, files = value.get("reason", ""), value.get("files", [])
    return (reason == "" or _is_text(reason)) and _are_texts(files)


_SHAPES: Final[dict[str, Callable[[Any], bool]]] = {
    "date": _is_exact_date,
    "partial_date": _is_date,
    "yes_no": _is_truth,
    "statement": _is_true,
    "many_choices": _are_texts,
    "whole_number": _is_whole,
    "money": _is_whole,
    "unit": _texts_under("province", also=("commune",)),
    "address": _texts_under("province", also=("commune", "commune_text", "detail")),
    "bank_account": _texts_under("number", also=("holder", "bank")),
    "photo": _is_photo,
    "paper": _is_paper,
}
