"""From the boat to the hand: officer, case officer, approver and clerk take a pension to "result returned", and she can see it."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Opens, OpensDesk
from tests.support.hands import Hands
from tests.support.people import OLD_WOMAN, PENSION

pytestmark = pytest.mark.browser
STEPS = ["receive", "appraise", "approve", "seal", "return"]


def opens_dossier(officer: Hands, dossier: str) -> None:
    officer.goes("desk/")
    officer.page.locator(f'tr[data-dossier="{dossier}"] a').click()
    officer.page.locator("#acts").wait_for()


def says(officer: Hands, dossier: str, verb: str, **typed: str) -> None:
    opens_dossier(officer, dossier)
    form = officer.page.locator(f'form[data-act="{verb}"]')
    for name, text in typed.items():
        control = form.locator(f'[name="{name}"]')
        if control.first.get_attribute("type") == "radio":
            form.locator(f'[name="{name}"][value="{text}"]').check()
        else:
            control.fill(text)
    form.locator("button.button").click()
    officer.page.locator('main p.notice[role="status"]').wait_for()


def done_steps(her: Hands) -> list[str]:
    her.page.reload()
    lines = her.page.locator("ol.timeline li").evaluate_all("lines => lines.map(line => line.className)")
    return [step for step, mark in zip(["sent", *STEPS], lines, strict=True) if mark == "done"]


def test_a_pension_goes_through_five_desks_and_she_sees_each_step(opens: Opens, opens_desk: OpensDesk) -> None:
    her = opens()
    her.hurries(her.starts(PENSION, OLD_WOMAN | {"owner.name": "NGUYỄN THỊ BIỂN"}))
    her.hands_in()
    dossier = her.dossier
    her.page.locator('[data-part="result_links"] a[href$="/"]').click()
    her.page.locator("ol.timeline").wait_for()
    assert done_steps(her) == ["sent"]
    assert her.page.get_by_text("Chưa cán bộ nào mở.").is_visible()

    acts = [
        ("tiepnhan", "accept", {}, "Cán bộ đã tiếp nhận."),
        ("chuyenmon", "appraise", {"proposal": "grant", "note": "Đủ điều kiện theo tuổi."}, "Cán bộ đang làm."),
        ("lanhdao", "approve", {}, "Cán bộ đang làm."),
        ("vanthu", "seal", {"number": "15/QĐ-UBND"}, "Đã có kết quả"),
        ("tiepnhan", "return", {"handed_to": "NGUYỄN THỊ BIỂN"}, "Đã trả kết quả."),
    ]
    for place, (name, verb, typed, sentence) in enumerate(acts):
        says(opens_desk(name), dossier, verb, **typed)
        assert done_steps(her) == ["sent", *STEPS[: place + 1]]
        assert her.reads(sentence)
    assert her.reads("15/QĐ-UBND")
    assert her.page.get_by_text("Chưa cán bộ nào mở.").count() == 0


def test_a_refusal_comes_with_reasons_that_she_can_read(opens: Opens, opens_desk: OpensDesk) -> None:
    her = opens()
    her.hurries(her.starts(PENSION, OLD_WOMAN))
    her.hands_in()
    officer = opens_desk("tiepnhan")
    opens_dossier(officer, her.dossier)
    refusal = officer.page.locator('details[data-verb="refuse"]')
    refusal.locator("summary").click()
    refusal.locator("button.button").click()
    officer.page.locator('[data-part="problem_list"]').wait_for()
    refusal.locator('[name="words"]').fill("Thiếu đơn. Mời bà ghé quầy, cán bộ giúp viết.")
    refusal.locator('[name="reason"]').last.check()
    refusal.locator("button.button").click()
    officer.page.locator('main p.notice[role="status"]').wait_for()
    her.goes(f"dossiers/{her.dossier}/")
    assert her.reads("Thiếu đơn. Mời bà ghé quầy, cán bộ giúp viết.")
    assert her.reads("1900 558 826")


def test_an_officer_of_another_unit_does_not_find_the_dossier(opens: Opens, opens_desk: OpensDesk) -> None:
    her = opens()
    her.hurries(her.starts(PENSION, OLD_WOMAN))
    her.hands_in()
    stranger = opens_desk("honggai")
    stranger.goes("desk/")
    assert stranger.page.locator(f'tr[data-dossier="{her.dossier}"]').count() == 0
    stranger.goes(f"desk/dossiers/{her.dossier}", expect=404)
