"""What an engine, or one of its windows, cannot do: the person is told, and nothing typed is lost."""

from __future__ import annotations

from pathlib import Path

from tests.engines.browsers import firefox
from tests.engines.test_without_a_centre import visits_once
from tests.engines.visitors import Visitor
from tests.support.builds import other_build
from tests.support.harbours import Harbour
from tests.support.houses import Builder
from tests.support.people import OLD_WOMAN, PENSION

AS_MODULE = 'workers.register("/sw.js", { ...WHERE, type: "module" })'
SCRIPT = "() => navigator.serviceWorker.controller.scriptURL"
NAME = 'main [name="owner.name"]'
HERS = "NGUYỄN THỊ MẾN"


# proves FM 4
def test_a_private_window_of_firefox_is_told_what_it_is_and_leaves_the_draft_at_the_centre(
    centre: Harbour, builder: Builder, tmp_path: Path
) -> None:
    with firefox(tmp_path / "firefox") as wire:
        her = Visitor(wire, centre.base, builder.parts)
        her.opens_private_window()
        her.goes("")
        her.is_ready()
        her.goes("")
        assert her.text('[data-part="trouble"]').startswith("Cửa sổ riêng tư không giữ được gì khi đóng.")
        filler = her.starts(PENSION, OLD_WOMAN)
        assert "Bản nháp này giữ ở máy của Trung tâm." in her.text("main")
        her.says_safety("arrived", "draft")
        her.walks(filler, until="name")
        centre.stop()
        stays_with_what_was_typed(her)
        centre.start()
        her.presses_on()
        assert her.step != "name"
        her.says_safety("arrived", "draft")


# proves FM 29
def test_where_modules_are_no_workers_the_worker_comes_as_a_plain_script_and_stays(her: Visitor, centre: Harbour, tmp_path: Path) -> None:
    # No engine that can be installed refuses modules any more, so the page is told that it does; what follows is the engine's own.
    centre.stop()
    centre.start(other_build(tmp_path / "refused", {"static/js/parts/worker.js": (AS_MODULE, "Promise.reject(new TypeError())")}))
    visits_once(her)
    assert her.asks(SCRIPT) == f"{centre.base}/sw.js?plain"
    centre.stop()
    her.walks(her.starts(PENSION, OLD_WOMAN), until="birth-date")
    her.says_safety("here", "draft")
    centre.start()  # and here they are not refused
    her.goes("help")
    her.until("async () => (await navigator.serviceWorker.getRegistration()).active.scriptURL.endsWith('/sw.js?plain')")


def stays_with_what_was_typed(her: Visitor) -> None:
    """Press on without a signal: the page says so, and keeps the name."""
    her.types(NAME, HERS)
    her.clicks("form[data-step] button.button", -1)
    her.waits_for('[data-part="not_sent"]')
    assert her.step == "name"
    assert her.value("owner.name") == HERS
