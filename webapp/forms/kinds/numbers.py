"""Whole numbers and money. Never a float: đồng are whole, and 2^53 is out of reach with 15 digits."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from webapp.forms.definition import Field, Json
from webapp.forms.kinds.base import CheckContext, Parsed, Posted, problem, refused, spread, word
from webapp.forms.kinds.lines import Line
from webapp.forms.lists import Lists
from webapp.kernel.problems import Problem

_PLAIN = re.compile("-?[0-9]{1,15}")
_GROUPED = re.compile("[0-9]{1,3}(?:(?:\\.[0-9]{3}){1,4}|(?:,[0-9]{3}){1,4}|(?: [0-9]{3}){1,4})")
_GROUP_MARK = re.compile("[., ]")
_CURRENCY = re.compile(" ?(?:đồng|Đồng|ĐỒNG|dong|đ|Đ|vnđ|VNĐ|vnd|VND|₫)\\.?$")
_MOST = 999_999_999_999_999


class WholeNumber(Line):
    """A whole number, 0 or more unless the field's ``min`` says otherwise; dots between thousands are taken."""

    name: ClassVar[str] = "whole_number"
    mode: ClassVar[str] = "numeric"
    unreadable: ClassVar[str] = "number_unreadable"

    def read_text(self, field: Field, text: str) -> Parsed:
        if _GROUPED.fullmatch(text):
            text = _GROUP_MARK.sub("", text)
        if not _PLAIN.fullmatch(text):
            return refused(field, self.unreadable)
        return Parsed(value=int(text))

    def judge(self, field: Field, value: Json, context: CheckContext) -> list[Problem]:
        least, most = _bounds(field)
        if value < least:
            return [problem(field, "number_too_small", limit=least)]
        if value > most:
            return [problem(field, "number_too_large", limit=most)]
        return []

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        return f"{value:,}" if lang == "en" else f"{value:,}".replace(",", ".")

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "integer", "minimum": -_MOST, "maximum": _MOST}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        least, most = _bounds(field)
        return least + spread(seed, 1, min(most - least, 100) + 1)


class Money(WholeNumber):
    """An amount in đồng: ``2000``, ``2.000``, ``2.000 đ``."""

    name: ClassVar[str] = "money"
    unreadable: ClassVar[str] = "money_unreadable"

    def read_text(self, field: Field, text: str) -> Parsed:
        return super().read_text(field, _CURRENCY.sub("", text))

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        return f"{super().say(field, value, lang, lists)} {word('dong', lang, lists)}"

    def ask(self, field: Field, typed: Posted, lang: str, lists: Lists) -> dict[str, Json]:
        return {**super().ask(field, typed, lang, lists), "suffix": word("dong", lang, lists)}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        least, most = _bounds(field)
        return least + min(spread(seed, 1, 5000) * 1000, most - least)


def _bounds(field: Field) -> tuple[int, int]:
    least = field.min if isinstance(field.min, int) else 0
    most = field.max if isinstance(field.max, int) else _MOST
    return least, most
