"""A dossier leaves a phone that has no signal as a file, reaches the centre from another browser, and is the phone's own afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.boat.conftest import Gives, complaints_of
from tests.boat.test_the_whole_way import answered, dossiers_of, visits_once
from tests.support.desks import accepts, sits_down
from tests.support.hands import Hands
from tests.support.harbours import Harbour
from tests.support.houses import Builder
from tests.support.people import OLD_WOMAN, PENSION

pytestmark = pytest.mark.browser
LINE = '[data-part="rescued"]'


def brings(helper: Hands, file: Path) -> tuple[int, int, int]:
    """Hand a file in, and return how many things were new, were there, or wait."""
    helper.goes("rescue")
    helper.page.locator('input[name="file"]').set_input_files(file)
    helper.page.locator('form[action$="/rescue"] button').click()
    helper.page.locator('[data-part="rescue_result"]').wait_for()
    line = helper.page.locator(LINE)
    return tuple(int(line.get_attribute(f"data-{name}") or "") for name in ("arrived", "here", "waiting"))  # type: ignore[return-value]


# proves FM 2, FM 12, I2, I5
def test_a_file_from_a_phone_without_signal_is_handed_in_by_another_and_the_phone_finds_it_as_its_own(
    gives: Gives, centre: Harbour, browser: Browser, builder: Builder, tmp_path: Path
) -> None:
    her = gives("vi")
    visits_once(her)
    centre.stop()
    filler = her.starts(PENSION, OLD_WOMAN)
    her.walks(filler)
    her.hands_in()
    her.says_safety("here", "submitted")
    her.page.locator('main [data-safety="here"] a').click()
    her.page.wait_for_url("**/vi/outbox")
    with her.page.expect_download() as coming:
        her.page.locator('main a[href="/vi/outbox/file"]').click()
    saved = coming.value
    assert saved.suggested_filename.startswith("camtay-20")
    assert saved.suggested_filename.endswith("-1.camtay")
    saved.save_as(tmp_path / "a.camtay")
    file = (tmp_path / "a.camtay").read_bytes()
    name = str(filler.answers.values["owner.name", None])
    assert name.encode() not in file

    her.page.locator("main summary").click()
    her.page.locator('main a[href$="/codes"]').click()
    her.page.locator('[data-part="squares"] img').last.wait_for()
    her.until("() => [...document.querySelectorAll('[data-part=squares] img')].every(one => one.complete && one.naturalWidth > 0)")
    assert 2 <= her.page.locator('[data-part="squares"] img').count() <= 12

    kinds = [row["kind"] for row in her.rows("entries")]
    assert complaints_of(her) == []
    her.closes()

    centre.start()
    helper = Hands(browser, centre.base, builder.parts)
    assert brings(helper, tmp_path / "a.camtay") == (len(kinds), 0, 0)
    assert brings(helper, tmp_path / "a.camtay") == (0, len(kinds), 0)
    assert not helper.reads(name)
    assert helper.complaints == []
    helper.close()
    [sheet] = dossiers_of(centre)
    assert answered(sheet)["owner.name"] == name
    officer = sits_down(browser, centre.site, builder.parts, "tiepnhan")
    officer.goes("desk/")
    assert officer.page.locator(f'tr[data-dossier="{sheet.id}"]').count() == 1

    her = her.reopens()
    her.goes("outbox")
    her.page.locator('main [data-part="outbox_empty"]').wait_for(timeout=60_000)
    assert [row["kind"] for row in her.rows("entries")] == kinds
    assert all(row["ackedAt"] and not row["fate"] for row in her.rows("entries"))
    her.goes(f"dossiers/{sheet.id}/receipt")
    her.says_safety("arrived", "submitted")
    accepts(officer, sheet.id)
    officer.close()
    her.goes(f"dossiers/{sheet.id}/")
    her.says_safety("accepted")
    assert len(dossiers_of(centre)) == 1
    assert complaints_of(her) == []
