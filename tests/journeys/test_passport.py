"""The first passport, from the first page to "prepared, not handed in", with script and without, in both languages."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Opens
from tests.support.people import FISHERMAN, PASSPORT

pytestmark = pytest.mark.browser
NOT_FILED = {"vi": "Chuẩn bị xong – CHƯA NỘP", "en": "Prepared – NOT YET FILED"}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_fisherman_prepares_his_first_passport(opens: Opens, lang: str, script: bool) -> None:
    him = opens(lang, script=script)
    him.goes("")
    him.page.locator('[name="q"]').fill("ho chieu")
    him.page.locator('form[role="search"] button').click()
    him.page.locator('a[href$="/procedures/1.001456"]').first.click()
    him.page.locator('[data-part="start"]').wait_for()
    answers = him.starts(PASSPORT, FISHERMAN)
    him.walks(answers)
    assert him.page.url.endswith("/review")
    him.hands_in()
    assert NOT_FILED[lang] in him.heading
    him.page.locator('main [data-safety="arrived"][data-state="prepared"]').wait_for()
    receipt = him.page.url

    him.page.locator('[data-part="result_links"] a[href$="/copy"]').click()
    him.page.locator("dd >> text=BÙI").first.wait_for()
    him.page.locator("button.copy").first.wait_for(state="visible" if script else "hidden")

    him.page.goto(receipt)
    him.page.locator('[data-part="result_links"] a[href$="/form"]').click()
    him.page.locator("article.sheet").wait_for()
    assert "TK01" in him.heading

    him.page.goto(receipt)
    with him.page.expect_download() as got:
        him.page.locator('[data-part="result_links"] a[href$="slip.pdf"]').click()
    assert got.value.path().read_bytes().startswith(b"%PDF-")

    him.page.locator('[name="official_code"]').fill("g22.99.12-260101-0001")
    him.page.locator('form[action$="/official-code"] button').click()
    him.page.locator("text=G22.99.12-260101-0001").wait_for()
