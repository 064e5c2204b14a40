"""An ID card fills the boxes of the person it belongs to, found by the ids and kinds that guides have anyway."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.houses import Builder
from tests.support.people import PASSPORT, PENSION
from webapp.forms.definition import Definition
from webapp.forms.views.cards import card_view

BIRTH = "1.001193"


def card_of(builder: Builder, code: str, step: str) -> Any:
    definition: Definition = builder.parts.shelf.newest(code)
    found = next(one for one in definition.steps if one.id == step)
    return card_view(definition, found.fields)


@pytest.mark.parametrize(
    ("code", "step", "person", "parts"),
    [
        (PENSION, "name", "owner", {"owner.name": "name"}),
        (PENSION, "birth-date", "owner", {"owner.birth_date": "birth"}),
        (PENSION, "sex", "owner", {"owner.sex": "sex"}),
        (PENSION, "personal-id", "owner", {"owner.personal_id": "number"}),
        (PENSION, "guardian-id", "guardian", {"guardian.personal_id": "number", "guardian.id_date": "issued"}),
        (PASSPORT, "name", "applicant", {"applicant.surname": "surname", "applicant.given_name": "given"}),
        (PASSPORT, "permanent-address", "applicant", {"applicant.permanent_address": "home"}),
        (PASSPORT, "representative", "representative", {"representative.birth_date": "birth", "representative.sex": "sex"}),
        (BIRTH, "submitter", "submitter", {"submitter.name": "name", "submitter.personal_id": "number"}),
        (BIRTH, "mother", "mother", {"mother.name": "name", "mother.birth_date": "birth"}),
    ],
)
def test_a_person_whose_number_is_asked_can_show_a_card(builder: Builder, code: str, step: str, person: str, parts: dict[str, str]) -> None:
    found = card_of(builder, code, step)
    assert found["person"] == person
    assert {one["name"]: one["part"] for one in found["parts"]} == parts


@pytest.mark.parametrize(
    ("code", "step"),
    [
        (PENSION, "residence"),  # where she lives now; the card tells the permanent address
        (BIRTH, "child-birth-date"),  # a newborn has no card
        (PASSPORT, "father"),  # his number is not asked
        (PASSPORT, "chip"),
        (PENSION, "payment"),
    ],
)
def test_where_no_card_can_help_none_is_offered(builder: Builder, code: str, step: str) -> None:
    assert card_of(builder, code, step) == {"person": "", "parts": []}


def test_on_a_page_about_two_persons_none_is_offered(builder: Builder) -> None:
    definition: Definition = builder.parts.shelf.newest(BIRTH)
    both = [definition.field("mother.name"), definition.field("father.name")]
    assert card_view(definition, [field for field in both if field])["person"] == ""
