"""A person in a browser of any engine: the same doings as ``tests.support.hands``, by WebDriver, with real keys and real clicks."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.engines.wires import ELEMENT, DriverError, Wire
from tests.support.filling import Filler, dossier_of, row_of, step_of
from tests.support.hands import TICKS
from webapp.kernel.clock import SystemClock, day_in_vietnam
from webapp.ui.parts import Parts

PATIENCE_S = 40.0
PAUSE_S = 0.1
SWAPPED = {"no such element", "stale element reference", "element not interactable", "element click intercepted"}
"""What a driver says of a page that is being exchanged at this moment."""
CALL = "const done = arguments[arguments.length - 1]; Promise.resolve((%s)(...arguments)).then(done, fault => done(`fault: ${fault}`));"


class Visitor:
    """One person at one window. Waits for what comes, never for time."""

    def __init__(self, wire: Wire, base: str, made: Parts, lang: str = "vi") -> None:
        self.wire, self.base, self.lang, self._made = wire, base, lang, made
        wire.tells("SetTimeouts", script=30_000, pageLoad=60_000, implicit=0)

    # going about

    @property
    def url(self) -> str:
        return str(self.wire.tells("GetCurrentURL"))

    @property
    def step(self) -> str | None:
        return step_of(self.url)

    @property
    def dossier(self) -> str:
        return dossier_of(self.url)

    def goes(self, path: str) -> None:
        """Open an address after the language, or a whole path."""
        self.wire.tells("Navigate", url=self.base + (path if path.startswith("/") else f"/{self.lang}/{path}"))

    def goes_back(self) -> None:
        """Press the browser's Back."""
        self.wire.tells("Back")

    def opens_private_window(self) -> None:
        """Go on in a private window (Firefox only: the standard's command with a word of Marionette's own)."""
        opened = self.wire.tells("NewWindow", type="window", private=True)
        self.wire.tells("SwitchToWindow", handle=opened["handle"])

    def is_ready(self) -> None:
        """Wait until the worker is in charge of the page and has everything."""
        self.until("async () => !!navigator.serviceWorker.controller && (await navigator.serviceWorker.ready).active.state === 'activated'")

    # seeing

    def asks(self, function: str, *told: Any) -> Any:
        """Call a function of JavaScript in the page, and wait for what it promises."""
        answer = self.wire.tells("ExecuteAsyncScript", script=CALL % function, args=list(told))
        assert not (isinstance(answer, str) and answer.startswith("fault: ")), answer
        return answer

    def until(self, function: str, *told: Any) -> Any:
        """Wait until a function says something true."""
        deadline, said = time.monotonic() + PATIENCE_S, ""
        while True:
            try:
                if found := self.asks(function, *told):
                    return found
            except DriverError as fault:  # a page that goes away takes its scripts along
                said = str(fault)
            assert time.monotonic() < deadline, f"{self.url}: never {function} {told} {said}"
            time.sleep(PAUSE_S)

    def sees(self, css: str) -> bool:
        """Tell whether something is there and shown."""
        return bool(self.asks("css => !!document.querySelector(css)?.checkVisibility()", css))

    def waits_for(self, css: str) -> None:
        self.until("css => !!document.querySelector(css)?.checkVisibility()", css)

    def text(self, css: str) -> str:
        """Return what stands in the first of these."""
        return str(self.until("css => document.querySelector(css)?.innerText", css))

    def texts(self, css: str) -> list[str]:
        return list(self.asks("css => [...document.querySelectorAll(css)].map(one => one.innerText)", css))

    def value(self, name: str) -> str:
        return str(self.asks('name => document.querySelector(`main [name="${name}"]`).value', name))

    def says_safety(self, safety: str, state: str = "") -> None:
        """Wait until the page says so."""
        self.waits_for(f'main [data-safety="{safety}"]' + (f'[data-state="{state}"]' if state else ""))

    def looks(self, path: Path) -> None:
        """Keep a picture of what is shown."""
        path.write_bytes(base64.b64decode(self.wire.tells("TakeScreenshot")))

    # doing

    def clicks(self, css: str, nth: int = 0) -> None:
        """Click on what is there, as soon as it can be clicked on."""
        self._acts(css, nth, lambda found: self.wire.tells("ElementClick", id=found))

    def types(self, css: str, text: str) -> None:
        """Type with real keys in place of what stood there."""

        def act(found: str) -> None:
            self.wire.tells("ElementClear", id=found)
            if text:
                self.wire.tells("ElementSendKeys", id=found, text=text)

        self._acts(css, 0, act)

    def _acts(self, css: str, nth: int, act: Any) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            found = self.wire.tells("FindElements", using="css selector", value=css)
            try:
                if found:
                    act(found[nth][ELEMENT])
                    return
            except DriverError as fault:
                if fault.code not in SWAPPED or time.monotonic() > deadline:
                    raise
            assert time.monotonic() < deadline, f"{self.url}: no {css}"
            time.sleep(PAUSE_S)

    def chooses(self, css: str, file: Path) -> None:
        """Choose a file as from the phone's gallery."""
        self._acts(css, 0, lambda found: self.wire.tells("ElementSendKeys", id=found, text=str(file)))

    def presses_on(self) -> None:
        """Press the last button of the question and wait for the page that follows, the same one with problems included."""
        self.presses("form[data-step] button.button", -1)

    def presses(self, css: str, nth: int = 0) -> None:
        """Press something that leads on from a form, and wait until that form is gone."""
        stamp = self.asks("() => document.querySelector('input[name=\"_form\"]')?.value ?? ''")
        self.clicks(css, nth)
        self.until(
            "stamp => document.readyState === 'complete' && !!document.querySelector('footer')"
            " && document.querySelector('input[name=\"_form\"]')?.value !== stamp",
            stamp,
        )

    # the journey

    def searches(self, typed: str) -> list[str]:
        """Type into the search box of the first page and return the codes found, best first."""
        self.types('main form[data-part="search"] input[name="q"]', typed)
        self.clicks('main form[data-part="search"] button')
        results = 'main [data-part="results"] a[href*="/procedures/"]'
        self.waits_for(results)
        hrefs = self.asks("css => [...document.querySelectorAll(css)].map(one => one.pathname)", results)
        return [str(href).rsplit("/", 1)[1] for href in hrefs]

    def starts(self, code: str, given: Mapping[str, Any] | None = None) -> Filler:
        """Press "start" on the page of a procedure, and return answers for it."""
        self.goes(f"procedures/{code}")
        self.clicks('form[action$="/dossiers"] button')
        notice, mine = 'form[data-step="notice"]', 'main button[name="whose"][value="mine"]'
        self.until("all => all.some(css => document.querySelector(css)?.checkVisibility())", [notice, mine])
        if self.sees(mine):  # a phone asks whose it is before its first dossier
            self.clicks(mine)
        self.waits_for(notice)
        return Filler(self._made.shelf.newest(code), self._made.lists, day_in_vietnam(SystemClock().now()), given)

    def walks(self, filler: Filler, until: str = "") -> None:
        """Answer page after page up to ``until`` (not answered any more), or up to the review page."""
        while (step := self.step) and step != until:
            self.answers(filler.post(step, row_of(self.url)))
            self.presses_on()

    def answers(self, posted: Mapping[str, list[str]]) -> None:
        """Type and choose what a form should post; what would be photographed is brought along."""
        for name, sent in posted.items():
            offered = ["bring"] if name.startswith("paper.") and sent == ["attached"] else sent
            for text in offered:
                self._gives(name, text)

    def _gives(self, name: str, text: str) -> None:
        control = f'main [name="{name}"]'
        sort = self.asks("css => { const one = document.querySelector(css); return one.type || one.localName; }", control)
        if sort in ("radio", "checkbox"):
            if not self.asks("css => document.querySelector(css).checked", f'{control}[value="{text}"]'):
                self.clicks(f'{control}[value="{text}"]')
        elif sort == "select-one":
            self.clicks(f'{control} option[value="{text}"]')
        else:
            self.types(control, text)

    def hands_in(self) -> str:
        """Tick both boxes on the review page, press, and return the sixteen digits of the slip."""
        for name in TICKS:
            self.clicks(f'[name="{name}"]')
        self.presses('form[action$="/submit"] button')
        return self.text('[data-part="slip_code"]').replace(" ", "")
