"""The personal ID of 12 digits and the old identity number of 9. Only the length can be wrong; the rest is a warning."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from webapp.forms.definition import Field, Json
from webapp.forms.kinds.base import CheckContext, Parsed, refused, spread, warning
from webapp.forms.kinds.lines import Line
from webapp.forms.lists import Lists
from webapp.kernel.problems import Problem

_BETWEEN_DIGITS = re.compile("[ .-]")
_DIGITS = re.compile("[0-9]+")


def bare_digits(text: str) -> str:
    """Return ``text`` without the spaces, dots and hyphens people put between groups of digits."""
    return _BETWEEN_DIGITS.sub("", text)


class PersonalId(Line):
    """12 digits. Digits 1-3 are the province of birth, digit 4 sex and century, digits 5-6 the year. No check digit."""

    name: ClassVar[str] = "personal_id"
    mode: ClassVar[str] = "numeric"
    size: ClassVar[int] = 12

    def read_text(self, field: Field, text: str) -> Parsed:
        digits = bare_digits(text)
        if not _DIGITS.fullmatch(digits):
            return refused(field, "digits_only")
        if len(digits) == 9:
            return refused(field, "personal_id_old")
        if len(digits) != self.size:
            return refused(field, "personal_id_length", length=len(digits))
        return Parsed(value=digits)

    def judge(self, field: Field, value: Json, context: CheckContext) -> list[Problem]:
        born_here = value[0] == "0" and context.lists.get("old_provinces", value[1:3])
        return [] if born_here else [warning(field, "personal_id_province", start=value[:3])]

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        return " ".join(value[start : start + 3] for start in range(0, len(value), 3))

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^[0-9]{{{self.size}}}$"}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        provinces = lists.items("old_provinces")
        province = provinces[spread(seed, 1, len(provinces))].code
        return f"0{province}{seed % 4}{spread(seed, 2, 100):02d}{spread(seed, 3, 1000000):06d}"


class OldId(PersonalId):
    """The identity number of 9 digits (CMND); no longer an identity paper, but still on old papers."""

    name: ClassVar[str] = "old_id"
    size: ClassVar[int] = 9

    def read_text(self, field: Field, text: str) -> Parsed:
        digits = bare_digits(text)
        if not _DIGITS.fullmatch(digits):
            return refused(field, "digits_only")
        if len(digits) != self.size:
            return refused(field, "old_id_length", length=len(digits))
        return Parsed(value=digits)

    def judge(self, field: Field, value: Json, context: CheckContext) -> list[Problem]:
        return []

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        return f"1{spread(seed, 1, 100000000):08d}"


def personal_id_disagrees(value: str, birth_date: str | None, sex: str | None) -> tuple[str, ...]:
    """Return the codes of what a personal ID says otherwise than the person: ``personal_id_sex``, ``personal_id_year``.

    ``birth_date`` is ``YYYY[-MM[-DD]]``, ``sex`` is "male" or "female"; None is not compared. Old errors in cards exist, so
    these are warnings with a reason box, never refusals.
    """
    codes: list[str] = []
    sign = int(value[3])
    if sex in ("male", "female") and (sign % 2 == 1) != (sex == "female"):
        codes.append("personal_id_sex")
    if birth_date and str(1900 + sign // 2 * 100 + int(value[4:6])) != birth_date[:4]:
        codes.append("personal_id_year")
    return tuple(codes)
