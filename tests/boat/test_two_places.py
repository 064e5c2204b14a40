"""One dossier, wherever it began: adopted from the centre, edited on two phones, left to the next person."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.boat.conftest import Gives, complaints_of
from tests.support.harbours import Harbour
from tests.support.people import OLD_WOMAN, PENSION
from tests.support.phones import Phone
from webapp.database import Database
from webapp.dossiers.access import grant
from webapp.dossiers.models import Grant
from webapp.dossiers.queries import dossier
from webapp.kernel.clock import SystemClock

pytestmark = pytest.mark.browser
NAME = "owner.name"


def ready(phone: Phone) -> Phone:
    phone.goes("")
    phone.is_ready()
    phone.goes(f"procedures/{PENSION}")
    phone.until("async () => (await (await caches.open('camtay-packs')).keys()).length >= 2")
    return phone


def has_adopted(phone: Phone, dossier_id: str) -> None:
    phone.until(
        """async id => { navigator.serviceWorker.controller?.postMessage({type: 'sync'}); return new Promise(done => {
          const asked = indexedDB.open('camtay');
          asked.onsuccess = () => { const db = asked.result; const one = db.transaction('dossiers').objectStore('dossiers').get(id);
            one.onsuccess = () => { db.close(); done(!!one.result); }; };
        }); }""",
        dossier_id,
    )


def test_a_draft_begun_before_the_worker_was_there_goes_on_with_the_centre_off(gives: Gives, centre: Harbour) -> None:
    her = gives()
    begun = her.context.request.post("/vi/dossiers", form={"procedure": PENSION}, max_redirects=0)
    address = begun.headers["location"]
    dossier_id = address.split("/")[3]
    answered = her.context.request.post(address, form={}, max_redirects=0)
    assert answered.status == 303
    ready(her)
    has_adopted(her, dossier_id)
    centre.stop()
    her.goes(answered.headers["location"])
    assert her.dossier == dossier_id
    filler = her.fills(PENSION, OLD_WOMAN)
    her.walks(filler)
    her.hands_in()
    her.says_safety("here", "submitted")
    centre.start()
    her.goes("outbox")
    her.page.locator('main [data-part="outbox_empty"]').wait_for(timeout=60_000)
    with centre.site.rows() as (db, keyring):
        assert dossier(db, keyring, dossier_id).answers[NAME, None] == OLD_WOMAN[NAME]
    assert complaints_of(her) == []


# proves FM 13, FM 36, I5
def test_two_phones_that_change_one_answer_keep_both_and_the_person_chooses(gives: Gives, centre: Harbour) -> None:
    her, son = ready(gives()), ready(gives())
    filler = her.starts(PENSION, OLD_WOMAN)
    her.page.locator('[name="keep.at_centre"]').check()
    her.presses_on()
    her.walks(filler, until="birth-date")
    her.says_safety("arrived", "draft")
    shares(centre, her.dossier)
    has_adopted(son, her.dossier)
    centre.stop()
    her.answers_name("NGUYỄN THỊ MẾN EM")
    son.goes(her.page.url.replace(centre.base, "").replace("birth-date", "name"))
    son.answers_name("NGUYỄN THỊ MẬN")
    centre.start()
    for phone in (her, son, her):
        phone.goes("outbox")
        phone.page.locator('main [data-part="outbox_empty"]').wait_for(timeout=60_000)
    with centre.site.rows() as (db, keyring):
        conflict = dossier(db, keyring, her.dossier_of_name).conflicts
    assert {version.value for version in conflict[0].versions} == {"NGUYỄN THỊ MẾN EM", "NGUYỄN THỊ MẬN"}

    her.goes(f"dossiers/{her.dossier_of_name}/steps/name")
    assert her.reads("NGUYỄN THỊ MẾN EM")
    assert her.reads("NGUYỄN THỊ MẬN")
    her.page.locator('button[name="_pick"]', has_text="MẾN EM").click()
    her.page.wait_for_url("**picked=1*")
    her.goes("outbox")
    her.page.locator('main [data-part="outbox_empty"]').wait_for(timeout=60_000)
    with centre.site.rows() as (db, keyring):
        sheet = dossier(db, keyring, her.dossier_of_name)
    assert sheet.conflicts == ()
    assert sheet.answers[NAME, None] == "NGUYỄN THỊ MẾN EM"


def shares(centre: Harbour, dossier_id: str) -> None:
    """Give everybody who ever came a right to this dossier: what a family does by handing the phone over."""
    database = Database(f"sqlite:///{centre.site.data / 'camtay.sqlite'}")
    now = SystemClock().now()
    with database.transaction() as tx:
        from webapp.accounts.models import Keyholder

        held = set(tx.scalars(select(Grant.holder).where(Grant.dossier == dossier_id)))
        for one in tx.scalars(select(Keyholder.id).where(Keyholder.kind == "worker")):
            if f"keyholder:{one}" not in held:
                grant(tx, f"keyholder:{one}", dossier_id, "own", now)
    database.dispose()


# proves FM 51, FM 52, I7
def test_who_leaves_a_phone_leaves_nothing_readable_behind(gives: Gives, centre: Harbour) -> None:
    her = ready(gives())
    filler = her.starts(PENSION, OLD_WOMAN)
    her.walks(filler, until="residence")
    name = OLD_WOMAN[NAME]
    her.goes("leave")
    assert her.page.get_by_text("Còn thứ chưa gửi trong máy này").is_visible()
    her.page.locator('[name="digits"]').fill("5678")
    her.page.locator('form[action$="/leave"] button').click()
    code = her.page.locator('[data-part="resume_code"]').inner_text()
    for _ in range(5):
        her.page.go_back(wait_until="load")
        her.page.locator("footer").wait_for()
        assert not her.reads(name)
    assert her.rows("dossiers") == []
    assert her.rows("entries") == []
    her.goes("dossiers/")
    assert her.page.get_by_text("Máy này chưa có hồ sơ nào.").is_visible()

    son = ready(gives())
    son.goes("dossiers/")
    son.page.locator('[name="resume"]').fill(code)
    son.page.locator('[name="digits"]').fill("5678")
    son.page.locator('form[action$="/resume"] button').click()
    son.page.wait_for_url("**said=resumed")
    son.page.locator("main ul.cards a").first.click()
    son.page.locator("form[data-step]").wait_for()
    son.goes(son.page.url.replace(centre.base, "").rsplit("/", 1)[0] + "/name")
    assert son.value(NAME) == name


# proves FM 43
def test_the_buttons_of_the_outbox_act_on_what_they_name_and_on_nothing_else(gives: Gives, centre: Harbour) -> None:
    her = ready(gives())
    filler = her.starts(PENSION, OLD_WOMAN)
    her.walks(filler, until="name")
    draft = her.dossier
    her.walks(her.starts(PENSION, OLD_WOMAN))
    centre.stop()
    her.hands_in()
    handed_in = her.dossier
    post = """async ([act, body]) => (await fetch('/vi/outbox/' + act, {method: 'POST', body,
      headers: {'Content-Type': 'application/x-www-form-urlencoded'}})).status"""
    for act in ("send", "aside", "cancel"):
        assert her.page.evaluate(post, [act, ""]) == 200
    assert her.page.evaluate(post, ["cancel", f"dossier={draft}"]) == 200
    assert "dossier.withdraw" not in [row["kind"] for row in her.rows("entries")]
    assert "set_aside" not in [row["lane"]["state"] for row in her.rows("dossiers")]

    her.goes("outbox")
    her.page.locator(f'form[action$="/outbox/cancel"] button[value="{handed_in}"]').click()
    her.page.wait_for_load_state()
    her.until("async () => (await (await fetch(location.href)).text()).includes('outbox')")
    assert [row["dossier"] for row in her.rows("entries") if row["kind"] == "dossier.withdraw"] == [handed_in]
