"""The phone's engine answers every vector as the Python engine does; what the vectors say is asked of Python in ``tests/forms``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.house import ROOT
from tests.twins.engines import Phone, Question, differences

VECTORS = ROOT / "tests" / "vectors"
KINDS = sorted((VECTORS / "kinds").glob("*.json"))


def loaded(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def forms() -> list[Question]:
    file = loaded("paths.json")
    return [("form", {**vector, "definition": file["definitions"][vector["definition"]]}) for vector in file["vectors"]]


def typed() -> list[Question]:
    files = [json.loads(path.read_text(encoding="utf-8")) for path in KINDS]
    return [("typed", {"field": case["field"], "sent": case["posted"], "today": file["today"]}) for file in files for case in file["cases"]]


def test_every_rule_vector_means_on_the_phone_what_it_says() -> None:
    vectors = loaded("rules.json")
    with Phone() as phone:
        found = phone.ask([("rule", vector) for vector in vectors])
    wrong = [vector["name"] for vector, outcome in zip(vectors, found, strict=True) if json.dumps(outcome) != json.dumps(vector["expect"])]
    assert wrong == []


@pytest.mark.parametrize("questions", [forms, typed])
def test_every_path_and_kind_vector_has_the_same_answer_in_both_engines(questions: Any) -> None:
    assert list(differences(questions())) == []
