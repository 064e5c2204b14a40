"""The page's side of the phone's own server: it is woken, asked to send, takes over without harm, and what it tells is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.shops import DOSSIER, Shop, open_shop

pytestmark = pytest.mark.browser
QUESTION, SLIP = f"/vi/dossiers/{DOSSIER}/steps/x", f"/vi/dossiers/{DOSSIER}/"
TELLS = "dossier => navigator.serviceWorker.dispatchEvent(new MessageEvent('message', {data: {type: 'changed', dossier}}))"
TOLD = "async () => (await fetch('/told')).json().catch(() => null)"
CONTROLLED = "() => !!navigator.serviceWorker.controller"
WAITS = "async () => { const found = await navigator.serviceWorker.getRegistration(); await found.update(); return !!found.waiting; }"
Opens = Callable[..., Page]


@pytest.fixture
def shop() -> Iterator[Shop]:
    with open_shop() as made:
        yield made


@pytest.fixture
def opens(browser: Browser, shop: Shop) -> Iterator[Opens]:
    """Open an address in a browser of its own. No script may fail on the way."""
    failed: list[str] = []
    contexts = []

    def opened(address: str, script: str = "", **how: Any) -> Page:
        context = browser.new_context(viewport={"width": 360, "height": 640}, **how)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: failed.append(str(error)))
        if script:
            page.add_init_script(script)
        page.goto(shop.base + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert failed == []


def until(page: Page, script: str) -> Any:
    """Wait until a script says something true."""
    for _ in range(200):
        if told := page.evaluate(script):
            return told
        page.wait_for_timeout(50)
    raise AssertionError(f"never {script}")


def with_worker(shop: Shop, opens: Opens, address: str) -> Page:
    shop.worker = "on"
    page = opens(address)
    until(page, CONTROLLED)
    page.evaluate("document.body.dataset.whole = '1'")
    return page


def test_the_line_of_safety_becomes_true_while_somebody_types(shop: Shop, opens: Opens) -> None:
    page = opens(QUESTION)
    page.locator("#f-a").press_sequentially("Nguyễn Thị Tư")
    shop.safety, shop.heading = "arrived", "two"
    page.evaluate(TELLS, DOSSIER)
    expect(page.locator("[data-safety]")).to_have_attribute("data-safety", "arrived")
    expect(page.locator("[data-safety]")).to_contain_text("Máy của Trung tâm đã nhận.")
    expect(page.locator("#f-a")).to_have_value("Nguyễn Thị Tư")
    expect(page.locator("#f-a")).to_be_focused()
    expect(page.locator("h1")).to_have_text("one")
    assert page.locator("main [data-safety]").count() == 1


def test_a_page_on_which_nobody_types_is_drawn_anew(shop: Shop, opens: Opens) -> None:
    page = opens(SLIP)
    shop.safety, shop.heading = "accepted", "two"
    page.evaluate(TELLS, "")
    expect(page.locator("h1")).to_have_text("two")
    expect(page.locator("[data-safety]")).to_have_attribute("data-safety", "accepted")
    page.fill("#f-code", "G22")
    shop.safety, shop.heading = "arrived", "three"
    page.evaluate(TELLS, DOSSIER)
    expect(page.locator("[data-safety]")).to_have_attribute("data-safety", "arrived")
    expect(page.locator("#f-code")).to_have_value("G22")
    expect(page.locator("h1")).to_have_text("two")


def test_news_of_another_dossier_asks_for_nothing(shop: Shop, opens: Opens) -> None:
    page = opens(SLIP)
    page.evaluate(TELLS, "01890000-0000-7000-8000-00000000ffff")
    page.evaluate(TELLS, DOSSIER)
    page.wait_for_timeout(200)
    assert shop.asked == [SLIP, SLIP]


def test_a_page_wakes_the_worker_and_asks_it_to_send(shop: Shop, opens: Opens) -> None:
    page = with_worker(shop, opens, "/vi/one")
    until(page, f"async () => (await ({TOLD})())?.[1].includes('sync')")
    before = page.evaluate(TOLD)[1].count("sync")
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, f"async () => (await ({TOLD})())[1].filter(one => one === 'sync').length > {before}")


NO_WORKER = {
    "an old browser": "Object.defineProperty(Navigator.prototype, 'serviceWorker', {value: undefined})",
    "a private window": "navigator.serviceWorker.register = () => Promise.reject(new Error('private'))",
}


@pytest.mark.parametrize("script", NO_WORKER.values(), ids=NO_WORKER)
def test_where_there_can_be_no_worker_everything_goes_on(shop: Shop, opens: Opens, script: str) -> None:
    shop.worker = "on"
    page = opens(QUESTION, script)
    page.fill("#f-a", "good")
    page.click("text=Tiếp tục")
    expect(page.locator("h1")).to_have_text("two")
    assert shop.posted == [{"a": "good", "go": "on"}]


def test_a_house_without_a_worker_wakes_none(opens: Opens) -> None:
    page = opens("/vi/one")
    page.wait_for_timeout(300)
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def test_a_new_worker_waits_while_somebody_types_and_takes_over_after_the_step(shop: Shop, opens: Opens) -> None:
    page = with_worker(shop, opens, QUESTION)
    page.locator("#f-a").press_sequentially("good")
    shop.version = 2
    until(page, WAITS)
    page.wait_for_timeout(300)
    assert page.evaluate(TOLD)[0] == 1
    expect(page.locator("#f-a")).to_have_value("good")
    page.click("text=Tiếp tục")
    expect(page.locator("h1")).to_have_text("two")
    until(page, f"async () => (await ({TOLD})())?.[0] === 2")
    assert page.evaluate("document.body.dataset.whole") == "1"  # nothing was loaded anew
    assert shop.posted == [{"a": "good", "go": "on"}]


def test_a_form_with_a_file_is_never_sent_natively_without_a_signal(shop: Shop, opens: Opens) -> None:
    shop.many_parts = True
    page = with_worker(shop, opens, QUESTION)
    page.fill("#f-a", "Nguyễn Thị Tư")
    page.context.set_offline(True)
    page.click("text=Tiếp tục")
    expect(page.locator('[data-part="not_sent"]')).to_be_visible()
    expect(page.locator("#f-a")).to_have_value("Nguyễn Thị Tư")
    assert page.evaluate("document.body.dataset.whole") == "1"


# proves FM 11
@pytest.mark.parametrize("sign", ["Zalo/android", "[FBAN/FB4A;FBAV/490.0]"])
def test_inside_zalo_and_facebook_the_way_to_chrome_is_shown(shop: Shop, opens: Opens, sign: str) -> None:
    page = opens("/vi/door", user_agent=f"Mozilla/5.0 (Linux; Android 13) Chrome/120 {sign}")
    expect(page.locator('[data-install="in-app"]')).to_be_visible()
    expect(page.locator('[data-install="ios"]')).to_be_hidden()
    way = page.locator('[data-install="in-app"] a')
    expect(way).to_be_visible()
    host = shop.base.removeprefix("http://")
    assert way.get_attribute("href") == f"intent://{host}/vi/door#Intent;scheme=http;package=com.android.chrome;end"


def test_on_an_iphone_words_say_how_to_install_before_the_first_draft(opens: Opens) -> None:
    page = opens("/vi/door", user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1")
    expect(page.locator('[data-install="ios"]')).to_be_visible()
    expect(page.locator('[data-install="in-app"]')).to_be_hidden()


def test_elsewhere_a_button_installs_once_the_browser_offers_it(opens: Opens) -> None:
    page = opens("/vi/door")
    for name in ("ios", "in-app", "button"):
        expect(page.locator(f'[data-install="{name}"]')).to_be_hidden()
    page.evaluate("""() => {
      const offer = new Event('beforeinstallprompt', {cancelable: true});
      offer.prompt = () => (document.body.dataset.asked = '1');
      dispatchEvent(offer);
    }""")
    page.click('[data-install="button"]')
    assert page.evaluate("document.body.dataset.asked") == "1"
