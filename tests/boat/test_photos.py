"""Papers photographed with the centre switched off: kept in the phone, sealed; sent when there is a signal, resumed where they were cut."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Browser, FileChooser, Worker
from sqlalchemy import select

from tests.boat.conftest import Gives, complaints_of
from tests.support.desks import sits_down
from tests.support.harbours import Harbour
from tests.support.houses import Builder
from tests.support.odd_files import SVG, pdf, photo_of_a_phone
from tests.support.people import OLD_WOMAN, PENSION
from tests.support.phones import Phone
from webapp.dossiers import queries
from webapp.dossiers.models import DossierRow
from webapp.dossiers.work import envelope_of
from webapp.uploads.adapters.local import LocalStore
from webapp.uploads.queries import files_of
from webapp.uploads.service import read_file

pytestmark = pytest.mark.browser
CANARY = b"CANARY-0912345678-Men"
POOR = OLD_WOMAN | {
    "owner.birth_date": "1953",
    "owner.household": "poor",
    "guardian.exists": True,
    "guardian.name": "NGUYỄN VĂN CON",
    "guardian.birth_date": "1970",
    "guardian.personal_id": "022070000123",
    "guardian.phone": "0987654321",
    "guardian.address": OLD_WOMAN["owner.address"],
}
PAPERS = ("application-form", "household-certificate", "authorisation")


def field_of(paper: str) -> str:
    return "paper." + paper.replace("-", "_")


def worker_of(phone: Phone) -> Worker:
    return phone.context.service_workers[-1]


def ready(phone: Phone) -> Phone:
    phone.goes("")
    phone.is_ready()
    phone.goes(f"procedures/{PENSION}")
    phone.until("async () => (await (await caches.open('camtay-packs')).keys()).length >= 2")
    return phone


def chooses(phone: Phone, paper: str, *files: tuple[str, str, bytes]) -> None:
    """Choose files in the page's own control, and wait until they are kept."""
    before = phone.page.locator("[data-shots] li").count()
    chosen = [{"name": name, "mimeType": media, "buffer": data} for name, media, data in files]
    phone.page.locator(f'[name="{field_of(paper)}.file"]').set_input_files(chosen)  # type: ignore[arg-type]
    phone.until(
        f"wanted => {{ {USED_ALL_THE_SAME} return document.querySelectorAll('[data-shots] li').length === wanted; }}", before + len(files)
    )


def stored(database: str, name: str) -> str:
    """Return a script that gives everything in a store of the phone."""
    return (
        f"new Promise(done => {{ const asked = indexedDB.open('{database}'); asked.onsuccess = () => {{ const db = asked.result;"
        f" const all = db.transaction('{name}').objectStore('{name}').getAll();"
        " all.onsuccess = () => { db.close(); done(all.result); }; }; })"
    )


USED_ALL_THE_SAME = "const keep = document.querySelector('[data-press=\"keep\"]'); if (keep?.checkVisibility()) keep.click();"
"""The noise of these pictures looks poor to the page."""
HALF_WAY = "all.some(one => one.state === 'kept') && all.some(one => one.state === 'waiting' && one.offset > 0)"


def canary_pdf() -> bytes:
    def writes(made: pikepdf.Pdf) -> None:
        made.pages[0].Contents = made.make_stream(b"% " + CANARY + b"\n")

    return pdf(writes)


def photos_of(phone: Phone) -> list[Any]:
    return phone.rows("photos", "camtay-photos")


