"""Updates, the way out, pages without a worker, two tabs: what was begun goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.boat.conftest import Gives, complaints_of
from tests.support.builds import other_build
from tests.support.harbours import Harbour
from tests.support.people import OLD_WOMAN, PENSION
from tests.support.phones import Phone

pytestmark = pytest.mark.browser
OLDER = {
    "a worker of many files": {
        "static/sw/stamps.js": ("The number of a rendered form", "The mark of a rendered form"),
        "webapp/offline/routes.py": ('"sw/linked.js"', '"sw/main.js"'),
    },
    "another template": {"templates/citizen/safety.html": ("Mới lưu trong máy này. Chưa gửi.", "Mới lưu trong máy. Chưa gửi.")},
    "another shell": {"static/css/citizen.css": ("font-weight: 700", "font-weight: 600")},
}


def release_of(phone: Phone) -> str:
    return str(phone.page.locator('script[type="module"]').first.get_attribute("src")).split("/")[2]


def begins(phone: Phone) -> str:
    """Begin a pension and answer up to the name; return the address."""
    phone.goes("")
    phone.is_ready()
    phone.goes(f"procedures/{PENSION}")
    phone.until("async () => (await (await caches.open('camtay-packs')).keys()).length >= 2")
    phone.walks(phone.starts(PENSION, OLD_WOMAN), until="name")
    return phone.page.url


# proves FM 45, FM 46
@pytest.mark.parametrize(("changes", "tabs"), zip(OLDER.values(), (1, 2, 1), strict=True), ids=list(OLDER))
def test_a_new_build_takes_over_between_pages_and_nothing_typed_is_lost(
    gives: Gives, centre: Harbour, tmp_path: Path, changes: dict[str, tuple[str, str]], tabs: int
) -> None:
    centre.stop()
    centre.start(other_build(tmp_path / "older", changes))
    her = gives()
    address = begins(her)
    old = release_of(her)
    her.page.locator('[name="owner.name"]').fill("NGUYỄN THỊ MẾN")
    others = [her.context.new_page() for _ in range(tabs - 1)]
    for other in others:
        other.goto(f"{centre.base}/vi/help")
    centre.stop()
    centre.start()
    her.page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    her.until("async () => !!(await navigator.serviceWorker.getRegistration()).waiting")
    her.page.wait_for_timeout(500)
    assert her.value("owner.name") == "NGUYỄN THỊ MẾN"
    assert her.until("async () => !!(await navigator.serviceWorker.getRegistration()).waiting")
    her.presses_on()
    assert her.step != "name"
    her.until("async () => !(await navigator.serviceWorker.getRegistration()).waiting")
    her.page.goto(address)
    assert release_of(her) != old or "templates/citizen/safety.html" in changes
    assert her.page.get_by_text("Mới lưu trong máy này. Chưa gửi.").is_visible()
    assert her.value("owner.name") == "NGUYỄN THỊ MẾN"
    filler = her.fills(PENSION, OLD_WOMAN)
    her.walks(filler)
    her.hands_in()
    for other in others:
        other.locator("h1").wait_for()
        other.goto(f"{centre.base}/vi/")
        assert other.locator("h1").inner_text()


# proves FM 49
def test_the_kill_switch_takes_the_worker_away_and_leaves_what_people_wrote(gives: Gives, centre: Harbour) -> None:
    her = gives()
    begins(her)
    centre.stop()
    centre.start(CAMTAY_WORKER="off")
    her.page.evaluate("async () => (await navigator.serviceWorker.getRegistration())?.update().catch(() => 0)")
    her.until("async () => !(await navigator.serviceWorker.getRegistration())")
    her.goes("")
    assert her.page.evaluate("document.documentElement.dataset.worker") == "off"
    assert her.page.evaluate("async () => (await caches.keys()).filter(name => name.startsWith('camtay-'))") == []
    assert len(her.rows("entries")) == 3
    centre.stop()
    centre.start()
    her.goes("")
    her.is_ready()
    her.goes("dossiers/")
    her.page.locator("main ul.cards a").first.click()
    her.page.locator("form[data-step]").wait_for()


# proves FM 50
def test_a_page_that_no_worker_controls_reaches_the_worker_by_a_native_form(gives: Gives, centre: Harbour) -> None:
    her = gives()
    begins(her)
    centre.stop()
    # After a hard reload the page's own requests go past the worker, to a network that is not there; its navigations do not.
    her.page.evaluate("XMLHttpRequest.prototype.send = function () { setTimeout(() => this.onerror(new ProgressEvent('error'))); }")
    her.page.evaluate("Object.defineProperty(navigator.serviceWorker, 'controller', { get: () => null })")
    her.page.locator('[name="owner.name"]').fill("NGUYỄN THỊ MẾN")
    her.presses_on()
    assert her.step != "name"
    assert [row["kind"] for row in her.rows("entries")].count("answer.set") > 1


# proves FM 39
def test_ten_taps_and_two_tabs_write_an_answer_once(gives: Gives, centre: Harbour) -> None:
    her = gives()
    address = begins(her)
    centre.stop()
    her.page.locator('[name="owner.name"]').fill("NGUYỄN THỊ MẾN")
    her.page.locator("form[data-step] button.button").evaluate("button => { for (let tap = 0; tap < 10; tap++) button.click(); }")
    her.page.wait_for_url(lambda now: now != address)
    fields = [row["field"] for row in her.rows("entries") if row["kind"] == "answer.set"]
    assert fields.count("owner.name") == 1
    second = her.context.new_page()
    second.goto(address)
    her.page.goto(address)
    for page, name in ((her.page, "NGUYỄN THỊ MẬN"), (second, "NGUYỄN THỊ MƠ")):
        page.locator('[name="owner.name"]').fill(name)
        page.locator("form[data-step] button.button").last.click()
        page.wait_for_url(lambda now: now != address)
    her.page.goto(address)
    assert her.value("owner.name") == "NGUYỄN THỊ MƠ"
    assert [row["field"] for row in her.rows("entries")].count("owner.name") == 3
    assert complaints_of(her) == []


# proves FM 47
def test_a_shell_with_a_file_missing_is_not_taken_and_comes_whole_the_next_time(gives: Gives, centre: Harbour, tmp_path: Path) -> None:
    her = gives()
    begins(her)
    broken = other_build(tmp_path / "broken", {"webapp/offline/routes.py": ('    "js/linked.js",', '    "gone/", "js/linked.js",')})
    (broken / "webapp/offline/routes.py").write_text(
        (broken / "webapp/offline/routes.py").read_text().replace("for name in files],", 'for name in [*files, "js/gone.js"]],')
    )
    (broken / "static/js/extra.js").write_text("// another release\n")
    centre.stop()
    centre.start(broken)
    her.page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update().catch(() => 0)")
    her.page.wait_for_timeout(3000)
    assert (
        her.page.evaluate("async () => (r => !r.waiting && r.active.state)(await navigator.serviceWorker.getRegistration())") == "activated"
    )
    centre.stop()
    her.goes("dossiers/")
    assert her.page.locator("main ul.cards a").count() == 1
