"""What validation takes, the contract of the wire takes, for each field of each guide."""

from __future__ import annotations

from typing import Any

import pytest

from tests.procedures.guides import NAMES, TODAY, cases, filled, guide, lists
from webapp.forms.answers import UNKNOWN_ANSWER, answers_to_json
from webapp.forms.cases import answers_in
from webapp.forms.definition import every_field, paper_field
from webapp.forms.kinds import KINDS
from webapp.forms.kinds.base import CheckContext
from webapp.forms.kinds.shape import fits
from webapp.forms.projections.contract import answers_schema

MISSHAPEN: list[Any] = ["", 0, -1, True, None, [], {}, "x" * 5000, {"unknown": False}, ["x"], "2026-02-31", 1.5]


def takes(schema: dict[str, Any], value: Any) -> bool:
    """Tell whether a field's schema takes a value, "I do not know" included."""
    return any(fits(one, value) for one in schema.get("anyOf", [schema]))


def wrong(name: str, kept: dict[str, Any]) -> list[str]:
    """Return the fields whose answers the contract does not take."""
    known = answers_schema(guide(name))["properties"]["answers"]["properties"]
    return [field for field, value in kept["answers"].items() if not takes(known[field], value)]


@pytest.mark.parametrize("name", NAMES)
def test_the_contract_has_a_place_for_every_answer_of_a_dossier(name: str) -> None:
    places = answers_schema(guide(name))["properties"]
    inner = {one.id for field in every_field(guide(name)) for one in field.fields}
    plain = {field.id for field in every_field(guide(name)) if field.kind != "repeat"} - inner
    papers = {paper_field(paper).id for paper in guide(name).papers}
    assert set(places["answers"]["properties"]) == plain | papers
    assert set(places["rows"]["properties"]) == {field.id for field in every_field(guide(name)) if field.kind == "repeat"}


@pytest.mark.parametrize("name", NAMES)
def test_the_contract_takes_every_case(name: str) -> None:
    for case in cases(name).cases:
        answers = answers_in(case)
        assert wrong(name, answers_to_json(answers)) == [], case.name


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("name", NAMES)
def test_the_contract_takes_a_dossier_that_has_nothing_to_put_right(name: str, seed: int) -> None:
    assert wrong(name, answers_to_json(filled(name, seed, {}))) == []


@pytest.mark.parametrize("name", NAMES)
def test_what_the_contract_does_not_take_validation_does_not_take_either(name: str) -> None:
    context = CheckContext(TODAY, lists())
    known = answers_schema(guide(name))["properties"]["answers"]["properties"]
    for field in every_field(guide(name)):
        if field.id not in known:
            continue
        for value in MISSHAPEN:
            if not takes(known[field.id], value):
                assert KINDS[field.kind].check(field, value, context), f"{field.id} keeps {value!r}"


@pytest.mark.parametrize("name", NAMES)
def test_i_do_not_know_is_taken_wherever_it_is_offered(name: str) -> None:
    known = answers_schema(guide(name))["properties"]["answers"]["properties"]
    for field in every_field(guide(name)):
        if field.id in known and KINDS[field.kind].offers_unknown:
            assert takes(known[field.id], dict(UNKNOWN_ANSWER)), field.id
