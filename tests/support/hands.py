"""A person with a phone: 360 by 640 points, a real browser, with script or without. Waits for what comes, never for time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.support.filling import Filler, dossier_of, row_of, step_of
from webapp.kernel.clock import SystemClock, day_in_vietnam
from webapp.ui.parts import Parts

PHONE = {"width": 360, "height": 640}
WAIT = 15_000
TELL = "addEventListener('securitypolicyviolation',e=>console.error('policy: '+e.violatedDirective+' '+e.blockedURI+' '+e.sourceFile))"
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d{3})")
NO_WORKER = "Service Worker registration blocked by Playwright"
"""Said of a browser that keeps nothing, on every page: it is what such a browser is for."""
TICKS = ("consent.given", "declaration.true")


class Hands:
    """One browser of one person. ``complaints`` holds every console error and warning, and every breach of the page's policy."""

    def __init__(
        self,
        browser: Browser,
        base: str,
        made: Parts,
        lang: str = "vi",
        *,
        script: bool = True,
        size: Mapping[str, int] | None = None,
        agent: str = "",
    ) -> None:
        self.base, self.lang, self.script = base, lang, script
        self.complaints: list[str] = []
        self._made = made
        self._refusals = {422}
        self.context: BrowserContext = self._opens(
            browser, locale="vi-VN" if lang == "vi" else "en-GB", viewport=dict(size or PHONE), agent=agent
        )
        self.context.set_default_timeout(WAIT)
        self.context.add_init_script(TELL)
        self.context.on("page", self._listen)
        self.page: Page = self.context.new_page()

    def _opens(self, browser: Browser, **how: Any) -> BrowserContext:
        """Open a browser that keeps nothing and lets the centre answer: phones with a worker are in ``phones.py``."""
        how |= {"base_url": self.base, "java_script_enabled": self.script, "accept_downloads": True, "reduced_motion": "reduce"}
        agent = how.pop("agent")
        return browser.new_context(**how, service_workers="block", **({"user_agent": agent} if agent else {}))

    # going about

    def goes(self, path: str, *, expect: int = 200) -> None:
        """Open an address after the language, or a whole path."""
        self.may_be_refused(expect)
        answer = self.page.goto(path if path.startswith("/") else f"/{self.lang}/{path}")
        assert answer is not None
        assert answer.status == expect, f"{path}: {answer.status}"

    def may_be_refused(self, status: int) -> None:
        """Expect that a page comes with this status; browsers complain about each of them."""
        self._refusals.add(status)

    def starts(self, code: str, given: Mapping[str, Any] | None = None, **how: Any) -> Filler:
        """Press "start" on the page of a procedure, and return answers for it."""
        self.goes(f"procedures/{code}")
        self.page.locator('form[action$="/dossiers"] button').click()
        self.is_asked_whose()
        definition, today = self._made.shelf.newest(code), day_in_vietnam(SystemClock().now())
        return Filler(definition, self._made.lists, today, given, **how)

    def is_asked_whose(self, whose: str = "mine") -> None:
        """Wait for the notice; answer whose phone it is, where a phone asks that with its first dossier."""
        self.page.locator('form[data-step="notice"]').wait_for()
        question = self.page.locator(f'[name="_whose"][value="{whose}"]')
        if question.count():
            question.check()

    @property
    def step(self) -> str | None:
        """The page that is asked, by its address."""
        return step_of(self.page.url)

    @property
    def dossier(self) -> str:
        return dossier_of(self.page.url)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    # answering

    def walks(self, filler: Filler, until: str = "") -> None:
        """Answer page after page up to ``until`` (not answered any more), or up to the review page."""
        while (step := self.step) and step != until:
            self.answers(filler.post(step, row_of(self.page.url)))
            self.presses_on()

    def hurries(self, filler: Filler, until: str = "") -> None:
        """Have the pages up to ``until`` answered without looking at them, then open the page that follows."""
        address = self.page.url
        while (step := step_of(address)) and step != until:
            sent = urlencode(filler.post(step, row_of(address)), doseq=True)
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = self.context.request.post(address, data=sent, headers=headers, max_redirects=0)
            assert answer.status == 303, f"{address}: {answer.status}"
            address = answer.headers["location"]
        self.goes(address)

    def answers(self, posted: Mapping[str, list[str]]) -> None:
        """Type and choose what a form should post."""
        for name, sent in posted.items():
            controls = self.page.locator(f'main [name="{name}"]')
            sort = controls.first.evaluate("control => control.type || control.localName")
            for text in sent:
                if sort in ("radio", "checkbox"):
                    self.page.locator(f'main [name="{name}"][value="{text}"]').check()
                elif sort == "select-one":
                    controls.select_option(text)
                else:
                    controls.fill(text)

    def presses_on(self, button: str = "form[data-step] button.button") -> None:
        """Press a button and wait for the page that follows, the same page with problems included."""
        self.presses(self.page.locator(button).last)

    def presses(self, button: Locator) -> None:
        """Press something that leads on from a form, and wait until that form is gone."""
        stamp = self.page.locator('input[name="_form"]').get_attribute("value")
        button.click()
        self.page.locator(f'input[name="_form"][value="{stamp}"]').wait_for(state="detached")
        self.arrived()

    def arrived(self) -> None:
        """Wait until the page is whole."""
        self.page.wait_for_load_state()
        self.page.locator("footer").wait_for()

    def hands_in(self) -> None:
        """Tick both boxes on the review page, press, and wait for the slip."""
        for name in TICKS:
            self.page.locator(f'[name="{name}"]').check()
        self.presses(self.page.locator('form[action$="/submit"] button'))
        self.page.locator('[data-part="slip_code"]').wait_for()

    # seeing

    @property
    def slip(self) -> str:
        """The slip code on the page, sixteen digits."""
        return self.page.locator('[data-part="slip_code"]').inner_text().replace(" ", "")

    @property
    def problems(self) -> list[str]:
        """The sentences of the list of problems."""
        return self.page.locator('[data-part="problem_list"] a').all_inner_texts()

    def reads(self, text: str) -> bool:
        """Tell whether a text stands on the page, however it is spaced."""
        return "".join(text.split()) in "".join(self.page.locator("main").inner_text().split())

    def value(self, name: str) -> str:
        """What stands in a control now."""
        return self.page.locator(f'main [name="{name}"]').input_value()

    def is_too_wide(self) -> int:
        """Return by how many points the page is wider than the screen."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return max(0, wide)

    def close(self) -> None:
        self.context.close()

    def _listen(self, page: Page) -> None:
        page.on("console", lambda told: self._hear(told.type, told.text))
        page.on("pageerror", lambda error: self._hear("error", str(error)))

    def _hear(self, sort: str, text: str) -> None:
        refused = REFUSED.match(text)
        if sort in ("error", "warning") and text != NO_WORKER and not (refused and int(refused[1]) in self._refusals):
            self.complaints.append(f"{self.page.url}: {text}")
