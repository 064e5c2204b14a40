"""Saving a procedure for the boat, and taking all of the commune along: with the centre switched off, what was taken opens and starts."""

from __future__ import annotations

import re

import pytest

from tests.boat.conftest import Gives, complaints_of
from tests.support.harbours import Harbour
from tests.support.houses import Builder
from tests.support.people import PASSPORT, PENSION
from tests.support.phones import Phone

pytestmark = pytest.mark.browser
HERE = "Mở được khi mất sóng."
AGAIN = "main a.button"


def comes_home(phone: Phone) -> None:
    """Open the first page as the phone itself draws it."""
    phone.goes("")
    phone.is_ready()
    phone.goes("")


def begins(phone: Phone, code: str) -> None:
    """Start a procedure and wait for its first question."""
    phone.goes(f"procedures/{code}")
    phone.page.locator('form[action$="/dossiers"] button').click()
    phone.is_asked_whose()


def test_all_of_the_commune_is_taken_at_once_and_opens_and_starts_without_a_centre(gives: Gives, centre: Harbour, builder: Builder) -> None:
    his = gives()
    comes_home(his)
    asked = his.page.locator('form[data-part="take"]')
    size = re.search(r"Khoảng (\d+) KB", asked.inner_text())
    assert size
    assert 50 < int(size[1]) < 500
    asked.locator("button").click()
    his.page.locator('main p[data-part="take"]').wait_for(timeout=60_000)
    centre.stop()

    his.goes("procedures?event=growing_old")
    entries = his.page.locator('[data-part="results"] li')
    assert entries.count() > 2
    commune = {code for code, found in builder.parts.catalogue.procedures.items() if "commune" in found.row.levels}
    for entry in entries.all():
        code = str(entry.locator("a").get_attribute("href")).rsplit("/", 1)[1]
        assert (HERE in entry.inner_text()) == (code in commune), code
    begins(his, PENSION)
    begins(his, sorted(commune)[0])
    assert complaints_of(his) == []


def test_a_saved_procedure_says_so_and_one_that_is_not_here_leads_back_to_its_page(gives: Gives, centre: Harbour) -> None:
    her = gives()
    comes_home(her)
    her.goes(f"procedures/{PENSION}")
    her.page.locator('form[data-part="keep"] button').click()
    her.page.locator('main p[data-part="keep"]').wait_for()
    centre.stop()

    begins(her, PENSION)
    her.goes(f"procedures/{PASSPORT}", expect=503)
    assert her.heading == "Chưa mở được lúc này"
    again = her.page.locator(AGAIN).first
    assert again.get_attribute("href") == f"/vi/procedures/{PASSPORT}"
    centre.start()
    again.click()
    her.page.locator('form[data-part="keep"]').wait_for()


def test_what_cannot_be_fetched_is_not_called_kept_and_open_again_leads_to_a_page(gives: Gives, centre: Harbour) -> None:
    his = gives()
    comes_home(his)
    centre.stop()
    his.page.locator('form[data-part="take"] button').click()
    again = his.page.get_by_text("Mở lại trang này")
    again.wait_for()
    assert again.get_attribute("href") == "/vi/"
    centre.start()
    again.click()
    his.page.locator('form[data-part="take"]').wait_for()
    assert his.page.locator('main p[data-part="take"]').count() == 0
