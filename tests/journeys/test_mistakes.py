"""A mistake costs one sentence: the list of problems has the focus and leads to the box, and what was typed stays."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Opens
from tests.support.people import OLD_WOMAN, PENSION

pytestmark = pytest.mark.browser
WRONG = {
    ("31", "02", "1950"): {"vi": "Tháng 2 năm 1950 chỉ có 28 ngày", "en": "Month 2 of 1950 has only 28 days"},
    ("29", "02", "2027"): {"vi": "Tháng 2 năm 2027 chỉ có 28 ngày", "en": "Month 2 of 2027 has only 28 days"},
    ("01", "01", "2090"): {"vi": "Ngày này chưa đến", "en": "This day has not come yet"},
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_day_that_cannot_be_is_told_beside_the_box(opens: Opens, lang: str, script: bool) -> None:
    her = opens(lang, script=script)
    her.hurries(her.starts(PENSION, OLD_WOMAN), until="birth-date")
    before = her.page.evaluate("history.length") if script else 0
    for typed, sentence in WRONG.items():
        for part, text in zip(("day", "month", "year"), typed, strict=True):
            her.page.locator(f'[name="owner.birth_date.{part}"]').fill(text)
        her.presses_on()
        assert her.step == "birth-date"
        assert len(her.problems) == 1
        assert sentence[lang] in her.problems[0]
        assert [her.value(f"owner.birth_date.{part}") for part in ("day", "month", "year")] == list(typed)
        assert her.page.locator("p.problem").inner_text() == her.problems[0]
        assert her.page.locator('[data-part="problem_list"]').evaluate("list => list === document.activeElement")
        link = her.page.locator('[data-part="problem_list"] a').first
        target = (link.get_attribute("href") or "#none").removeprefix("#")
        link.click()
        her.page.locator(f'[id="{target}"]:focus, [id="{target}"]:target').first.wait_for()
    if script:
        assert her.page.url.split("#")[0].endswith("/birth-date")
        assert her.page.evaluate("history.length") - before <= len(WRONG)
    for part, text in (("day", ""), ("month", ""), ("year", "1945")):
        her.page.locator(f'[name="owner.birth_date.{part}"]').fill(text)
    her.presses_on()
    assert her.step == "sex"


def test_a_mistake_makes_no_step_of_the_history(opens: Opens) -> None:
    her = opens()
    answers = her.starts(PENSION, OLD_WOMAN)
    her.hurries(answers, until="name")
    her.walks(answers, until="birth-date")
    for _ in range(3):
        her.page.locator('[name="owner.birth_date.year"]').fill("2090")
        her.presses_on()
        assert her.problems
    her.page.go_back()
    her.page.locator('form[data-step="name"]').wait_for()


def test_after_a_good_step_the_focus_is_on_the_question(opens: Opens) -> None:
    her = opens()
    answers = her.starts(PENSION, OLD_WOMAN)
    her.hurries(answers, until="name")
    her.walks(answers, until="birth-date")
    her.page.locator("h1:focus").wait_for()
    assert her.heading == "Người hưởng sinh ngày nào?"
