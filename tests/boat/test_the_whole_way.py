"""With the centre switched off: from the icon to the slip; with the centre on again, everything is there once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.boat.conftest import Gives, complaints_of
from tests.support.harbours import Harbour
from tests.support.people import FISHERMAN, OLD_WOMAN, PASSPORT, PENSION
from tests.support.phones import Phone
from webapp.dossiers import queries
from webapp.dossiers.sheet import DossierSheet

pytestmark = pytest.mark.browser
ICON = "/vi/?from=icon"


def searches(phone: Phone, typed: str) -> list[str]:
    """Type into the search box of the first page and return the codes found, best first."""
    phone.goes("")
    phone.page.locator('main input[name="q"]').fill(typed)
    phone.page.locator('main form[action$="/procedures"] button').first.click()
    phone.page.wait_for_url("**/procedures?q=*")
    hrefs = phone.page.locator('main ul.cards a[href*="/procedures/"]').evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return [href.rsplit("/", 1)[1] for href in hrefs]


def visits_once(phone: Phone) -> None:
    """One visit with a signal: the pages of both guides, so that their packs are on the phone."""
    phone.goes("")
    phone.is_ready()
    for code in (PENSION, PASSPORT):
        phone.goes(f"procedures/{code}")
    phone.until("async () => (await (await caches.open('camtay-packs')).keys()).length >= 4")
    phone.until("async () => (await (await caches.open((await caches.keys()).find(name => name.includes('shell')))).keys())"
                ".some(key => key.url.includes('/words/en/'))")


def dossiers_of(centre: Harbour) -> list[DossierSheet]:
    """Return everything that was handed in at the centre, opened."""
    with centre.site.rows() as (db, keyring):
        from sqlalchemy import select

        from webapp.dossiers.models import DossierRow

        ids = db.scalars(select(DossierRow.id).where(DossierRow.official.is_not(None))).all()
        return [queries.dossier(db, keyring, one) for one in ids]


def answered(sheet: DossierSheet) -> dict[str, Any]:
    return {field: value for (field, row), value in sheet.answers.items() if row is None}


# proves FM 54, I4, I5, I11, I12
def test_a_pension_goes_from_icon_to_slip_without_a_centre_and_arrives_once(gives: Gives, centre: Harbour) -> None:
    her = gives("vi")
    visits_once(her)
    centre.stop()

    her.page.goto(ICON)
    assert searches(her, "ho chieu")[0] == PASSPORT
    assert searches(her, "tien nguoi gia")[0] == PENSION
    filler = her.starts(PENSION, OLD_WOMAN)
    her.says_safety("here", "draft")
    her.walks(filler, until="birth-date")
    her.page.locator('[data-part="language"]').click()
    her.page.wait_for_url("**/en/dossiers/**")
    her.lang = "en"
    her.walks(filler, until="contact-way" if "contact-way" in filler.stops() else "unit")
    address = her.page.url
    her.dies()

    again = her.reopens()
    again.lang = "vi"
    again.page.goto(address.replace("/en/", "/vi/"))
    again.walks(filler)
    again.hands_in()
    slip = again.slip
    assert len(slip) == 16
    again.says_safety("here", "submitted")
    assert not again.reads("Đã gửi tới máy của Trung tâm")

    fisher = again.starts(PASSPORT, FISHERMAN)
    again.walks(fisher)
    again.page.locator('[name="consent.given"]').check()
    again.page.locator('[name="declaration.true"]').check()
    again.presses(again.page.locator('form[action$="/submit"] button'))
    assert again.heading == "Chuẩn bị xong – CHƯA NỘP"

    centre.start()
    again.goes("dossiers/")
    again.until("async () => { navigator.serviceWorker.controller.postMessage({type: 'sync'}); return true; }")
    again.goes("outbox")
    again.page.locator('main [data-part="outbox_empty"]').wait_for(timeout=60_000)
    handed_in = dossiers_of(centre)
    assert len(handed_in) == 1
    sheet = handed_in[0]
    kept = answered(sheet)
    wanted = {name: value for name, value in filler.answers.values.items() if name[1] is None}
    assert {name: kept.get(name) for name, _ in wanted} == {name: value for (name, _), value in wanted.items()}
    assert complaints_of(again) == []
