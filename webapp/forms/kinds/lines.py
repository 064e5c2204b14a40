"""Kinds that are typed into one box: plain text, text of several lines, e-mail; and the base of the others."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from webapp.forms.definition import Field, Json
from webapp.forms.kinds.base import BLANK, SINGLE_LINE, Kind, Parsed, Posted, refused, spread
from webapp.forms.lists import Lists
from webapp.kernel.text import clean, clean_lines, printable

_EXAMPLES = ("Xác nhận nơi cư trú", "Thôn Thái Hòa, xã Quan Lạn", "Làm nghề biển 🐟", "O'Neil & <Con>", "Không rõ")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class Line(Kind):
    """A value typed into one box of one line."""

    control: ClassVar[str] = "line"
    mode: ClassVar[str] = "text"
    """The keyboard a phone offers (``inputmode``)."""

    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        text = clean(posted.one(field.id))
        return self.read_text(field, text) if text else BLANK

    def read_text(self, field: Field, text: str) -> Parsed:
        """Read a cleaned line that is not empty."""
        return measured(field, text, SINGLE_LINE)

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        return str(value)

    def fill(self, field: Field, value: Json) -> dict[str, list[str]]:
        return {field.id: [str(value)]}

    def ask(self, field: Field, typed: Posted, lang: str, lists: Lists) -> dict[str, Json]:
        return {"text": printable(typed.one(field.id)), "mode": self.mode, "suffix": ""}

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": field.max_length or SINGLE_LINE}


class Text(Line):
    """Any words on one line; emoji are kept, invisible characters are not."""

    name: ClassVar[str] = "text"

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        return clean(_EXAMPLES[seed % len(_EXAMPLES)][: field.max_length or SINGLE_LINE])


class LongText(Text):
    """Words on several lines, up to 4,000 code points."""

    name: ClassVar[str] = "long_text"
    control: ClassVar[str] = "long_text"
    longest: ClassVar[int] = 4000

    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        text = clean_lines(posted.one(field.id))
        return measured(field, text, self.longest) if text else BLANK

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": field.max_length or self.longest}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        lines = [_EXAMPLES[(seed + step) % len(_EXAMPLES)] for step in range(1 + spread(seed, 1, 3))]
        return clean_lines("\n".join(lines)[: field.max_length or self.longest])


class Email(Line):
    """An address with an @ and a dot behind it. Whether it exists is found out by writing to it."""

    name: ClassVar[str] = "email"
    mode: ClassVar[str] = "email"
    longest: ClassVar[int] = 254

    def read_text(self, field: Field, text: str) -> Parsed:
        if not _EMAIL.fullmatch(text):
            return refused(field, "email_unreadable")
        return measured(field, text, self.longest)

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{_EMAIL.pattern}$", "maxLength": field.max_length or self.longest}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        return f"nguoi.{seed % 1000}@example.{('vn', 'com', 'edu.vn')[seed % 3]}"


def measured(field: Field, text: str, longest: int, part: str | None = None) -> Parsed:
    """Return ``text`` as read, or the problem that it has too many code points."""
    limit = field.max_length or longest
    if len(text) > limit:
        return refused(field, "too_long", part, limit=limit, length=len(text))
    return Parsed(value=text)