# proves FM 6, FM 31, FM 33, FM 34
def test_three_papers_photographed_without_a_centre_arrive_whole_after_the_phone_died_while_sending(
    gives: Gives, centre: Harbour, browser: Browser, builder: Builder
) -> None:
    her = ready(gives())
    filler = her.starts(PENSION, POOR)
    her.walks(filler, until="paper-application-form")
    dossier = her.dossier
    centre.stop()

    # the same photo for two papers, and a second one that is taken out again
    photo = photo_of_a_phone(size=(1600, 1200))
    chooses(her, "application-form", ("đơn.jpg", "image/jpeg", photo), ("thừa.jpg", "image/jpeg", photo_of_a_phone(size=(90, 70))))
    shown = her.page.locator("[data-shots] li img")
    her.until("() => [...document.querySelectorAll('[data-shots] img')].every(one => one.complete && one.naturalWidth > 0)")
    assert shown.count() == 2
    her.page.locator("[data-shots] li").nth(1).locator('[name="_drop"]').check()
    her.presses_on()
    assert her.step == "paper-household-certificate"
    chooses(her, "household-certificate", ("hộ nghèo.jpg", "image/jpeg", photo))
    her.page.reload()
    assert her.page.locator('[name="_photo"]').count() == 1
    her.presses_on()
    her.goes(f"dossiers/{dossier}/steps/paper-authorisation")
    chooses(her, "authorisation", ("ủy quyền.pdf", "application/pdf", canary_pdf()))
    her.presses_on()
    assert her.page.url.endswith("/review")
    assert len(photos_of(her)) == 3
    her.hands_in()
    slip = her.slip
    her.says_safety("here", "submitted")
    assert her.page.locator('[data-part="photos"] [data-photo-state="here"]').count() == 3

    # the first photo goes, the second is cut after its first piece, and the battery is empty
    worker_of(her).evaluate(
        """() => { const real = self.fetch; self.sent = 0; self.fetch = (asked, how) => {
             if (how?.method === 'PATCH' && (self.sent += how.body.byteLength) > self.cutAfter) return new Promise(() => undefined);
             return real(asked, how); }; }"""
    )
    sizes = [row["size"] for row in sorted(photos_of(her), key=lambda row: str(row["at"]))]
    worker_of(her).evaluate("after => { self.cutAfter = after; }", sizes[0] + sizes[1] - 1000)
    centre.start()
    her.goes("outbox")
    her.until(f"() => {stored('camtay-photos', 'photos')}.then(all => {HALF_WAY})", patience=60)
    her.goes(f"dossiers/{dossier}/receipt")
    her.says_safety("sending", "submitted")
    assert her.page.locator('[data-part="photos"] [data-photo]').count() == 2
    her.dies()

    again = her.reopens()
    again.goes(f"dossiers/{dossier}/receipt")
    again.says_safety("arrived", "submitted")
    assert again.page.locator('[data-part="photos"]').count() == 0
    assert {row["state"] for row in photos_of(again)} == {"kept"}
    again.goes("outbox")
    again.page.locator('[data-part="outbox_empty"]').wait_for()

    # everything is there, once and whole
    with centre.site.rows() as (db, keyring):
        held = db.scalars(select(DossierRow.id).where(DossierRow.official.is_not(None))).all()
        assert held == [dossier]
        sheet = queries.dossier(db, keyring, dossier)
        files = files_of(db, dossier)
        contents = {
            name: read_file(LocalStore(centre.site.data / "objects"), envelope_of(db, keyring, dossier), file)
            for name, file in files.items()
        }
    assert [len(sheet.papers[paper]["files"]) for paper in PAPERS] == [1, 1, 1]
    one, other, third = (contents[sheet.papers[paper]["files"][0]] for paper in PAPERS)
    assert one == other
    assert one.startswith(b"\xff\xd8\xff")
    assert third.startswith(b"%PDF-")
    assert len(slip) == 16
    officer = sits_down(browser, centre.site, builder.parts, "tiepnhan")
    officer.goes("desk/")
    officer.page.locator(f'tr[data-dossier="{dossier}"] a').click()
    officer.page.locator('main a[href*="/files/"]').nth(2).wait_for()
    officer.close()
    assert complaints_of(again) == []

    again.closes()
    lying = [
        path for path in again.profile.rglob("*") if path.is_file() and {"IndexedDB", "Service Worker", "Local Storage"} & set(path.parts)
    ]
    assert any("IndexedDB" in path.parts for path in lying)
    assert [str(path) for path in lying if CANARY in path.read_bytes()] == []
    assert [str(path) for path in lying if "IndexedDB" in path.parts and b"\xff\xd8\xff\xe0\x00\x10JFIF" in path.read_bytes()] == []


# proves FM 3, FM 9, FM 10
def test_a_page_that_the_camera_closed_comes_back_and_a_full_phone_refuses_the_photo_in_words(gives: Gives, centre: Harbour) -> None:
    her = ready(gives())
    her.walks(her.starts(PENSION, POOR), until="paper-authorisation")
    address = her.page.url
    centre.stop()
    reason, control = f'[name="{field_of("authorisation")}.reason"]', f'[name="{field_of("authorisation")}.file"]'
    her.page.locator(reason).fill("Con tôi đi biển chưa về")
    opened: list[FileChooser] = []
    her.page.on("filechooser", lambda chooser: opened.append(chooser))
    her.page.locator(control).click()
    her.until(f"() => {stored('camtay', 'meta')}.then(all => all.some(one => one.name === 'camera'))")
    her.dies()

    again = her.reopens()
    again.page.goto("/vi/?from=icon")
    assert again.page.url == address
    assert again.value(f"{field_of('authorisation')}.reason") == "Con tôi đi biển chưa về"
    assert again.page.get_by_text("Chữ gõ trước khi mở máy ảnh vẫn còn đây.").is_visible()

    # a file that is none, then a disk that is full: words, and nothing typed is lost
    again.page.locator(control).set_input_files([{"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": SVG}])
    again.page.get_by_text("Máy chỉ nhận ảnh hoặc PDF.").wait_for()
    worker_of(again).evaluate(
        "() => { self.kept = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (value) {"
        " if (this.name === 'pieces') throw new DOMException('full', 'QuotaExceededError'); return self.kept.call(this, value); }; }"
    )
    photo = {"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": photo_of_a_phone(size=(800, 600))}
    again.page.locator(control).set_input_files([photo])
    again.until(
        f"() => {{ {USED_ALL_THE_SAME} return document.querySelector('main').innerText.includes('Chưa lưu được ảnh: máy hết chỗ.'); }}"
    )
    assert again.value(f"{field_of('authorisation')}.reason") == "Con tôi đi biển chưa về"
    assert again.page.locator("[data-shots] li").count() == 0
    worker_of(again).evaluate("() => { IDBObjectStore.prototype.put = self.kept; }")

    # whoever presses on while it is being kept is led on when it is
    again.page.locator(control).set_input_files([photo])
    again.presses_on()
    assert again.page.url.endswith("/review")
    assert again.reads("đã có 1 ảnh hoặc tệp")
    assert len(photos_of(again)) == 1
    again.page.locator('a[href*="paper-authorisation?change=1"]').click()
    again.page.locator('[data-shots] [name="_drop"]').check()
    again.page.locator(f'[name="{field_of("authorisation")}"][value="bring"]').check()
    again.presses_on()
    assert again.reads("mang đến quầy")
    assert complaints_of(again) == []
