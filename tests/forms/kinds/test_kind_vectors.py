"""The vectors of ``tests/vectors/kinds``: what any implementation of the kinds, in any language, must answer."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from tests.support.house import ROOT
from webapp.forms.definition import Field
from webapp.forms.kinds import KINDS, CheckContext, PostedValues
from webapp.kernel.problems import Problem

FILES = sorted((ROOT / "tests" / "vectors" / "kinds").glob("*.json"))
VECTORS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FILES}
CASES = [pytest.param(name, case, id=f"{name}-{at}") for name, file in VECTORS.items() for at, case in enumerate(file["cases"])]


def told(problems: Any) -> list[dict[str, Any]]:
    """Return problems as the vectors write them: without what goes without saying."""
    return [_told(problem) for problem in problems]


def _told(problem: Problem) -> dict[str, Any]:
    said = {"code": problem.code, "part": problem.part, "level": problem.level, "params": problem.params}
    return {name: value for name, value in said.items() if value not in (None, {}, "error")}


def test_every_kind_has_a_vector_file() -> None:
    assert set(VECTORS) == set(KINDS)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_kind_answers_as_its_vector_says(name: str, case: dict[str, Any], context: CheckContext) -> None:
    kind, field = KINDS[name], msgspec.convert(case["field"], Field)
    read = kind.parse(field, PostedValues(case["posted"]), context.lists)
    assert (read.blank, told(read.problems), read.value) == (case.get("blank", False), case.get("problems", []), case.get("value"))
    assert all(problem.field == field.id for problem in read.problems)
    if "edit" in case:
        assert kind.edit(field, None, PostedValues(case["posted"]), "vi", context.lists) == case["edit"]
    if "value" in case:
        value = case["value"]
        assert told(kind.check(field, value, context)) == case["checked"]
        assert {lang: kind.show(field, value, lang, context.lists) for lang in ("vi", "en")} == case["shown"]
        assert kind.post(field, value) == case["post"]
