"""One phone for several people, the centre off: nobody sees what is another's, nothing typed is lost, and the disk says nothing."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from hashlib import pbkdf2_hmac
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from tests.boat.conftest import Gives, complaints_of
from tests.boat.test_two_places import ready
from tests.support.filling import Filler
from tests.support.harbours import Harbour
from tests.support.people import OLD_WOMAN, PENSION
from tests.support.phones import Phone
from webapp.accounts.models import Keyholder
from webapp.dossiers.models import DossierRow, Grant
from webapp.dossiers.queries import dossier

pytestmark = pytest.mark.browser
NAME, ID_NUMBER = "owner.name", "owner.personal_id"
GRAN, LAN, BORROWER = "NGUYỄN THỊ MẾN", "HOÀNG NGỌC LAN", "PHẠM VĂN BẢY"
PINS = {"Bà": "480216", "Lan": "951473"}
PHRASE = "thuyền xanh ra khơi sớm"
WORDS = (GRAN, LAN, BORROWER, "Mến", "022145000123", "0912345678", "BÙI", "Thôn Đông Nam", "HOÀNG", *PINS.values(), PHRASE, "NỬA CHỪNG")


def says_whose(phone: Phone, whose: str, secret: str = "", label: str = "") -> Filler:
    """Begin the pension as somebody who answers whose phone it is, with a secret where one is asked for."""
    phone.goes(f"procedures/{PENSION}")
    phone.page.locator('form[action$="/dossiers"] button').click()
    stranger = phone.page.get_by_role("link", name="Tôi là người khác, chưa có khóa")
    question = phone.page.locator(f'main button[name="whose"][value="{whose}"]')
    asked = phone.page.locator(f'form[data-step="notice"] [name="_whose"][value="{whose}"]')
    stranger.or_(question).or_(asked).first.wait_for()
    if asked.count():
        asked.check()
        if whose == "mine":
            return phone.fills(PENSION, OLD_WOMAN)
        phone.page.locator('form[data-step="notice"] button').last.click()
        asked.wait_for(state="detached")
    else:
        if stranger.count():
            stranger.click()
        question.click()
    if secret:
        phone.page.locator('[name="label"]').fill(label)
        for name in ("secret", "again"):
            phone.page.locator(f'[name="{name}"]').fill(secret)
        phone.page.locator('form[action$="/phone/new"] button').click()
    phone.page.locator('form[data-step="notice"]').wait_for()
    return phone.fills(PENSION, OLD_WOMAN)


def unlocks(phone: Phone, label: str, secret: str) -> None:
    """Open a vault from the page of the locked phone."""
    several = phone.page.locator('main input[type="radio"][name="vault"]')
    if several.count():
        phone.page.locator("main label.choice", has_text=re.compile(rf"^\s*{label}\s*$")).locator("input").check()
    phone.page.locator('[name="secret"]').fill(secret)
    phone.page.locator('form[action$="/unlock"] button').click()


def locks(phone: Phone) -> None:
    """Press the button that stands on every page."""
    phone.page.locator('footer form[data-part="lock"] button').click()
    phone.page.get_by_role("heading", name="Máy đang khóa").wait_for()


def sees_nothing(phone: Phone, addresses: list[str], back: int = 5) -> None:
    """Everywhere the next person could look: the page, Back, a new tab, reloads, addresses from the history, scripts."""
    for _ in range(back):
        phone.page.go_back(wait_until="load")
        phone.page.locator("footer").wait_for()
        says_nothing(phone)
    other = phone.context.new_page()
    for address in [*addresses, "/vi/dossiers/", "/vi/outbox", "/vi/track", "/vi/phone", "/vi/phone/forgotten", "/vi/"]:
        other.goto(address)
        assert all(word not in other.content() for word in WORDS), address
        assert "/dossiers/0" not in re.sub(r'name="next"[^>]*', "", other.locator("main").inner_html()), address
    other.reload()
    other.close()
    for address in addresses:
        body = phone.page.evaluate("async address => (await fetch(address, {headers: {'HX-Request': 'true'}})).text()", address)
        assert "Máy đang khóa" in body, address
        assert all(word not in body for word in WORDS)


def says_nothing(phone: Phone) -> None:
    page = phone.page.content()
    assert [word for word in WORDS if word in page] == []


# proves FM 43, FM 51, FM 52, I7
def test_three_people_on_one_phone_without_a_signal_see_nothing_of_each_other(gives: Gives, centre: Harbour) -> None:
    phone = ready(gives())
    centre.stop()
    filler = says_whose(phone, "family", PINS["Bà"], "Bà")
    phone.walks(filler, until="residence")
    grans = phone.dossier
    form = phone.page.locator("form[data-step]")
    assert form.get_attribute("autocomplete") == "off"
    assert phone.page.locator('main form [autocomplete]:not([autocomplete="off"])').count() == 0
    addresses = [f"/vi/dossiers/{grans}/steps/name", f"/vi/dossiers/{grans}/review", f"/vi/dossiers/{grans}/"]
    locks(phone)
    sees_nothing(phone, addresses)

    lan = says_whose(phone, "family", PINS["Lan"], "Lan")
    phone.walks(lan, until="name")
    phone.page.locator(f'[name="{NAME}"]').fill(LAN)
    phone.presses_on()
    lans = phone.dossier
    phone.goes("dossiers/")
    assert phone.page.locator("main ul.cards a").count() == 1
    locks(phone)
    addresses += [f"/vi/dossiers/{lans}/steps/name"]
    sees_nothing(phone, addresses)

    borrower = says_whose(phone, "once")
    phone.walks(borrower, until="name")
    phone.page.locator(f'[name="{NAME}"]').fill(BORROWER)
    phone.presses_on()
    borrowed = phone.dossier
    addresses += [f"/vi/dossiers/{borrowed}/steps/name"]
    phone.page.locator('footer form[data-part="lock"] button').click()
    assert phone.reads("Ông/bà mượn máy này")  # told before it is done
    phone.page.get_by_role("button", name="Khóa luôn, không lấy mã").click()
    phone.page.get_by_role("heading", name="Đã khóa").wait_for()
    assert phone.reads("Còn 1 hồ sơ chưa tới Trung tâm.")
    sees_nothing(phone, addresses)

    phone.goes(f"dossiers/{grans}/steps/name")
    unlocks(phone, "Bà", PINS["Bà"])
    phone.page.locator(f'[name="{NAME}"]').wait_for()
    assert phone.value(NAME) == GRAN
    assert phone.reads("Đang mở khóa của Bà.") is False  # it stands in the footer
    phone.page.locator("footer", has_text="Đang mở khóa của Bà.").wait_for()
    phone.page.goto(f"/vi/dossiers/{lans}/steps/name")
    phone.page.get_by_role("heading", name="Máy đang khóa").wait_for()
    unlocks(phone, "Lan", PINS["Lan"])
    phone.page.locator(f'[name="{NAME}"]').wait_for()
    assert phone.value(NAME) == LAN

    keys = keys_of(phone)
    assert len(keys) == 4  # of two vaults, and of a dossier in each
    sealed = phone.rows("keyring")[0]["check"]
    phone.dies()
    again = phone.reopens()
    again.page.goto(addresses[0])
    again.page.get_by_role("heading", name="Máy đang khóa").wait_for()
    sees_nothing(again, addresses, back=0)  # a new browser has no way back
    assert complaints_of(again) == []
    again.closes()
    assert list(found_in(again.profile, keys, sealed)) == []


def keys_of(phone: Phone) -> list[bytes]:
    """Open what the phone keeps as only somebody with the PINs can: the keys of vaults and of their dossiers."""
    vaults = {row["vault"]: opened(row, PINS[row["label"]]) for row in phone.rows("keyring") if row["wrapped"]}
    dossiers = [row for row in phone.rows("dossiers") if row["vault"] in vaults]
    return [*vaults.values(), *(unwrapped(vaults[row["vault"]], row["id"], row["wrapped"]) for row in dossiers)]


def opened(row: Mapping[str, Any], secret: str) -> bytes:
    assert row["rounds"] >= 600_000
    return unwrapped(pbkdf2_hmac("sha256", secret.encode(), base64.b64decode(row["salt"]), row["rounds"]), row["vault"], row["wrapped"])


def unwrapped(key: bytes, place: str, wrapped: str) -> bytes:
    box = base64.b64decode(wrapped)
    return AESGCM(key).decrypt(box[:12], box[12:], f"vault|{place}".encode())


def found_in(profile: Path, keys: list[bytes], sealed: str) -> Iterator[tuple[str, str]]:
    """Yield what stands in any file of the profile: a personal word as UTF-8 or UTF-16, or the bytes of a key.

    ``sealed`` must be there: else this looks in the wrong place.
    """
    wanted = [(word, code) for word in WORDS for code in (word.encode(), word.encode("utf-16-le"))] + [("a key", key) for key in keys]
    files = [path for path in profile.rglob("*") if path.is_file()]
    assert "Sessions" in {part for path in files for part in path.parts}
    assert any(sealed.encode() in path.read_bytes() for path in files if "IndexedDB" in path.parts)
    for path in files:
        body = path.read_bytes()
        yield from ((str(path.relative_to(profile)), word) for word, code in wanted if code in body)


# proves I4
def test_what_is_typed_while_the_phone_locks_is_sealed_and_stands_there_again(gives: Gives, centre: Harbour) -> None:
    phone = ready(gives())
    filler = says_whose(phone, "family", PINS["Bà"], "Bà")
    phone.walks(filler, until="name")
    centre.stop()
    address = phone.page.url
    phone.page.locator(f'[name="{NAME}"]').fill(GRAN)
    other = phone.context.new_page()
    other.goto("/vi/dossiers/")
    other.locator('footer form[data-part="lock"] button').click()
    phone.page.get_by_text("Chữ vừa gõ vẫn giữ.").wait_for()
    assert [word for word in WORDS if word in str(phone.rows("meta"))] == []
    for wrong, left in (("111222", 4), ("333444", 3)):
        unlocks(phone, "Bà", wrong)
        phone.page.locator('[data-part="problem_list"]', has_text=f"còn {left} lần trước khi phải chờ.").wait_for()
    unlocks(phone, "Bà", PINS["Bà"])
    phone.page.locator("form[data-step]").wait_for()
    assert phone.value(NAME) == GRAN
    phone.presses_on()
    assert phone.page.url != address
    other.close()

    # A form that comes while the phone is locked, pressed and all, is taken when it is opened.
    phone.goes(f"dossiers/{phone.dossier}/steps/name")
    post = """async ([address, form, name]) =>
      (await fetch(address, {method: 'POST', body: new URLSearchParams({'owner.name': name, _form: form})})).url"""
    stamp = phone.page.locator('input[name="_form"]').get_attribute("value")
    locks(phone)
    led = phone.page.evaluate(post, [address, stamp, "NGUYỄN THỊ MẬN"])
    assert "/unlock?next=" in led
    assert led.endswith("&kept=1")
    unlocks(phone, "Bà", PINS["Bà"])
    phone.page.locator("form[data-step]").wait_for()
    phone.goes(f"dossiers/{phone.dossier}/steps/name")
    assert phone.value(NAME) == "NGUYỄN THỊ MẬN"
    assert complaints_of(phone) == []


def test_a_worker_that_was_stopped_has_its_key_back_from_the_page_and_a_lock_ends_that(gives: Gives, centre: Harbour) -> None:
    phone = ready(gives())
    filler = says_whose(phone, "helper", PHRASE, "Tổ 3")
    phone.walks(filler, until="residence")
    centre.stop()
    stops(phone)
    phone.page.reload()
    phone.page.locator("form[data-step]").wait_for()
    phone.goes(f"dossiers/{phone.dossier}/steps/name")
    assert phone.value(NAME) == GRAN
    address = phone.page.url
    locks(phone)
    stops(phone)
    phone.page.goto(address)
    phone.page.get_by_role("heading", name="Máy đang khóa").wait_for()

    phone.page.clock.install()
    unlocks(phone, "Tổ 3", PHRASE)
    phone.page.locator(f'[name="{NAME}"]').wait_for()
    phone.until(
        "() => new Promise(done => { const port = new MessageChannel(); port.port1.onmessage = ({data}) => done(!!data);"
        "navigator.serviceWorker.controller.postMessage({type: 'vault'}, [port.port2]); })"
    )
    phone.page.evaluate(CHOOSES, "click")
    phone.page.clock.fast_forward("08:00")
    phone.page.wait_for_timeout(1500)
    assert phone.value(NAME) == GRAN  # somebody is taking a picture
    phone.page.evaluate(CHOOSES, "cancel")
    phone.page.clock.fast_forward("08:00")
    phone.page.get_by_role("heading", name="Máy đang khóa").wait_for()


CHOOSES = """what => { const chooser = document.querySelector('#chooser') ?? document.createElement('input');
  Object.assign(chooser, {type: 'file', id: 'chooser'}); document.querySelector('main').append(chooser);
  chooser.dispatchEvent(new Event(what, {bubbles: true})); }"""


def stops(phone: Phone) -> None:
    """Stop the worker, as browsers do with one that has nothing to do."""
    session = phone.context.new_cdp_session(phone.page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    session.detach()
    phone.page.wait_for_timeout(200)


# proves I7
def test_a_borrowed_phone_sends_everything_gives_a_code_and_keeps_nothing_and_its_cookie_opens_nothing(
    gives: Gives, centre: Harbour
) -> None:
    phone = ready(gives())
    filler = says_whose(phone, "once")
    phone.walks(filler, until="residence")
    borrowed = phone.dossier
    phone.says_safety("arrived", "draft")
    phone.page.locator('footer form[data-part="lock"] button').click()
    phone.page.locator('[name="digits"]').fill("5678")
    phone.page.get_by_role("button", name="Lấy mã rồi khóa").click()
    code = phone.page.locator('[data-part="resume_code"]').inner_text()
    phone.until("async () => { navigator.serviceWorker.controller.postMessage({type: 'sync'}); return true; }")
    for _ in range(100):
        if not phone.rows("dossiers"):
            break
        phone.page.wait_for_timeout(100)
    assert (phone.rows("dossiers"), phone.rows("entries"), phone.rows("keyring")) == ([], [], [])
    # Past the worker, with nothing but the cookie of this browser.
    assert phone.context.request.get(f"/vi/dossiers/{borrowed}/review").status == 404
    with centre.site.rows() as (db, keyring):
        assert dossier(db, keyring, borrowed).answers[NAME, None] == GRAN
        holders = set(db.scalars(select(Grant.holder).where(Grant.dossier == borrowed)))
        workers = {f"keyholder:{one}" for one in db.scalars(select(Keyholder.id).where(Keyholder.kind == "worker"))}
        assert {one for one in holders if one.startswith("keyholder:")} <= workers

    home = ready(gives())
    says_whose(home, "family", PINS["Lan"], "Lan")
    home.goes("dossiers/")
    home.page.locator('[name="resume"]').fill(code)
    home.page.locator('[name="digits"]').fill("5678")
    home.page.locator('form[action$="/resume"] button').click()
    home.page.wait_for_url("**said=resumed")
    assert home.page.locator("main ul.cards a").count() == 2
    home.goes(f"dossiers/{borrowed}/steps/name")
    assert home.value(NAME) == GRAN
    assert [*complaints_of(phone), *complaints_of(home)] == []


def test_who_forgot_the_secret_reads_what_would_be_lost_and_loses_only_that(gives: Gives, centre: Harbour) -> None:
    phone = ready(gives())
    phone.walks(says_whose(phone, "family", PINS["Bà"], "Bà"))
    phone.hands_in()
    phone.goes(f"procedures/{PENSION}")
    phone.page.locator('form[action$="/dossiers"] button').click()
    phone.page.locator('form[data-step="notice"]').wait_for()
    phone.walks(phone.fills(PENSION, OLD_WOMAN), until="name")
    locks(phone)
    phone.page.get_by_role("link", name="Quên mã?").click()
    phone.page.get_by_role("heading", name="Khóa của Bà").wait_for()
    assert phone.reads("1 hồ sơ chỉ có trong máy này, từ")
    assert phone.reads("1 hồ sơ đã nộp, đã ở Trung tâm: tra cứu bằng mã phiếu.")
    phone.page.get_by_role("button", name="Bỏ khóa").click()
    phone.page.locator('[data-part="problem_list"]').wait_for()
    phone.page.locator('[name="understood"]').check()
    phone.page.get_by_role("button", name="Bỏ khóa").click()
    phone.page.wait_for_url("**said=removed")
    assert (phone.rows("dossiers"), phone.rows("keyring")) == ([], [])
    with centre.site.rows() as (db, _):
        assert len(db.scalars(select(DossierRow.id).where(DossierRow.official.is_not(None))).all()) == 1


def test_ones_own_phone_is_asked_once_keeps_its_tokens_and_can_be_locked_later(gives: Gives, centre: Harbour) -> None:
    phone = ready(gives())
    filler = says_whose(phone, "mine")
    phone.walks(filler, until="name")
    assert phone.page.locator(f'[name="{NAME}"]').get_attribute("autocomplete") == "name"
    assert phone.page.locator("form[data-step]").get_attribute("autocomplete") is None
    phone.walks(filler, until="residence")
    mine = phone.dossier
    assert phone.page.locator('footer form[data-part="lock"]').count() == 0
    phone.starts(PENSION)  # not asked again
    phone.goes("phone")
    phone.page.get_by_role("link", name="Đặt mã 6 số").click()
    phone.page.locator('[name="label"]').fill("Bà")
    for typed, said in (("123456", "Mã này người khác dễ đoán."), (PINS["Bà"], "")):
        for name in ("secret", "again"):
            phone.page.locator(f'[name="{name}"]').fill(typed)
        phone.page.locator('form[action$="/phone/new"] button').click()
        if said:
            phone.page.locator('[data-part="problem_list"]', has_text=said).wait_for()
    phone.page.locator("main ul.cards a").first.wait_for()
    assert [row["kind"] for row in phone.rows("keyring")] == ["secret"]
    phone.goes("phone/change")
    for name, typed in (("old", PINS["Bà"]), ("secret", PINS["Lan"]), ("again", PINS["Lan"])):
        phone.page.locator(f'[name="{name}"]').fill(typed)
    phone.page.locator('form[action$="/phone/change"] button').click()
    phone.page.wait_for_url("**said=changed")
    locks(phone)
    phone.goes(f"dossiers/{mine}/steps/name")
    unlocks(phone, "Bà", PINS["Bà"])
    phone.page.locator('[data-part="problem_list"]').wait_for()
    unlocks(phone, "Bà", PINS["Lan"])
    phone.page.locator(f'[name="{NAME}"]').wait_for()
    assert phone.value(NAME) == GRAN
