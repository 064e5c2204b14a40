"""What a personal ID says about a person, against what the person says."""

from __future__ import annotations

import pytest

from webapp.forms.kinds import personal_id_disagrees


@pytest.mark.parametrize(
    ("number", "birth", "sex"),
    [
        ("022145001234", "1945-08-15", "female"),
        ("022045001234", "1945", "male"),
        ("022206001234", "2006-01", "male"),
        ("022306001234", "2006-01-01", "female"),
        ("022145001234", None, None),
        ("022145001234", None, "other"),
    ],
)
def test_an_id_that_agrees_says_nothing(number: str, birth: str | None, sex: str | None) -> None:
    assert personal_id_disagrees(number, birth, sex) == ()


def test_an_id_with_another_sex_or_year_says_which() -> None:
    assert personal_id_disagrees("022145001234", "1945-08-15", "male") == ("personal_id_sex",)
    assert personal_id_disagrees("022145001234", "1946", "female") == ("personal_id_year",)
    assert personal_id_disagrees("022245001234", "1945", "female") == ("personal_id_sex", "personal_id_year")
