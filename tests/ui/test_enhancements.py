"""What scripts add to a page, in a real Chromium under the real policy: focus, errors, look, copying, QR opening, no signal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.ui.shops import Shop, open_shop

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with open_shop() as made:
        yield made


@pytest.fixture
def page(browser: Any, shop: Shop) -> Iterator[Page]:
    shop.posted.clear()
    context = browser.new_context(viewport={"width": 360, "height": 640})
    opened = context.new_page()
    refused: list[str] = []
    opened.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    opened.on("pageerror", lambda error: refused.append(str(error)))
    opened.goto(f"{shop.base}/vi/one")
    opened.evaluate("document.body.dataset.whole = '1'")  # survives a swap, not a full navigation
    yield opened
    context.close()
    assert refused == []


def test_after_a_step_the_heading_has_the_focus(page: Page, shop: Shop) -> None:
    page.fill("#f-a", "good")
    page.click("text=Tiếp tục")
    expect(page.locator("h1")).to_have_text("two")
    expect(page.locator("h1")).to_be_focused()
    assert page.url == f"{shop.base}/vi/two"
    assert page.evaluate("document.body.dataset.whole") == "1"
    assert shop.posted == [{"a": "good", "go": "on"}]


def test_problems_have_the_focus_and_cost_no_step_of_back(page: Page, shop: Shop) -> None:
    before = page.evaluate("history.length")
    for _ in range(2):
        page.fill("#f-a", "bad")
        page.click("text=Tiếp tục")
        expect(page.locator(".problems")).to_be_focused()
        page.evaluate("document.querySelector('.problems').blur()")
    assert page.evaluate("history.length") == before
    assert page.url == f"{shop.base}/vi/one"


def test_without_a_signal_the_page_stays_with_what_was_typed(page: Page) -> None:
    page.fill("#f-a", "Nguyễn Thị Tư")
    page.context.set_offline(True)
    page.click("text=Tiếp tục")
    expect(page.locator('[data-part="not_sent"]')).to_be_visible()
    expect(page.locator("#f-a")).to_have_value("Nguyễn Thị Tư")
    page.context.set_offline(False)
    page.click("text=Tiếp tục")
    expect(page.locator("h1")).to_have_text("two")


def test_an_answer_that_does_not_come_is_asked_for_natively_with_the_same_button(page: Page, shop: Shop) -> None:
    page.evaluate("htmx.config.timeout = 300")
    page.fill("#f-a", "slow")
    page.click("text=Tiếp tục")
    page.wait_for_url("**/vi/two")
    assert shop.posted == [{"a": "slow", "go": "on"}] * 2
    assert page.evaluate("document.body.dataset.whole ?? null") is None


def test_text_size_and_contrast_change_at_once_and_are_kept(page: Page) -> None:
    page.click("summary")
    page.click('[name="text"][value="huge"]')
    page.click('[name="contrast"][value="high"]')
    expect(page.locator("html")).to_have_class("text-huge contrast-high")
    expect(page.locator('[name="text"][value="huge"]')).to_have_attribute("aria-pressed", "true")
    assert [(cookie["name"], cookie["value"]) for cookie in page.context.cookies()] == [("look", "huge.high")]
    assert page.evaluate("document.body.dataset.whole") == "1"


def test_a_copy_key_copies_the_value_beside_it(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("text=Chép")
    expect(page.locator('[data-part="copy"]')).to_have_text("Đã chép")
    assert page.evaluate("navigator.clipboard.readText()") == "1234"


def test_a_slips_qr_opens_and_its_secret_stays_in_no_address(page: Page, shop: Shop) -> None:
    secret = "0123456789abcdef" * 2
    page.goto(f"{shop.base}/vi/track#1234567890123452.{secret}")
    page.wait_for_url("**/vi/two")
    assert shop.posted == [{"code": "1234567890123452", "check": secret}]
    page.go_back()
    assert "#" not in page.url


def test_everything_works_without_scripts(browser: Any, shop: Shop) -> None:
    shop.posted.clear()
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{shop.base}/vi/one")
    expect(opened.locator('[data-part="copy"]')).to_be_hidden()
    opened.fill("#f-a", "good")
    opened.click("text=Tiếp tục")
    assert opened.url == f"{shop.base}/vi/two"
    assert shop.posted == [{"a": "good", "go": "on"}]
    context.close()


@pytest.mark.parametrize(("text", "contrast"), [("normal", "normal"), ("huge", "high")])
def test_no_page_is_wider_than_a_small_phone(browser: Any, shop: Shop, text: str, contrast: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    opened = context.new_page()
    opened.goto(f"{shop.base}/vi/one")
    opened.evaluate(f"document.documentElement.className = 'text-{text} contrast-{contrast}'")
    opened.evaluate("document.querySelector('details').open = true")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320
    small = "[...document.querySelectorAll('a,button,summary,.box')].filter(e => e.checkVisibility() && !e.matches('.skip'))"
    assert opened.evaluate(f"{small}.filter(e => e.getBoundingClientRect().height < 47.5).map(e => e.outerHTML)") == []
    context.close()
