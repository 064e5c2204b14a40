"""Nothing that was answered is ever lost: language, back, reload, a new tab, a double tap, skipping."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Opens
from tests.support.people import OLD_WOMAN, PENSION

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@BOTH
def test_a_change_of_language_in_the_middle_keeps_every_answer(opens: Opens, script: bool) -> None:
    her = opens("vi", script=script)
    her.hurries(answers := her.starts(PENSION, OLD_WOMAN), until="sex")
    her.page.locator('header a[lang="en"]').click()
    her.page.locator('html[lang="en"]').wait_for()
    assert her.step == "sex"
    her.hurries(answers)
    assert her.reads("NGUYỄN THỊ MẾN")
    assert her.reads("022145000123")
    her.page.locator('header a[lang="vi"]').click()
    her.page.locator('html[lang="vi"]').wait_for()
    assert her.reads("NGUYỄN THỊ MẾN")
    assert her.page.url.endswith("/review")


def test_a_change_of_language_in_mid_page_keeps_what_is_typed_and_not_yet_sent(opens: Opens) -> None:
    her = opens("vi")
    her.hurries(her.starts(PENSION, OLD_WOMAN), until="name")
    her.page.locator('[name="owner.name"]').fill("NGUYỄN THỊ MẾN")
    her.page.locator('header a[lang="en"]').click()
    her.page.locator('html[lang="en"]').wait_for()
    assert her.step == "name"
    assert her.value("owner.name") == "NGUYỄN THỊ MẾN"
    assert her.problems == []
    her.presses_on()
    assert her.step == "birth-date"


@BOTH
def test_back_shows_what_was_answered_and_forward_goes_on(opens: Opens, script: bool) -> None:
    her = opens("vi", script=script)
    answers = her.starts(PENSION, OLD_WOMAN)
    her.hurries(answers, until="name")
    her.walks(answers, until="birth-date")
    her.page.go_back()
    her.page.locator('form[data-step="name"]').wait_for()
    assert her.value("owner.name") == "NGUYỄN THỊ MẾN"
    her.page.locator("a.back").click()
    her.page.locator('form[data-step="request"]').wait_for()
    assert her.page.locator('[name="pension.request"][value="new"]').is_checked()
    her.presses_on()
    assert her.step == "name"
    her.presses_on()
    assert her.step == "birth-date"


def test_a_reload_and_a_new_tab_show_the_same_answers(opens: Opens) -> None:
    her = opens()
    answers = her.starts(PENSION, OLD_WOMAN)
    her.hurries(answers, until="name")
    her.walks(answers, until="birth-date")
    her.page.go_back()
    her.page.locator('form[data-step="name"]').wait_for()
    her.page.reload()
    assert her.value("owner.name") == "NGUYỄN THỊ MẾN"
    tab = her.context.new_page()
    tab.goto(her.page.url)
    assert tab.locator('[name="owner.name"]').input_value() == "NGUYỄN THỊ MẾN"
    tab.goto(f"{her.base}/vi/dossiers/")
    tab.locator("main ul.cards a").first.click()
    tab.locator('form[data-step="birth-date"]').wait_for()


def test_a_double_tap_on_a_step_goes_one_step(opens: Opens) -> None:
    her = opens()
    answers = her.starts(PENSION, OLD_WOMAN)
    her.hurries(answers, until="name")
    her.answers(answers.post("name"))
    her.page.locator("form[data-step] button.button").dblclick()
    her.page.locator('form[data-step="birth-date"]').wait_for()
    her.page.locator("a.back").click()
    her.page.locator('form[data-step="name"]').wait_for()
    assert her.value("owner.name") == "NGUYỄN THỊ MẾN"
    her.goes(f"dossiers/{her.dossier}/review")
    assert her.page.get_by_text("NGUYỄN THỊ MẾN").count() == 1


@BOTH
def test_what_was_put_off_waits_on_the_review_page_and_leads_back_to_it(opens: Opens, script: bool) -> None:
    her = opens("vi", script=script)
    answers = her.starts(PENSION, OLD_WOMAN)
    her.hurries(answers, until="personal-id")
    her.presses_on('form[data-step] button[name="_later"]')
    assert her.step == "insurance"
    her.hurries(answers)
    waiting = her.page.locator("section.notice").filter(has_text="Còn thiếu").locator('a[href*="/steps/personal-id"]')
    waiting.click()
    her.page.locator('form[data-step="personal-id"]').wait_for()
    her.answers(answers.post("personal-id"))
    her.presses_on()
    assert her.page.url.endswith("/review")
    assert her.reads("022145000123")
    assert waiting.count() == 0


def test_a_change_from_the_review_page_comes_back_to_it(opens: Opens) -> None:
    her = opens()
    her.hurries(her.starts(PENSION, OLD_WOMAN))
    her.page.locator('main a[href*="/steps/name?change=1"]').click()
    her.page.locator('form[data-step="name"]').wait_for()
    assert her.value("owner.name") == "NGUYỄN THỊ MẾN"
    her.page.locator('[name="owner.name"]').fill("NGUYỄN THỊ MÊN")
    her.presses_on()
    assert her.page.url.endswith("/review")
    assert her.reads("NGUYỄN THỊ MÊN")


@BOTH
def test_rows_of_contacts_are_added_changed_and_removed(opens: Opens, script: bool) -> None:
    her = opens("vi", script=script)
    answers = her.starts(PENSION, OLD_WOMAN)
    her.hurries(answers, until="contact-others")
    for name, phone in (("NGUYỄN VĂN CON", "0987654321"), ("NGUYỄN THỊ CHÁU", "0976543210")):
        her.presses_on('form[data-step] button[name="_add"]')
        her.page.locator('[name="contact.other_name"]').fill(name)
        her.page.locator('[name="contact.other_phone"]').fill(phone)
        her.presses_on()
        her.page.locator("ol.rows").get_by_text(name).wait_for()
    assert her.page.locator("ol.rows li").count() == 2
    her.page.locator("ol.rows a").first.click()
    her.page.locator('[name="contact.other_name"]').fill("NGUYỄN VĂN CẢ")
    her.presses_on()
    her.page.locator("ol.rows a").last.click()
    her.page.locator('button[name="_remove"]').wait_for()
    her.presses_on('button[name="_remove"]')
    rows = her.page.locator("ol.rows li")
    assert rows.count() == 1
    assert "NGUYỄN VĂN CẢ" in rows.inner_text()
    her.presses_on()
    assert her.step == "result"
