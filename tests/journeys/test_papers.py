"""Papers and photos: one form for each, a photo or a PDF, also without script; and a way on for whoever cannot get one."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Opens
from tests.support.hands import Hands
from tests.support.odd_files import SVG, pdf, photo_of_a_phone
from tests.support.people import FISHERMAN, OLD_WOMAN, PASSPORT, PENSION

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
GUARDED = OLD_WOMAN | {
    "guardian.exists": True,
    "guardian.name": "NGUYỄN VĂN CON",
    "guardian.birth_date": "1970",
    "guardian.personal_id": "022070000123",
    "guardian.phone": "0987654321",
    "guardian.address": OLD_WOMAN["owner.address"],
}


def chooses(her: Hands, name: str, *files: tuple[str, str, bytes]) -> None:
    her.page.locator(f'[name="{name}"]').set_input_files(
        [{"name": called, "mimeType": media, "buffer": data} for called, media, data in files]
    )


def papers_of(her: Hands) -> str:
    """Return what the review page says of the papers."""
    return her.page.locator("section.answers").filter(has_text="Giấy tờ").last.inner_text()


@BOTH
def test_a_photo_and_a_pdf_are_attached_to_a_paper_and_come_back_as_they_were_kept(opens: Opens, script: bool) -> None:
    her = opens("vi", script=script)
    answers = her.starts(PENSION, GUARDED)
    her.hurries(answers, until="paper-authorisation")
    photo, scan = photo_of_a_phone(), pdf(pages=2)
    chooses(her, "paper.authorisation.file", ("giấy ủy quyền.jpg", "image/jpeg", photo), ("scan.pdf", "application/pdf", scan))
    her.presses_on()
    assert her.page.url.endswith("/review")
    assert "đã có 2 ảnh hoặc tệp" in papers_of(her)
    her.page.locator('a[href*="paper-authorisation?change=1"]').click()
    her.page.get_by_text("Đã có 2 ảnh").wait_for()
    her.presses_on()
    assert "đã có 2 ảnh hoặc tệp" in papers_of(her)


@BOTH
def test_the_passport_photo_is_kept_and_another_one_takes_its_place(opens: Opens, script: bool) -> None:
    him = opens("vi", script=script)
    answers = him.starts(PASSPORT, FISHERMAN)
    him.hurries(answers, until="photo")
    for size in ((300, 400), (600, 800)):
        chooses(him, "applicant.photo.file", ("anh.jpg", "image/jpeg", photo_of_a_phone(size=size)))
        him.presses_on()
        assert him.step == "contact"
        him.page.locator("a.back").click()
        him.page.get_by_text("Đã có ảnh. Chọn ảnh khác").wait_for()


@BOTH
def test_a_paper_that_cannot_be_got_needs_only_a_reason(opens: Opens, script: bool) -> None:
    her = opens("vi", script=script)
    her.hurries(her.starts(PENSION, GUARDED), until="paper-authorisation")
    her.page.locator('[name="paper.authorisation"][value="cannot"]').check()
    her.page.locator('[name="paper.authorisation.reason"]').fill("Con tôi đi biển chưa về")
    her.presses_on()
    assert her.page.url.endswith("/review")
    assert "chưa xin được (Con tôi đi biển chưa về)" in papers_of(her)
    her.hands_in()


@BOTH
def test_a_file_that_is_not_taken_is_told_beside_its_box_and_nothing_is_lost(opens: Opens, script: bool) -> None:
    her = opens("vi", script=script)
    her.hurries(her.starts(PENSION, GUARDED), until="paper-authorisation")
    her.page.locator('[name="paper.authorisation.reason"]').fill("Ảnh mờ")
    chooses(her, "paper.authorisation.file", ("giay.jpg", "image/jpeg", SVG))
    her.presses_on()
    assert her.step == "paper-authorisation"
    assert her.problems == ["Máy chỉ nhận ảnh hoặc PDF. Ông/bà chụp ảnh tờ giấy rồi gửi."]
    assert her.value("paper.authorisation.reason") == "Ảnh mờ"
    chooses(her, "paper.authorisation.file", ("giay.jpg", "image/jpeg", photo_of_a_phone()))
    her.presses_on()
    assert "đã có 1 ảnh hoặc tệp" in papers_of(her)
