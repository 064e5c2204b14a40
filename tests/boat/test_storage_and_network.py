"""Storage that fails, is emptied or not there; a network that lies; a clock that is wrong: said, and nothing lost."""

from __future__ import annotations

import socketserver
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Worker

from tests.boat.conftest import Gives
from tests.support.builds import other_build
from tests.support.hands import Hands
from tests.support.harbours import Harbour
from tests.support.houses import Builder
from tests.support.people import OLD_WOMAN, PENSION
from tests.support.phones import Phone

pytestmark = pytest.mark.browser
NAME = '[name="owner.name"]'


def begins(phone: Phone) -> str:
    """Begin a pension up to the name; return the address."""
    phone.goes("")
    phone.is_ready()
    phone.goes(f"procedures/{PENSION}")
    phone.until("async () => (await (await caches.open('camtay-packs')).keys()).length >= 2")
    phone.walks(phone.starts(PENSION, OLD_WOMAN), until="name")
    return phone.page.url


def worker_of(phone: Phone) -> Worker:
    return phone.context.service_workers[-1]


# proves FM 3, FM 7
def test_a_full_disk_says_not_saved_and_keeps_what_was_typed(gives: Gives, centre: Harbour) -> None:
    her = gives()
    begins(her)
    worker_of(her).evaluate(
        "() => { self.kept = IDBObjectStore.prototype.put; self.asked = [];"
        " IDBObjectStore.prototype.put = function () { self.asked.push(this.transaction.durability);"
        " throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    her.page.locator(NAME).fill("NGUYỄN THỊ MẾN")
    her.page.locator("form[data-step] button.button").last.click()
    her.page.get_by_text("Chưa lưu được.").wait_for()
    assert her.page.locator(NAME).input_value() == "NGUYỄN THỊ MẾN"
    assert her.step == "name"
    asked = worker_of(her).evaluate("() => { IDBObjectStore.prototype.put = self.kept; return self.asked; }")
    assert set(asked) == {"strict"}
    her.presses_on()
    assert her.step != "name"


# proves FM 5
def test_a_cut_connection_to_the_storage_is_opened_again_and_no_tick_is_false(gives: Gives, centre: Harbour) -> None:
    her = gives()
    begins(her)
    worker_of(her).evaluate(
        "() => { const real = IDBDatabase.prototype.transaction; let calls = 0; self.cuts = 0;"
        " IDBDatabase.prototype.transaction = function (...how) { calls += 1; if (calls % 3 === 0) { self.cuts += 1; this.close(); }"
        " return real.apply(this, how); }; }"
    )
    filler = her.fills(PENSION, OLD_WOMAN)
    her.walks(filler, until="unit")
    assert worker_of(her).evaluate("() => self.cuts") > 5
    kept = {row["field"] for row in her.rows("entries") if row["kind"] == "answer.set"}
    assert {"owner.name", "owner.birth_date", "owner.sex"} <= kept


KEEPS_NOTHING = {
    # Version -1 throws in every browser.
    "a storage that refuses to open": (("indexedDB.open(NAME, VERSION)", "indexedDB.open(NAME, -1)"), "Trình duyệt này không giữ được gì"),
    # As Firefox's own does (tests/engines); Chromium's do not tell.
    "a private window": (("await navigator.storage?.getDirectory?.()", "throw new Error()"), "Cửa sổ riêng tư không giữ được gì khi đóng."),
}


# proves FM 4
@pytest.mark.parametrize(("change", "said"), KEEPS_NOTHING.values(), ids=KEEPS_NOTHING)
def test_a_browser_that_keeps_nothing_works_with_the_centre_and_says_so(
    gives: Gives, centre: Harbour, tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    centre.stop()
    centre.start(other_build(tmp_path / "shut", {"static/sw/idb.js": change}))
    her = gives()
    her.goes("")
    her.is_ready()
    her.goes("")
    assert her.page.locator('[data-part="trouble"]').inner_text().startswith(said)
    her.goes(f"procedures/{PENSION}")
    her.page.locator('form[action$="/dossiers"] button').click()
    her.page.locator('form[data-step="notice"]').wait_for()
    assert her.page.get_by_text("Bản nháp này giữ ở máy của Trung tâm.").is_visible()
    her.walks(her.fills(PENSION, OLD_WOMAN), until="name")
    her.says_safety("arrived", "draft")
    centre.stop()
    her.page.locator(NAME).fill("NGUYỄN THỊ MẾN")
    her.page.locator("form[data-step] button.button").last.click()
    her.page.locator('[data-part="not_sent"]').wait_for()
    assert her.step == "name"
    assert her.value("owner.name") == "NGUYỄN THỊ MẾN"


# proves FM 2
def test_an_emptied_storage_is_noticed_and_told(gives: Gives, centre: Harbour) -> None:
    her = gives()
    begins(her)
    her.until("async () => (await cookieStore.get('sid')) === null")
    her.goes("outbox")
    her.page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name); }")
    client = her.context.new_cdp_session(her.page)
    client.send("Storage.clearDataForOrigin", {"origin": centre.base, "storageTypes": "indexeddb,cache_storage,service_workers"})
    her.goes("help")
    her.is_ready()
    her.until(
        """async () => { navigator.serviceWorker.controller?.postMessage({type: 'sync'});
           return (await (await fetch('/vi/help')).text()).includes('data-part="trouble"'); }"""
    )
    her.goes("help")
    assert her.page.get_by_text("Bộ nhớ trình duyệt đã bị xóa.").is_visible()
    assert '"storage_wiped"' in centre.site.said.read_text("utf-8")


