"""The QR code of an ID card fills the empty boxes of a page: in a real browser, by the vendored reader and by the phone's own."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Request, expect

from tests.journeys.conftest import Opens, opens, opens_desk, site, staff_cookies
from tests.photos import cards
from tests.support.hands import Hands
from tests.support.people import FISHERMAN, OLD_WOMAN, PASSPORT, PENSION

__all__ = ["opens", "opens_desk", "site", "staff_cookies"]
pytestmark = pytest.mark.browser
NAME = '[name="owner.name"]'
DAYS = [f'[name="owner.birth_date.{part}"]' for part in ("day", "month", "year")]
READ = """async () => {
  const { readCode } = await import("/js/card/reading.js");
  return readCode(document.querySelector("input").files[0]);
}"""
OWN_READER = """fails => {
  globalThis.BarcodeDetector = class {
    static getSupportedFormats() { return Promise.resolve(["ean_13", "qr_code"]); }
    async detect(canvas) {
      globalThis.asked = (globalThis.asked ?? 0) + 1;
      if (fails) throw new Error("no service");
      return [{ rawValue: `own|${canvas.width}` }];
    }
  };
}"""


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def scans(hands: Hands, picture: Image.Image) -> Locator:
    """Press the button, take a picture, and return what is said of it."""
    with hands.page.expect_file_chooser() as opened:
        hands.page.locator('[data-press="scan"]').click()
    opened.value.set_files({"name": "the.jpg", "mimeType": "image/jpeg", "buffer": jpeg(picture)})
    said = hands.page.locator("main form [data-says]:visible")
    expect(said).not_to_have_attribute("data-says", "how")
    expect(said).not_to_have_attribute("data-says", "reading", timeout=30_000)
    return said


def values(hands: Hands, *controls: str) -> list[str]:
    return [hands.page.locator(control).input_value() for control in controls]


def test_a_card_fills_the_page_and_is_offered_on_the_next_ones_of_the_same_person(opens: Opens) -> None:
    her = opens()
    sent: list[Request] = []
    her.page.on("request", lambda request: sent.append(request))
    her.hurries(her.starts(PENSION, OLD_WOMAN), until="name")
    said = scans(her, cards.card())
    expect(said).to_contain_text("Đã điền từ thẻ. Ông/bà xem lại rồi bấm Tiếp tục.")
    expect(said.locator("li")).to_have_text(["Họ và tên: NGUYỄN THỊ BƯỞI"])
    assert values(her, NAME) == ["NGUYỄN THỊ BƯỞI"]
    her.presses_on()
    her.page.get_by_role("button", name="Điền theo thẻ vừa quét").click()
    assert values(her, *DAYS) == ["15", "08", "1951"]
    her.presses_on()
    her.page.get_by_role("button", name="Điền theo thẻ vừa quét").click()
    assert her.page.locator('[name="owner.sex"][value="female"]').is_checked()
    posts = [request for request in sent if request.method == "POST"]
    assert all(len(request.post_data_buffer or b"") < 2000 for request in posts)
    her.page.reload()
    expect(her.page.get_by_role("button", name="Quét mã QR trên thẻ căn cước")).to_be_visible()
    expect(her.page.get_by_role("button", name="Điền theo thẻ vừa quét")).to_be_hidden()


def test_what_was_typed_is_not_overwritten_unasked(opens: Opens) -> None:
    her = opens("en")
    her.hurries(her.starts(PENSION, OLD_WOMAN), until="name")
    her.page.locator(NAME).fill("Nguyễn Thị Bười")
    said = scans(her, cards.card())
    expect(said).to_contain_text("The card says something else than what is typed.")
    expect(said.locator("li")).to_have_text(["Full name: NGUYỄN THỊ BƯỞI"])
    assert values(her, NAME) == ["Nguyễn Thị Bười"]
    her.page.get_by_role("button", name="Keep what I typed").click()
    assert values(her, NAME) == ["Nguyễn Thị Bười"]
    scans(her, cards.card(turn=-3))
    her.page.get_by_role("button", name="Use what the card says").click()
    assert values(her, NAME) == ["NGUYỄN THỊ BƯỞI"]


def test_the_same_in_other_letters_needs_no_question(opens: Opens) -> None:
    her = opens()
    her.hurries(her.starts(PENSION, OLD_WOMAN), until="name")
    her.page.locator(NAME).fill("Nguyễn  Thị Bưởi")
    expect(scans(her, cards.card())).to_have_text("Chữ đã gõ giống như trên thẻ. Ông/bà bấm Tiếp tục.")
    assert values(her, NAME) == ["Nguyễn  Thị Bưởi"]


def test_an_address_comes_in_its_old_words(opens: Opens) -> None:
    him = opens()
    him.hurries(him.starts(PASSPORT, FISHERMAN), until="permanent-address")
    scans(him, cards.card())
    parts = ("province", "commune", "commune_text", "detail")
    assert values(him, *(f'[name="applicant.permanent_address.{part}"]' for part in parts)) == [
        "22",
        "",
        "Quan Lạn, Vân Đồn",
        "Thôn Đông Nam",
    ]


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (lambda: cards.card("https://xau.example/|1|2|3|4|5|6"), "Mã này không phải của thẻ căn cước."),
        (lambda: cards.card(cards.BUOI.replace("NGUYỄN", "<b onclick=x>")), "Mã này không phải của thẻ căn cước."),
        (cards.noise, "Chưa đọc được mã."),
    ],
    ids=["another code", "markup", "no code"],
)
def test_what_is_no_card_fills_nothing_and_says_what_to_do(opens: Opens, picture: Callable[[], Image.Image], words: str) -> None:
    her = opens()
    her.hurries(her.starts(PENSION, OLD_WOMAN), until="name")
    expect(scans(her, picture())).to_contain_text(words)
    assert values(her, NAME) == [""]


def test_without_script_nothing_is_offered(opens: Opens) -> None:
    her = opens(script=False)
    her.hurries(her.starts(PENSION, OLD_WOMAN), until="personal-id")
    assert her.page.get_by_text("Quét mã QR").count() == 0


def read(sheet: Page, picture: Image.Image) -> Any:
    sheet.set_input_files("input", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": jpeg(picture)})
    return sheet.evaluate(READ)


def test_a_card_that_lies_turned_or_far_away_is_read(sheet: Page) -> None:
    assert read(sheet, cards.card(turn=91)) == cards.BUOI
    assert read(sheet, cards.card(side=330, seed=4).resize((3264, 2448))) == cards.BUOI


def test_the_phones_own_reader_is_asked_first(sheet: Page) -> None:
    sheet.evaluate(OWN_READER, False)
    assert read(sheet, cards.card()) == "own|1600"


def test_where_the_phones_own_reader_fails_ours_reads(sheet: Page) -> None:
    sheet.evaluate(OWN_READER, True)
    assert read(sheet, cards.card()) == cards.BUOI
    assert sheet.evaluate("asked") == 1


def test_what_is_no_picture_is_no_code(sheet: Page) -> None:
    sheet.set_input_files("input", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + bytes(90)})
    assert sheet.evaluate(READ) == ""
