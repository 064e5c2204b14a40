"""With the centre switched off: from the icon to the slip; with the centre on again, everything is there once."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from tests.boat.conftest import Gives, complaints_of
from tests.support.desks import accepts, sits_down
from tests.support.harbours import Harbour
from tests.support.houses import Builder
from tests.support.people import FISHERMAN, OLD_WOMAN, PASSPORT, PENSION
from tests.support.phones import Phone
from webapp.dossiers import queries
from webapp.dossiers.models import DossierRow
from webapp.dossiers.sheet import DossierSheet

pytestmark = pytest.mark.browser
ICON = "/vi/?from=icon"


def searches(phone: Phone, typed: str) -> list[str]:
    """Type into the search box of the first page and return the codes found, best first."""
    phone.goes("")
    phone.page.locator('main input[name="q"]').fill(typed)
    phone.page.locator('main form[data-part="search"] button').click()
    phone.page.wait_for_url("**/procedures?q=*")
    hrefs = phone.page.locator('main [data-part="results"] a[href*="/procedures/"]').evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    return [href.rsplit("/", 1)[1] for href in hrefs]


def visits_once(phone: Phone) -> None:
    """One visit with a signal: the pages of both guides, so that their packs are on the phone."""
    phone.goes("")
    phone.is_ready()
    for code in (PENSION, PASSPORT):
        phone.goes(f"procedures/{code}")
    phone.until("async () => (await (await caches.open('camtay-packs')).keys()).length >= 4")
    phone.until(
        "async () => (await (await caches.open((await caches.keys()).find(name => name.includes('shell')))).keys())"
        ".some(key => key.url.includes('/words/en/'))"
    )


def dossiers_of(centre: Harbour) -> list[DossierSheet]:
    """Return everything that was handed in at the centre, opened."""
    with centre.site.rows() as (db, keyring):
        ids = db.scalars(select(DossierRow.id).where(DossierRow.official.is_not(None))).all()
        return [queries.dossier(db, keyring, one) for one in ids]


def answered(sheet: DossierSheet) -> dict[str, Any]:
    return {field: value for (field, row), value in sheet.answer_set().values.items() if row is None}


# proves FM 29, FM 30, FM 54, I4, I11, I12
def test_a_pension_goes_from_icon_to_slip_without_a_centre_and_arrives_once(
    gives: Gives, centre: Harbour, browser: Browser, builder: Builder
) -> None:
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
    her.walks(filler, until="unit")
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
    again.goes("outbox")
    again.page.locator('main [data-part="outbox_empty"]').wait_for(timeout=60_000)
    handed_in = dossiers_of(centre)
    assert len(handed_in) == 1
    kept, wanted = answered(handed_in[0]), {name: value for (name, row), value in filler.answers.values.items() if row is None}
    assert {name: kept.get(name) for name in wanted} == wanted
    assert complaints_of(again) == []

    officer = sits_down(browser, centre.site, builder.parts, "tiepnhan")
    officer.goes("desk/")
    assert officer.page.locator(f'tr[data-dossier="{handed_in[0].id}"]').count() == 1
    accepts(officer, handed_in[0].id)
    officer.close()
    again.goes(f"dossiers/{handed_in[0].id}/")
    again.says_safety("accepted")
    centre.stop()
    again.page.reload()
    again.says_safety("accepted")
    assert again.reads("Tin lần cuối từ Trung tâm")
    finds_nothing_in_clear(again)


def finds_nothing_in_clear(phone: Phone) -> None:
    """Look through every file of the profile, and through what a script can read, for what was typed."""
    stores = phone.page.evaluate("""async () => {
      const found = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage})];
      for (const name of await caches.keys()) for (const key of await (await caches.open(name)).keys()) {
        found.push(key.url, await (await (await caches.open(name)).match(key)).text());
      }
      return found.join("\\n");
    }""")
    phone.closes()
    files = [
        path for path in phone.profile.rglob("*") if path.is_file() and {"IndexedDB", "Service Worker", "Local Storage"} & set(path.parts)
    ]
    assert any("IndexedDB" in path.parts for path in files)
    for typed in ("NGUYỄN THỊ MẾN", "022145000123", "0912345678", "BÙI", "Thôn Đông Nam"):
        assert typed not in stores
        for coded in (typed.encode(), typed.encode("utf-16-le")):
            assert [str(path) for path in files if coded in path.read_bytes()] == [], typed
