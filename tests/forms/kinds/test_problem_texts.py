"""Every problem is said in both languages, shortly, with the values it is given and no others."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.forms.kinds.test_kind_vectors import VECTORS
from tests.support.house import ROOT
from webapp.forms.kinds import KINDS

TEXTS: dict[str, dict[str, str]] = yaml.safe_load((ROOT / "webapp/procedures/_shared/problems.yaml").read_text(encoding="utf-8"))
NAMED = re.compile(r"%\(([a-z_]+)\)s")
RAISED = [problem for file in VECTORS.values() for case in file["cases"] for problem in case.get("problems", []) + case.get("checked", [])]


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_problem_is_said_in_both_languages_in_at_most_twenty_words_each_sentence(code: str) -> None:
    said = TEXTS[code]
    assert set(said) == {"vi", "en"}
    assert set(NAMED.findall(said["vi"])) == set(NAMED.findall(said["en"]))
    for text in said.values():
        assert len(text.split()) <= 20
        assert not re.search(r'[<>&"]|%(?!\([a-z_]+\)s)', text)
        assert not re.search(r"Lỗi|lỗi|bắt buộc|không hợp lệ|Error|invalid|required", text)


@pytest.mark.parametrize("problem", RAISED, ids=lambda problem: problem["code"])
def test_a_problem_of_the_vectors_has_a_text_and_every_value_the_text_names(problem: dict[str, object]) -> None:
    params = problem.get("params", {})
    assert isinstance(params, dict)
    assert set(NAMED.findall(TEXTS[str(problem["code"])]["vi"])) <= set(params)


def test_each_kind_can_say_that_its_answer_is_missing() -> None:
    assert {kind.missing_code for kind in KINDS.values()} <= set(TEXTS)
    for kind in KINDS.values():
        assert not NAMED.search(TEXTS[kind.missing_code]["vi"])
