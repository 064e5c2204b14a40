"""Telephone numbers of Vietnam, stored as they are dialled (0…). The table is the mobile prefixes in use, and 02… landlines."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from webapp.forms.definition import Field, Json
from webapp.forms.kinds.base import Parsed, refused, spread
from webapp.forms.kinds.lines import Line
from webapp.forms.lists import Lists

_START = re.compile("0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9]|2[0-9])")
_NUMBER = re.compile("0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7}|02[0-9]{9}")
_BETWEEN_DIGITS = re.compile("[ .()-]")
_COUNTRY = re.compile("^(?:\\+84|0084|84)0?(?=[1-9][0-9]{8,9}$)")
_DIGITS = re.compile("\\+?[0-9]+")


class Phone(Line):
    """A mobile number of 10 digits or a landline of 11; ``+84``, ``84``, spaces and dots are taken."""

    name: ClassVar[str] = "phone"
    mode: ClassVar[str] = "tel"

    def read_text(self, field: Field, text: str) -> Parsed:
        bare = _BETWEEN_DIGITS.sub("", text)
        if not _DIGITS.fullmatch(bare):
            return refused(field, "digits_only")
        number = _COUNTRY.sub("0", bare)
        if _NUMBER.fullmatch(number):
            return Parsed(value=number)
        if not _START.match(number):
            return refused(field, "phone_start", start=number[:3])
        return refused(field, "phone_length", length=len(number), needed=11 if number.startswith("02") else 10)

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        # Read aloud in groups of 4-3-3, landlines 4-3-4.
        return f"{value[:4]} {value[4:7]} {value[7:]}"

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{_NUMBER.pattern})$"}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        starts = ("032", "039", "056", "070", "079", "081", "089", "090", "094", "098", "0203")
        start = starts[spread(seed, 1, len(starts))]
        return start + f"{spread(seed, 2, 10000000):07d}"
