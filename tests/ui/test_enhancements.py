"""What scripts add to a page, in a real Chromium under the real policy: focus, errors, look, copying, QR opening, no signal."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, redirect, request
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from webapp.ui.hx import install_hx
from webapp.ui.render import Renderer
from webapp.ui.security import install_security
from webapp.ui.static_files import house_files, install_static
from webapp.ui.words import Words

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
HEAD = '{% extends "base.html" %}{% block name %}x{% endblock %}{% block main %}'
STEP = (
    HEAD
    + """{% if wrong %}<div class="problems" tabindex="-1" autofocus><a href="#f-a">!</a></div>{% endif %}
<h1>{{ page }}</h1><form method="post" action="/vi/act" hx-sync="this:drop">
<label>a<input class="box" id="f-a" name="a" value="{{ typed }}"></label>
<button class="button" name="go" value="on">Tiếp tục</button></form><p><span>1234</span>
<button type="button" class="copy" data-part="copy" data-word-done="Đã chép" hidden>Chép</button></p>{% endblock %}"""
)
TRACK = (
    HEAD + '<h1>t</h1><form method="post" action="/vi/track" data-part="track"><input name="code"><input name="check"></form>{% endblock %}'
)


class Shop:
    """A small site with the house's base page; remembers what was posted."""

    def __init__(self) -> None:
        self.posted: list[dict[str, str]] = []
        loader = ChoiceLoader([DictLoader({"step.html": STEP, "track.html": TRACK}), FileSystemLoader(ROOT / "templates")])
        self.renderer = Renderer(loader, Words({}))
        self.app = Flask("shop", static_folder=None)
        settings = SimpleNamespace(public_url="http://127.0.0.1", secure=False)
        self.app.extensions["camtay"] = SimpleNamespace(settings=settings, style=house_files().style)
        install_hx(self.app)
        install_security(self.app)
        install_static(self.app)
        self.app.add_url_rule("/vi/one", "one", lambda: self.page("step.html", page="one"))
        self.app.add_url_rule("/vi/two", "two", lambda: self.page("step.html", page="two"))
        self.app.add_url_rule("/vi/act", "act", self.act, methods=["POST"])
        self.app.add_url_rule("/vi/track", "track", self.track, methods=["GET", "POST"])
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def page(self, template: str, **more: Any) -> str:
        frame = {"lang": "vi", "other_lang": "en", "path": "one", "page_no": "1-01", "said": "", "release": house_files().release}
        look = {"text": "normal", "contrast": "normal"}
        phone = {"shown": "1900", "dial": "1900"}
        state = {"served_by": "centre", "waiting": 0, "trouble": "", "worker": "off"}
        view = frame | state | {"look": look, "style": house_files().style, "phone": phone, "wrong": False, "typed": "", "page": ""}
        return self.renderer.render(template, view | more)

    def act(self) -> Any:
        self.posted.append(request.form.to_dict())
        if request.form["a"] == "slow" and len(self.posted) == 1:
            time.sleep(1)
        if request.form["a"] == "bad":
            return self.page("step.html", page="one", wrong=True, typed="bad"), 422
        return redirect(f"{self.base}/vi/two", 303)

    def track(self) -> Any:
        if request.method == "POST":
            self.posted.append(request.form.to_dict())
            return redirect(f"{self.base}/vi/two", 303)
        return self.page("track.html")


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    made = Shop()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


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
