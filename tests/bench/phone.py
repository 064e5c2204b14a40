"""What a phone feels: first paint, ready to work offline, the next question; on slow links and on a share of a core.

No TLS here: two round trips of a first visit are missing from the paint times, which the printed line says.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

import brotli
from playwright.sync_api import Page, sync_playwright

from tests.bench import locks
from tests.bench.proxy import slow_proxy
from tests.bench.timing import percentile, tell
from tests.support.filling import Filler
from tests.support.harbours import Harbour
from tests.support.people import OLD_WOMAN, PENSION
from tests.support.phones import FLAGS
from webapp.kernel.clock import SystemClock, day_in_vietnam
from webapp.ui.parts import Parts

LINKS = (("400 kbit/s, 400 ms", 400, 400, 1.6, 7.0), ("50 kbit/s, 800 ms", 50, 800, 3.8, 30.0))
CPU = Path("/sys/fs/cgroup/cpu")
SHARES = ((1, 100), (6, 700))
STEPS = 40
VISITS = 2
READY = "async () => !!navigator.serviceWorker.controller && (await (await caches.open('camtay-packs')).keys()).length >= 2"
PAINT = "() => performance.getEntriesByType('paint').find(one => one.name === 'first-contentful-paint')?.startTime ?? 0"


def measure(made: Parts) -> None:
    """Print paint and readiness on both links, then the next question with the worker in charge."""
    with tempfile.TemporaryDirectory() as folder:
        harbour = Harbour(Path(folder)).start()
        try:
            warms(harbour)
            for name, kilobits, rtt, paint, ready in LINKS:
                first_visit(harbour, Path(folder), name, kilobits, rtt, paint, ready)
            for share, budget in SHARES:
                steps(harbour, made, Path(folder), share, budget)
                locks.unlocking(harbour, Path(folder), share)
        finally:
            harbour.kill()
    print()


def warms(harbour: Harbour) -> None:
    """Ask once for what the centre makes when it is first asked for: that wait is the server's, once a start, and not the link's."""
    for address in re.findall(r'"(/(?:static|shell)/[^"]+)"', _read(f"{harbour.base}/sw.js")):
        _read(harbour.base + address)


def _read(address: str) -> str:
    with urlopen(Request(address, headers={"Accept-Encoding": "br"})) as answer:
        body: bytes = answer.read()
    return (brotli.decompress(body) if answer.headers["Content-Encoding"] == "br" else body).decode("utf-8", "replace")


def first_visit(harbour: Harbour, folder: Path, name: str, kilobits: int, rtt: int, paint: float, ready: float) -> None:
    """A cold profile opens a procedure's page."""
    paints, readies, bytes_down = [], [], []
    for number in range(VISITS):
        with slow_proxy(harbour.port, kilobits, rtt) as link, browser(folder / f"cold-{kilobits}-{number}") as page:
            page.goto(f"{link.base}/vi/procedures/{PENSION}", wait_until="commit", timeout=120_000)
            begun = page.evaluate("performance.timeOrigin")
            waits(page, READY)
            readies.append((page.evaluate("Date.now()") - begun) / 1000)
            paints.append(page.evaluate(PAINT) / 1000)
            bytes_down.append(link.link.down)
    tell(f"first paint, cold, {name} (http, n={VISITS})", f"{median(paints):.2f} s", f"budget {paint} s with TLS (2 round trips more)")
    tell(f"ready to work offline, {name}", f"{median(readies):.2f} s, {median(bytes_down) / 1000:.0f} kB", f"budget {ready} s")


def steps(harbour: Harbour, made: Parts, folder: Path, share: int, budget: int) -> None:
    """From the press on "Tiếp tục" to the next question painted, the worker in charge, the server not asked."""
    with browser(folder / f"steps-{share}", share) as page:
        page.goto(f"{harbour.base}/vi/procedures/{PENSION}")
        waits(page, READY)
        taken: list[float] = []
        while len(taken) < STEPS:
            taken += walked(page, harbour.base, made)
        where = "a whole core" if share == 1 else f"1/{share} of a core"
        tell(
            f"next question painted, {where}, n={len(taken)}",
            f"p50 {median(taken):.0f} p95 {percentile(taken, 95):.0f} ms",
            f"budget {budget} ms",
        )


def walked(page: Page, base: str, made: Parts) -> list[float]:
    """Walk through a pension and return the milliseconds of each step."""
    page.goto(f"{base}/vi/procedures/{PENSION}")
    page.locator('form[action$="/dossiers"] button').click()
    page.locator('form[data-step="notice"]').wait_for()
    filler = Filler(made.shelf.newest(PENSION), made.lists, day_in_vietnam(SystemClock().now()), OLD_WOMAN)
    taken = []
    while "/steps/" in page.url:
        step = page.url.split("/steps/")[1].split("?")[0]
        posted = filler.post(step) if not step.startswith("paper-") else {f"paper.{step[6:].replace('-', '_')}": ["bring"]}
        fills(page, posted)
        taken.append(float(page.evaluate(PRESS)))
    return taken


PRESS = """() => new Promise(done => {
  const begun = performance.now();
  const stamp = document.querySelector('input[name="_form"]').value;
  const look = () => {
    const now = document.querySelector('input[name="_form"]');
    if (now && now.value === stamp) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
  };
  [...document.querySelectorAll('form[data-step] button.button')].at(-1).click();
  look();
})"""


def fills(page: Page, posted: dict[str, Any]) -> None:
    for name, sent in posted.items():
        controls = page.locator(f'main [name="{name}"]')
        sort = controls.first.evaluate("control => control.type || control.localName")
        for text in sent:
            if sort in ("radio", "checkbox"):
                page.locator(f'main [name="{name}"][value="{text}"]').check()
            elif sort == "select-one":
                controls.select_option(text)
            else:
                controls.fill(text)


@contextlib.contextmanager
def browser(profile: Path, share: int = 1) -> Iterator[Page]:
    """Yield a page of a browser whose processes together get ``1/share`` of one core (one core when 1), where cgroups allow it."""
    with sync_playwright() as play:
        context = play.chromium.launch_persistent_context(
            profile, executable_path=capped(profile, share), args=FLAGS, viewport={"width": 360, "height": 640}, locale="vi-VN"
        )
        context.set_default_timeout(120_000)
        try:
            yield context.pages[0]
        finally:
            context.close()


def capped(profile: Path, share: int) -> str:
    """Return a program that starts Chromium inside a CPU group of its own."""
    if not (CPU / "cgroup.procs").exists():
        print("no cgroup v1 here: the share of a core is not applied")
        return "/usr/bin/chromium"
    group = CPU / f"camtay-{os.getpid()}-{profile.name}"
    group.mkdir(exist_ok=True)
    (group / "cpu.cfs_period_us").write_text("10000")
    (group / "cpu.cfs_quota_us").write_text(str(max(1000, 10000 // share)))
    program = profile.with_suffix(".sh")
    program.write_text(f'#!/bin/sh\necho $$ > {group}/cgroup.procs\nexec /usr/bin/chromium "$@"\n')
    program.chmod(0o755)
    return str(program)


def waits(page: Page, script: str, patience: int = 120_000) -> None:
    """Wait until a script says yes."""
    for _ in range(patience // 50):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(script)
