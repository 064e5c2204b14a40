"""A person who goes through a form page by page, as the pages come, and answers what they ask."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from tests.support.houses import House
from tests.support.strict_client import StrictClient, text_of
from webapp.forms.definition import NOTICE, PAPER_STOP, Field, Json
from webapp.forms.kinds import KINDS

Answer = Callable[[Field], Json]
DOSSIER = re.compile(r"/dossiers/([0-9a-f-]{36})/")
FORM_STAMP = re.compile(r'name="_form" value="([^"]+)"')
MOST_PAGES = 80


@dataclass
class Walker:
    """One browser that fills one dossier. ``answer`` says what to each field; None means "put it off"."""

    house: House
    browser: StrictClient
    answer: Answer
    lang: str = "vi"
    dossier: str = ""
    pages: list[str] = field(default_factory=list)

    def start(self, code: str) -> str:
        """Begin a dossier and return the address of its first page."""
        self._definition = self.house.made.shelf.newest(code)
        begun = self.browser.post(f"/{self.lang}/dossiers", data={"procedure": code})
        assert begun.status_code == 303, text_of(begun)
        found = DOSSIER.search(begun.location)
        assert found is not None
        self.dossier = found[1]
        return begun.location

    def walk(self, code: str) -> str:
        """Go from the start to the review page and return its address."""
        address = self.start(code)
        for _ in range(MOST_PAGES):
            if address.endswith("/review"):
                return address
            address = self.take(address)
        raise AssertionError(f"no end after {MOST_PAGES} pages; the last was {address}")

    def take(self, address: str) -> str:
        """Answer one page and return where it leads."""
        page = self.browser.get(address)
        assert page.status_code == 200, f"{address}: {page.status_code}"
        self.pages.append(address)
        sent = self.post(address, self.answers_of(text_of(page), urlsplit(address).path.rsplit("/", 1)[1]))
        assert sent.status_code == 303, f"{address}: {sent.status_code} {problems_of(sent)}"
        return str(sent.location)

    def post(self, address: str, fields: dict[str, Any]) -> TestResponse:
        """Send one page."""
        return self.browser.post(address, data=fields)

    def answers_of(self, page: str, stop: str) -> dict[str, Any]:
        """Return what is posted for a page: an answer for every control that is there."""
        stamp = FORM_STAMP.search(page)
        posted: dict[str, Any] = {"_form": stamp[1]} if stamp else {}
        answered = {name: value for asked in self._asked(stop) for name, value in self._posted(asked).items() if f'name="{name}"' in page}
        return posted | (answered or {} if stop == NOTICE else answered or {"_later": "1"})

    def submit(self) -> TestResponse:
        """Tick and hand in."""
        address = f"/{self.lang}/dossiers/{self.dossier}"
        review = text_of(self.browser.get(f"{address}/review"))
        ticks = dict.fromkeys(re.findall(r'type="checkbox"[^>]* name="([^"]+)"|name="([^"]+)"[^>]* type="checkbox"', review))
        data = {left or right: "1" for left, right in ticks}
        return self.browser.post(f"{address}/submit", data=data)

    def _asked(self, stop: str) -> list[Field]:
        if stop.startswith(PAPER_STOP):
            found = self._definition.field("paper." + stop.removeprefix(PAPER_STOP).replace("-", "_"))
            return [found] if found else []
        step = self._definition.step(stop)
        return [asked for asked in step.fields if asked.kind != "repeat"] if step else []

    def _posted(self, asked: Field) -> dict[str, list[str]]:
        value = self.answer(asked)
        return {} if value is None else KINDS[asked.kind].post(asked, value)


def example_answers(house: House, seed: int = 1) -> Answer:
    """Return a person who gives each kind's own example; papers are brought along, photos put off."""

    def say(asked: Field) -> Json:
        if asked.kind == "paper":
            return {"choice": "bring", "reason": "", "files": []}
        if asked.kind in {"photo", "repeat"}:
            return None
        return KINDS[asked.kind].example(asked, house.made.lists, seed)

    return say


def problems_of(answer: TestResponse) -> list[str]:
    """Return the sentences that a page shows beside its fields."""
    return re.findall(r'class="problem"[^>]*>([^<]+)<', text_of(answer))