# proves FM 8
def test_a_newer_store_in_another_tab_blocks_nobody_for_ever(gives: Gives, centre: Harbour) -> None:
    her = gives()
    begins(her)
    opened = her.page.evaluate(
        """() => new Promise(done => { const asked = indexedDB.open('camtay', 9);
           asked.onsuccess = () => { asked.result.close(); done('open'); }; asked.onblocked = () => setTimeout(() => done('blocked'), 5000);
           asked.onerror = () => done('error'); })"""
    )
    assert opened == "open"
    her.page.reload()
    assert her.page.locator("h1").is_visible()


# proves FM 23, FM 24, FM 53, FM 55
def test_a_portal_that_answers_everything_with_a_page_of_its_own_takes_nothing_and_is_kept_nowhere(gives: Gives, centre: Harbour) -> None:
    her = gives()
    begins(her)
    centre.stop()
    with portal(centre.port):
        filler = her.fills(PENSION, OLD_WOMAN)
        her.walks(filler)
        her.hands_in()
        her.says_safety("here", "submitted")
        her.goes("outbox")
        her.page.locator('form[action$="/outbox/send"] button').first.click()
        her.page.locator('[data-part="lane"]').wait_for()
        kept = her.page.evaluate(
            """async () => { const all = []; for (const name of await caches.keys()) { const cache = await caches.open(name);
               for (const key of await cache.keys()) all.push(await (await cache.match(key)).text()); } return all.join(''); }"""
        )
        assert "Wifi cà phê" not in kept
        assert [row for row in her.rows("entries") if row["serverSeq"]] == []
    centre.start()
    her.goes("outbox")
    her.page.locator('[data-part="outbox_empty"]').wait_for(timeout=60_000)


class _Portal(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.recv(65536)
        page = "<!doctype html><title>Wifi cà phê</title><h1>Đăng nhập Wifi</h1>".encode()
        self.request.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n")
        self.request.sendall(b"Content-Length: %d\r\n\r\n" % len(page) + page)


class portal:  # noqa: N801 - used as `with portal(...)`
    """Something that answers on the centre's port."""

    def __init__(self, port: int) -> None:
        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", port), _Portal)

    def __enter__(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


# proves FM 11
def test_inside_another_app_one_works_with_the_centre_and_is_shown_the_way_to_chrome(
    browser: object, centre: Harbour, builder: Builder
) -> None:
    zalo = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36 Zalo android/1"
    her = Hands(browser, centre.base, builder.parts, agent=zalo)  # type: ignore[arg-type]
    her.goes("")
    assert her.page.get_by_text("Mở bằng Chrome để làm được khi mất sóng.").is_visible()
    assert str(her.page.locator('[data-part="install"] a').get_attribute("href")).startswith("intent://")
    her.starts(PENSION, OLD_WOMAN)
    her.page.locator('main [data-safety="arrived"]').wait_for()
    her.close()
