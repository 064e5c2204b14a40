"""A person's name, in the spelling of the person. Letters are a table, so that a Cyrillic "А" cannot pass for a Latin one."""

from __future__ import annotations

import re
from typing import ClassVar

from webapp.forms.definition import Field, Json
from webapp.forms.kinds.base import SINGLE_LINE, CheckContext, Parsed, refused, spread, warning
from webapp.forms.kinds.lines import Line, measured
from webapp.forms.lists import Lists
from webapp.kernel.problems import Problem

# Latin letters with every mark NFC can join to them; marks that stand alone (Ê Đê "ơ̆") only behind a letter, two at most.
_LETTER = "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]"
_FOREIGN = re.compile(f"(?:{_LETTER}[\u0300-\u036f]{{0,2}}|[ '’.-])*")
_WITHOUT_MARKS = re.compile("[A-Za-z]+(?: [A-Za-z]+){2,}")
_DIGIT = re.compile("[0-9]")
_ANY_LETTER = re.compile(_LETTER)

_FAMILY = ("Nguyễn", "Trần", "Phạm", "Vũ", "Tằng", "Chíu", "Lý", "Đặng")
_MIDDLE = ("Thị", "Văn", "A", "Sì", "Ngọc", "Hồng")
_GIVEN = ("Hoà", "Thuỷ", "Quyên", "Đức", "Múi", "Tư", "Ánh", "O'Brien", "Anne-Marie")


class PersonName(Line):
    """A name: one word is enough, tone marks stay where the person puts them, capitals are made when printing."""

    name: ClassVar[str] = "person_name"

    def read_text(self, field: Field, text: str) -> Parsed:
        if _DIGIT.search(text):
            return refused(field, "name_digit")
        allowed = _FOREIGN.match(text)
        end = allowed.end() if allowed else 0
        if end < len(text):
            return refused(field, "name_sign", sign=text[end])
        if not _ANY_LETTER.search(text):
            return refused(field, "name_letter")
        return measured(field, text, SINGLE_LINE)

    def judge(self, field: Field, value: Json, context: CheckContext) -> list[Problem]:
        # The official form prints this name; a quick hand without marks would spoil it. Three words, since "Minh An" has none.
        return [warning(field, "name_without_marks")] if _WITHOUT_MARKS.fullmatch(value) else []

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        given = _GIVEN[spread(seed, 3, len(_GIVEN))]
        if seed % 7 == 0:
            return given
        return f"{_FAMILY[spread(seed, 1, len(_FAMILY))]} {_MIDDLE[spread(seed, 2, len(_MIDDLE))]} {given}"
