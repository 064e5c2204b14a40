"""`make screenshots`: ten pages in two languages as a small phone shows them, a mistake, 200 % text, strong contrast.

They go to the folder ``screenshots/``, which git does not keep. They are for people to look at: does she know what to do next?
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.support.hands import Hands
from tests.support.house import ROOT
from tests.support.houses import Builder
from tests.support.people import FISHERMAN, OLD_WOMAN, PASSPORT, PENSION
from tests.support.servers import server
from webapp.ui.parts import Parts

FOLDER = ROOT / "screenshots"
LANGS = ("vi", "en")
BEFORE = [("home", ""), ("search", "procedures?q=ho+chieu"), ("procedure", f"procedures/{PENSION}")]


class Camera:
    """Takes pictures of one person's phone, numbered in order."""

    def __init__(self, hands: Hands) -> None:
        self._hands, self._number = hands, 0

    def shoot(self, name: str) -> None:
        self._number += 1
        path = FOLDER / self._hands.lang / f"{self._number:02d}-{name}.png"
        self._hands.page.screenshot(path=str(path), full_page=True)


def walk(browser: Browser, base: str, made: Parts, lang: str) -> None:
    """Photograph a pension from the first page to the slip and the look-up, and what a mistake and large text look like."""
    her = Hands(browser, base, made, lang)
    camera = Camera(her)
    for name, path in BEFORE:
        her.goes(path)
        camera.shoot(name)
    answers = her.starts(PENSION, OLD_WOMAN | {"guardian.exists": True})
    camera.shoot("notice")
    her.hurries(answers, until="birth-date")
    camera.shoot("question")
    for part, typed in (("day", "31"), ("month", "02"), ("year", "1950")):
        her.page.locator(f'[name="owner.birth_date.{part}"]').fill(typed)
    her.presses_on()
    camera.shoot("mistake")
    her.hurries(answers, until="residence")
    camera.shoot("address")
    big(her, camera)
    her.hurries(answers, until="contact-others")
    her.presses_on('button[name="_add"]')
    camera.shoot("row")
    her.presses_on('button[name="_remove"]')
    her.hurries(answers, until="paper-authorisation")
    camera.shoot("paper")
    her.hurries(answers)
    camera.shoot("review")
    her.hands_in()
    camera.shoot("slip")
    her.goes(f"dossiers/{her.dossier}/")
    camera.shoot("progress")
    her.goes("track")
    camera.shoot("track")
    her.close()


def big(her: Hands, camera: Camera) -> None:
    """The same page with text at 200 %, then with strong contrast."""
    her.page.evaluate("document.documentElement.style.fontSize = '200%'")
    camera.shoot("200-per-cent")
    her.page.evaluate("document.documentElement.style.fontSize = ''")
    her.page.evaluate("document.documentElement.classList.replace('contrast-normal', 'contrast-high')")
    camera.shoot("contrast")
    her.page.evaluate("document.documentElement.classList.replace('contrast-high', 'contrast-normal')")


def prepared(browser: Browser, base: str, made: Parts, lang: str) -> None:
    """Photograph how a passport ends: prepared, not handed in; the page to copy from; the form to print."""
    him = Hands(browser, base, made, lang)
    him.hurries(him.starts(PASSPORT, FISHERMAN))
    him.hands_in()
    dossier = him.dossier
    for page in ("receipt", "copy", "form"):
        him.goes(f"dossiers/{dossier}/{page}")
        him.page.screenshot(path=str(FOLDER / lang / f"passport-{page}.png"), full_page=True)
    him.close()


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        made = Builder(Path(folder) / "houses").parts
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with server(Path(folder)) as site:
            for lang in LANGS:
                (FOLDER / lang).mkdir(parents=True)
                walk(browser, site.base, made, lang)
                prepared(browser, site.base, made, lang)
        browser.close()
    print(f"{len(list(FOLDER.rglob('*.png')))} pictures in {FOLDER}")


if __name__ == "__main__":
    main()
