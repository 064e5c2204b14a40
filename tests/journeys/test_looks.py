"""Large text, strong contrast, narrow screens: everything is still there, and nothing has to be pushed sideways."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Opens
from tests.support.hands import Hands
from tests.support.people import FISHERMAN, OLD_WOMAN, PASSPORT, PENSION

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
OPEN_PAGES = ["", "procedures?q=ho+chieu", f"procedures/{PENSION}", "track", "help", "leave", "fields", "coverage", "missing", "dossiers/"]


@BOTH
def test_text_size_and_contrast_stay_through_pages_and_languages(opens: Opens, script: bool) -> None:
    her = opens("vi", script=script)
    her.goes("")
    for name, value in (("text", "huge"), ("contrast", "high")):
        her.page.locator("details.menu summary").click()
        her.page.locator(f'form.look button[name="{name}"][value="{value}"]').click()
        her.page.locator(f"html.{name}-{value}").wait_for()
        if script:
            her.page.locator("details.menu summary").click()
    answers = her.starts(PENSION, OLD_WOMAN)
    her.page.locator("html.text-huge.contrast-high").wait_for()
    her.hurries(answers, until="name")
    her.page.locator("html.text-huge.contrast-high").wait_for()
    her.page.locator('header a[lang="en"]').click()
    her.page.locator('html[lang="en"].text-huge.contrast-high').wait_for()


def too_wide(her: Hands, where: str) -> list[str]:
    """Measure the page as it is, with the largest text, and with the browser's own text at 200 %."""
    found = [f"{where}: {over} as it is"] if (over := her.is_too_wide()) else []
    her.page.evaluate("document.documentElement.classList.replace('text-normal', 'text-huge')")
    found += [f"{where}: {over} with huge text"] if (over := her.is_too_wide()) else []
    her.page.evaluate("document.documentElement.classList.replace('text-huge', 'text-normal')")
    her.page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"{where}: {over} at 200 %"] if (over := her.is_too_wide()) else []
    her.page.evaluate("document.documentElement.style.fontSize = ''")
    return found


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_open_page_is_wider_than_a_narrow_phone(opens: Opens, lang: str) -> None:
    her = opens(lang, size={"width": 320, "height": 568})
    wide = []
    for path in OPEN_PAGES:
        her.goes(path)
        wide += too_wide(her, path)
    assert wide == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_page_of_a_dossier_is_wider_than_a_narrow_phone(opens: Opens, lang: str) -> None:
    him = opens(lang, size={"width": 320, "height": 568})
    answers = him.starts(PASSPORT, FISHERMAN)
    him.hurries(answers)
    wide, dossier = [], him.dossier
    for stop in [f"steps/{stop}" for stop in answers.stops()] + ["review"]:
        him.goes(f"dossiers/{dossier}/{stop}")
        wide += too_wide(him, stop)
    him.hands_in()
    wide += too_wide(him, "receipt")
    for page in ("copy", "form"):
        him.goes(f"dossiers/{dossier}/{page}")
        wide += too_wide(him, page)
    assert wide == []
