"""A bank account to be paid into: holder, number, bank. Whether it exists only the bank knows."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from webapp.forms.definition import Field, Json
from webapp.forms.kinds.base import BLANK, Kind, Parsed, Posted, problem, spread
from webapp.forms.kinds.choices import entries, listed
from webapp.forms.kinds.personal_id import bare_digits
from webapp.forms.lists import Lists
from webapp.kernel.problems import Problem
from webapp.kernel.text import clean, printable

PARTS = ("holder", "number", "bank")
_NUMBER = re.compile("[0-9]{4,19}")
_LONGEST_HOLDER = 100


class BankAccount(Kind):
    """All three parts or none."""

    name: ClassVar[str] = "bank_account"
    control: ClassVar[str] = "bank_account"

    def parts(self, field: Field) -> tuple[str, ...]:
        return PARTS

    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        typed = {part: clean(posted.one(f"{field.id}.{part}")) for part in PARTS}
        if not any(typed.values()):
            return BLANK
        typed["number"] = bare_digits(typed["number"])
        found = _gaps(field, typed) + _faults(field, typed, lists)
        return Parsed(problems=tuple(found)) if found else Parsed(value=typed)

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        bank = lists.get("banks", value["bank"])
        return ", ".join((value["holder"], value["number"], bank.say(lang) if bank else value["bank"]))

    def fill(self, field: Field, value: Json) -> dict[str, list[str]]:
        return {f"{field.id}.{part}": [value[part]] for part in PARTS}

    def ask(self, field: Field, typed: Posted, lang: str, lists: Lists) -> dict[str, Json]:
        holder, number = (printable(typed.one(f"{field.id}.{part}")) for part in PARTS[:2])
        banks = entries(listed(lists, "banks", lang), typed.all(f"{field.id}.bank"))
        return {"holder": holder, "number": number, "banks": banks}

    def schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                "holder": {"type": "string", "minLength": 1, "maxLength": _LONGEST_HOLDER},
                "number": {"type": "string", "pattern": f"^{_NUMBER.pattern}$"},
                "bank": {"type": "string", "pattern": "^[a-z0-9]+(?:-[a-z0-9]+)*$"},
            },
            "required": list(PARTS),
            "additionalProperties": False,
        }

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        banks = lists.items("banks")
        holder = ("NGUYEN THI TU", "PHAM VAN HOA", "Chíu Sì Múi")[seed % 3]
        number = f"{spread(seed, 1, 900000) + 100000}{spread(seed, 2, 10000):04d}"
        return {"holder": holder, "number": number, "bank": banks[spread(seed, 3, len(banks))].code}


def _gaps(field: Field, typed: dict[str, str]) -> list[Problem]:
    return [problem(field, f"bank_{part}_missing", part) for part in PARTS if not typed[part]]


def _faults(field: Field, typed: dict[str, str], lists: Lists) -> list[Problem]:
    found = []
    if len(typed["holder"]) > _LONGEST_HOLDER:
        found.append(problem(field, "too_long", "holder", limit=_LONGEST_HOLDER, length=len(typed["holder"])))
    if typed["number"] and not _NUMBER.fullmatch(typed["number"]):
        found.append(problem(field, "bank_number_unreadable", "number"))
    if typed["bank"] and not lists.get("banks", typed["bank"]):
        found.append(problem(field, "not_in_list", "bank"))
    return found
