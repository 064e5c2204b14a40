"""Worked cases say what is otherwise, and only about what they mention."""

import pytest

from tests.forms.support import TODAY, choice, guide, lists, paper, say, step
from webapp.forms.cases import Case, CaseProblem, run_case
from webapp.forms.definition import Eligible, Field

FORM = guide(
    step("a", choice("a", "one", "two")),
    step("d", Field("d", "date", max="today", required=True), when={"==": [{"var": "a"}, "one"]}),
    papers=(paper("p"), paper("q", "show_only", when={"==": [{"var": "a"}, "two"]})),
    eligible=(Eligible("first_only", {"==": [{"var": "a"}, "one"]}, say()),),
)


def differences(**rest):
    return run_case(FORM, Case("case", TODAY, **rest), lists())


@pytest.mark.parametrize(
    "rest",
    [
        {},
        {"path": ("a", "paper-p")},
        {"path": ("notice", "a", "paper-p")},
        {"answers": {"a": "one"}, "path": ("a", "d", "paper-p"), "papers": ("p",), "eligible": (), "undecided": ()},
        {"answers": {"a": "two"}, "excludes": ("d",), "contains": ("a",), "papers": ("p", "q"), "eligible": ("first_only",)},
        {"undecided": ("d", "q")},
        {"answers": {"a": "one"}, "problems": ()},
        {"answers": {"a": "one"}, "problems": (CaseProblem("d", "missing_date"),)},
        {"answers": {"a": "one", "d": "2030-01-01"}, "problems": (CaseProblem("d", "date_future"),)},
    ],
)
def test_a_case_that_holds_says_nothing(rest):
    assert differences(**rest) == []


@pytest.mark.parametrize(
    "rest",
    [
        {"path": ("a",)},
        {"contains": ("d",)},
        {"excludes": ("a",)},
        {"excludes": ("nowhere",)},
        {"papers": ()},
        {"undecided": ()},
        {"eligible": ("first_only",)},
        {"answers": {"a": "one", "d": "2030-01-01"}, "problems": ()},
        {"answers": {"a": "one", "d": "2020-01-01"}, "problems": (CaseProblem("d", "date_future"),)},
    ],
)
def test_a_case_that_does_not_hold_says_one_thing(rest):
    assert len(differences(**rest)) == 1
