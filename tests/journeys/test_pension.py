"""The social pension is handed in at a desk of this system, and followed from another phone in each of the three ways."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Opens
from tests.support.people import OLD_WOMAN, PENSION
from tests.support.servers import Server
from webapp.dossiers.queries import slip_of
from webapp.dossiers.slip_pdf import slip_svg

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_pension_is_handed_in_and_followed_by_the_phone_number(opens: Opens, script: bool) -> None:
    her = opens("vi", script=script)
    her.walks(her.starts(PENSION, OLD_WOMAN))
    assert "Đặc khu Vân Đồn" in her.page.locator('form[action$="/submit"] button').inner_text()
    her.hands_in()
    assert her.heading == "Đã gửi tới máy của Trung tâm"
    her.page.locator('main [data-safety="arrived"][data-state="submitted"]').wait_for()
    assert her.page.get_by_text("Máy của Trung tâm đã nhận. Cán bộ chưa xem.").is_visible()

    son = opens("en", script=script)
    son.goes("track")
    son.page.locator('[name="code"]').fill(" ".join([her.slip[:4], her.slip[4:8], her.slip[8:12], her.slip[12:]]))
    son.page.locator('[name="check"]').fill("5678")
    son.page.locator('form[action$="/track"] button').click()
    son.page.locator("ol.timeline").wait_for()
    assert son.dossier == her.dossier
    assert "NGUYỄN THỊ MẾN" not in son.page.locator("main").inner_text()


def test_without_a_phone_the_birth_year_opens_the_slip(opens: Opens) -> None:
    her = opens()
    her.hurries(her.starts(PENSION, OLD_WOMAN | {"contact.way": "no_phone"}))
    her.hands_in()
    assert her.page.get_by_text("năm sinh").first.is_visible()
    neighbour = opens()
    neighbour.goes("track")
    neighbour.page.locator('[name="code"]').fill(her.slip)
    neighbour.page.locator('[name="check"]').fill("1946")
    neighbour.page.locator('form[action$="/track"] button').click()
    neighbour.page.locator('[data-part="problem_list"]').wait_for()
    assert neighbour.value("code").replace(" ", "") == her.slip
    neighbour.page.locator('[name="check"]').fill("1945")
    neighbour.page.locator('form[action$="/track"] button').click()
    neighbour.page.locator("ol.timeline").wait_for()


def test_the_square_code_of_the_slip_opens_it_on_another_phone(opens: Opens, site: Server) -> None:
    her = opens()
    her.hurries(her.starts(PENSION, OLD_WOMAN))
    her.hands_in()
    with site.rows() as (db, keyring):
        codes, secret = slip_of(db, keyring, her.dossier)
    link = f"{site.base}/vi/track#{codes[0]}.{secret}"
    shown = her.context.request.get(her.page.locator('img[src$="slip.svg"]').get_attribute("src") or "").text()
    assert shown == slip_svg(link)

    officer = opens()
    officer.page.goto(link)
    officer.page.locator("ol.timeline").wait_for()
    assert officer.dossier == her.dossier
    assert secret not in officer.page.url
    officer.page.go_back()
    assert secret not in officer.page.url
    assert secret not in site.said.read_text("utf-8")


def test_ten_taps_on_the_last_button_make_one_dossier(opens: Opens, site: Server) -> None:
    her = opens()
    her.hurries(her.starts(PENSION, OLD_WOMAN))
    for name in ("consent.given", "declaration.true"):
        her.page.locator(f'[name="{name}"]').check()
    button = her.page.locator('form[action$="/submit"] button')
    button.evaluate("button => { for (let tap = 0; tap < 10; tap++) button.click(); }")
    her.page.locator('[data-part="slip_code"]').wait_for()
    with site.rows() as (db, keyring):
        codes, _ = slip_of(db, keyring, her.dossier)
    assert codes[0] == her.slip
    her.goes("dossiers/")
    assert her.page.locator("main ul.cards li").count() == 1
