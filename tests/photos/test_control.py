"""A picture is chosen on a plain page: it is made small, a poor one is asked about and never refused, and the officer is told."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Opens, OpensDesk, opens, opens_desk, site, staff_cookies
from tests.photos import papers
from tests.support.hands import Hands
from tests.support.odd_files import SVG, pdf
from tests.support.people import FISHERMAN, OLD_WOMAN, PASSPORT, PENSION

__all__ = ["opens", "opens_desk", "site", "staff_cookies"]
pytestmark = pytest.mark.browser
GUARDED = OLD_WOMAN | {
    "guardian.exists": True,
    "guardian.name": "NGUYỄN VĂN CON",
    "guardian.birth_date": "1970",
    "guardian.personal_id": "022070000123",
    "guardian.phone": "0987654321",
    "guardian.address": OLD_WOMAN["owner.address"],
}
PAPER = "paper.authorisation.file"


def jpeg(picture: Image.Image, size: tuple[int, int] | None = None) -> bytes:
    out = io.BytesIO()
    (picture.resize(size) if size else picture).save(out, "JPEG", quality=88)
    return out.getvalue()


def chooses(her: Hands, name: str, *files: tuple[str, bytes]) -> Locator:
    """Choose files and return the box that speaks of them."""
    kind = {"pdf": "application/pdf"}
    control = her.page.locator(f'[name="{name}"]')
    control.set_input_files([{"name": called, "mimeType": kind.get(called[-3:], "image/jpeg"), "buffer": data} for called, data in files])
    said = her.page.locator("[data-says]:visible")
    expect(said).not_to_have_attribute("data-says", "busy")
    return said


def in_the_form(her: Hands, name: str) -> list[dict[str, Any]]:
    """What the form would send of a control."""
    read = "control => Array.from(control.files, ({name, size, type}) => ({name, size, type}))"
    found: list[dict[str, Any]] = her.page.locator(f'[name="{name}"]').evaluate(read)
    return found


def at_the_paper(her: Hands) -> Hands:
    her.hurries(her.starts(PENSION, GUARDED), until="paper-authorisation")
    return her


def test_a_large_photo_goes_small_and_a_pdf_as_it_is(opens: Opens) -> None:
    her = at_the_paper(opens())
    large, scan = jpeg(papers.GOOD["sharp"](5), (3264, 2448)), pdf()
    said = chooses(her, PAPER, ("IMG_2041.JPG", large), ("don.pdf", scan))
    expect(said).to_have_text("Ảnh rõ. Ông/bà bấm Tiếp tục.")
    [photo, paper] = in_the_form(her, PAPER)
    assert (photo["name"], photo["type"]) == ("IMG_2041.jpg", "image/jpeg")
    assert photo["size"] < len(large) / 2
    assert (paper["name"], paper["size"]) == ("don.pdf", len(scan))
    her.presses_on()
    assert "đã có 2 ảnh hoặc tệp" in her.page.locator("section.answers").filter(has_text="Giấy tờ").last.inner_text()


def test_a_dark_photo_is_used_all_the_same_when_she_says_so_and_the_officer_sees_a_hint(opens: Opens, opens_desk: OpensDesk) -> None:
    her = at_the_paper(opens())
    good, dark = jpeg(papers.GOOD["sharp"](5)), jpeg(papers.POOR["at night"][1](4))
    said = chooses(her, PAPER, ("mot.jpg", good), ("hai.jpg", dark))
    expect(said).to_contain_text("Ảnh tối. Ông/bà chụp lại ở chỗ sáng hơn.")
    her.page.get_by_role("button", name="Vẫn dùng ảnh này").click()
    expect(her.page.locator("[data-says]:visible")).to_have_text("Đã lấy ảnh này. Ông/bà bấm Tiếp tục.")
    assert her.page.locator('[name="_poor"]').input_value() == f"{PAPER} 1 dark"
    her.presses_on()
    her.hands_in()
    officer = opens_desk("tiepnhan")
    officer.goes(f"desk/dossiers/{her.dossier}")
    files = officer.page.locator('[data-part="papers"] dd p')
    assert ["máy thấy ảnh tối" in text for text in files.all_inner_texts()] == [False, True]


def test_she_takes_a_blurred_photo_again(opens: Opens) -> None:
    him = opens("en")
    him.hurries(him.starts(PASSPORT, FISHERMAN), until="photo")
    name = "applicant.photo.file"
    said = chooses(him, name, ("anh.jpg", jpeg(papers.POOR["a face out of focus"][1](1))))
    expect(said).to_contain_text("The picture is blurred.")
    with him.page.expect_file_chooser() as opened:
        him.page.get_by_role("button", name="Take it again").click()
    assert in_the_form(him, name) == []
    opened.value.set_files({"name": "lai.jpg", "mimeType": "image/jpeg", "buffer": jpeg(papers.face(235))})
    expect(him.page.locator("[data-says]:visible")).to_have_text("The picture is clear. Please press Continue.")
    him.presses_on()
    assert him.step == "contact"


def test_who_goes_on_without_answering_is_not_held_up(opens: Opens) -> None:
    her = at_the_paper(opens())
    chooses(her, PAPER, ("toi.jpg", jpeg(papers.POOR["at night"][1](4))))
    her.presses_on()
    assert her.page.url.endswith("/review")


def test_what_the_page_cannot_read_is_told_and_left_for_the_centre(opens: Opens) -> None:
    her = at_the_paper(opens())
    said = chooses(her, PAPER, ("ve.svg", SVG))
    expect(said).to_have_text("Máy chỉ nhận ảnh hoặc PDF. Ông/bà chụp ảnh tờ giấy rồi gửi.")
    her.presses_on()
    assert her.page.locator("#f-paper-authorisation-problem, .problems").first.is_visible()


@pytest.mark.parametrize("told", [f"{PAPER} 0 dark <b>x</b> blurred", "x", f"{PAPER} 9 dark", f"{PAPER} 0"])
def test_what_a_page_tells_of_a_photo_is_taken_by_its_codes_only(told: str) -> None:
    from webapp.dossiers.posting import SentForm

    assert SentForm({"_poor": [told]}).poor(PAPER, 0) in {("blurred", "dark"), ()}
