"""2,000 random forms filled in at random: both engines say the same. ``python -m tests.twins.fuzz`` asks for as many as one likes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.twins.engines import differences
from tests.twins.fuzz import questions


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_random_forms_have_the_same_outcome_in_both_engines(seed: int) -> None:
    assert next(differences(questions(500, seed)), None) is None


def test_what_was_once_a_difference_stays_settled() -> None:
    found = json.loads(Path(__file__).with_name("found.json").read_text(encoding="utf-8"))
    assert list(differences((what, asked) for what, asked in found)) == []
