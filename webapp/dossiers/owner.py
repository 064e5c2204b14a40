"""What is known of the owner at submission, and the marks by which the dossier is found again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from webapp.forms.answers import AnswerSet
from webapp.forms.definition import Definition, Field, every_field
from webapp.kernel.text import fold

Blind = Callable[[str, str], str]
CHECK_DIGITS: Final = 4


class Owner(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who the dossier is about. Empty where unknown. ``birth_date`` is YYYY, YYYY-MM or YYYY-MM-DD.

    ``birth_year`` is that of a person without a phone who follows a dossier which is about somebody else.
    """

    full_name: str = ""
    birth_date: str = ""
    personal_id: str = ""
    phone: str = ""
    birth_year: str = ""

    @property
    def search(self) -> str:
        """The folded name, the only thing of a person that stands in clear."""
        return fold(self.full_name)


def owner_from(body: Mapping[str, Any]) -> Owner:
    """Return the owner of a body of ``dossier.submit``."""
    return msgspec.convert(body.get("owner", {}), Owner)


def marks_of(dossier: str, owner: Owner, blind: Blind) -> frozenset[tuple[str, str]]:
    """Return (purpose, mark) pairs. The check values are bound to the dossier: four digits alone would be guessed."""
    marks = set()
    if owner.personal_id:
        marks.add(("personal_id", blind("personal_id", fold(owner.personal_id))))
    if owner.phone:
        marks.add(("phone", blind("phone", owner.phone)))
        marks.add(("check", check_mark(dossier, owner.phone[-CHECK_DIGITS:], blind)))
    if owner.birth_date:
        marks.add(("check", check_mark(dossier, owner.birth_date[:CHECK_DIGITS], blind)))
    if owner.birth_year:
        marks.add(("check", check_mark(dossier, owner.birth_year, blind)))
    if owner.search and owner.birth_date:
        marks.add(("name_birth", blind("name_birth", f"{owner.search}|{owner.birth_date}")))
    return frozenset(marks)


def check_mark(dossier: str, digits: str, blind: Blind) -> str:
    """Return the mark of what is asked together with a slip code: last four digits of the phone, or the birth year."""
    return blind("check", f"{dossier}|{digits}")


_PERSONS: Final = ("owner", "applicant", "child", "deceased", "subject", "submitter")
_PHONES: Final = ("contact.phone", "contact.person_phone", "submitter.phone", "applicant.phone", "owner.phone")
_BIRTH_YEAR: Final = "contact.birth_year"


def owner_of(definition: Definition, answers: AnswerSet) -> Owner:
    """Return the owner as the answers say. Field ids are ``<person>.name`` (or surname and given_name), birth_date, personal_id, phone."""
    fields = [field for field in every_field(definition) if isinstance(answers.value(field.id), str)]
    person = next((name for name in _PERSONS if any(_names(field, name) for field in fields)), "")
    if not person:
        person = next((field.id.partition(".")[0] for field in fields if field.kind == "person_name"), "")
    surname, given, whole = (_said(answers, person, part) for part in ("surname", "given_name", "name"))
    return Owner(
        full_name=whole or f"{surname} {given}".strip(),
        birth_date=_said(answers, person, "birth_date"),
        personal_id=_said(answers, person, "personal_id"),
        phone=next((phone for phone in (answers.value(name) for name in _PHONES) if isinstance(phone, str)), ""),
        birth_year=str(year) if isinstance(year := answers.value(_BIRTH_YEAR), int) else "",
    )


def _names(field: Field, person: str) -> bool:
    return field.kind == "person_name" and field.id.partition(".")[0] == person


def _said(answers: AnswerSet, person: str, part: str) -> str:
    value = answers.value(f"{person}.{part}")
    return value if isinstance(value, str) else ""
