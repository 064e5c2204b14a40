"""A person with a browser without script, who starts, answers, hands in and follows dossiers of a house."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.test import TestResponse

from tests.support.filling import Filler, dossier_of, row_of, step_of
from tests.support.houses import House
from webapp.dossiers import queries
from webapp.dossiers.sheet import DossierSheet
from webapp.kernel.clock import day_in_vietnam

TICKS = {"consent.given": "1", "declaration.true": "1"}
FORM = re.compile(r'name="_form" value="([^"]+)"')


class Person:
    """A citizen with a browser without script."""

    def __init__(self, house: House, lang: str = "vi") -> None:
        self.house, self.lang = house, lang
        self.browser = house.browser()

    def get(self, address: str) -> TestResponse:
        return self.browser.get(self._whole(address))

    def post(self, address: str, sent: Mapping[str, Any] | None = None, **how: Any) -> TestResponse:
        """Post a form. A value may be a text, a list of texts, or a file as ``(stream, name)``."""
        return self.browser.post(self._whole(address), data=dict(sent or {}), **how)

    def start(self, code: str) -> str:
        """Begin a dossier and return its id."""
        answer = self.post("dossiers", {"procedure": code})
        assert answer.status_code == 303, answer.text[-300:]
        return dossier_of(answer.headers["Location"])

    def filler(self, code: str, given: Mapping[str, Any] | None = None, **how: Any) -> Filler:
        """Return answers for the newest guide of a procedure."""
        made = self.house.made
        return Filler(made.shelf.newest(code), made.lists, day_in_vietnam(made.clock.now()), given, **how)

    def walk(self, code: str, given: Mapping[str, Any] | None = None, *, until: str = "", **how: Any) -> Walked:
        """Answer page after page up to ``until`` (not answered any more), or up to the review page."""
        filler, dossier = self.filler(code, given, **how), self.start(code)
        seen, address = [], f"/{self.lang}/dossiers/{dossier}/steps/notice"
        while (step := step_of(address)) and step != until:
            assert step not in seen or row_of(address), f"{code}: {step} came twice"
            seen.append(step)
            assert len(seen) < 100
            answer = self.post(address, filler.post(step, row_of(address)))
            assert answer.status_code == 303, f"{code} {step}: {answer.status_code} {problems_of(answer.text)}"
            address = answer.headers["Location"]
        return Walked(self, dossier, address, filler, seen)

    def _whole(self, address: str) -> str:
        return address if address.startswith("/") else f"/{self.lang}/{address}"


class Walked:
    """A dossier that somebody has worked on: where it stands and what was answered."""

    def __init__(self, person: Person, dossier: str, address: str, filler: Filler, seen: Sequence[str]) -> None:
        self.person, self.dossier, self.address, self.filler, self.seen = person, dossier, address, filler, list(seen)

    @property
    def base(self) -> str:
        return f"/{self.person.lang}/dossiers/{self.dossier}"

    def hand_in(self) -> TestResponse:
        """Tick both boxes, press, and open the page that follows."""
        page = self.person.get(f"{self.base}/review")
        answer = self.person.post(f"{self.base}/submit", TICKS | {"_form": form_of(page.text)})
        assert answer.status_code == 303, answer.text[-300:]
        receipt = self.person.get(answer.headers["Location"])
        assert receipt.status_code == 200
        return receipt

    def kept(self) -> DossierSheet:
        """Return the dossier as the server holds it."""
        made = self.person.house.made
        with made.database.reading() as db:
            return queries.dossier(db, made.keyring, self.dossier)


def form_of(page: str) -> str:
    """Return the stamp of the page's form."""
    found = FORM.search(page)
    assert found is not None, "the page has no form of ours"
    return found[1]


def problems_of(page: str) -> list[str]:
    """Return the sentences of the list of problems."""
    part = re.search(r'data-part="problem_list".*?</div>', page, re.DOTALL)
    return [html.unescape(text) for text in re.findall(r'<a href="#[^"]*">(.*?)</a>', part[0])] if part else []


def slip_of(page: str) -> str:
    """Return the slip code on a receipt, sixteen digits."""
    found = re.search(r'data-part="slip_code">([0-9 ]+)<', page)
    assert found is not None
    return found[1].replace(" ", "")
