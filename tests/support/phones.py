"""A person's own phone: a browser that keeps its profile, with the nearby server in it. It can be closed, killed and opened again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright

from tests.support.filling import Filler
from tests.support.hands import Hands
from webapp.kernel.clock import SystemClock, day_in_vietnam
from webapp.ui.parts import Parts

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
PATIENCE_S = 30.0
HAS_WORDS = """async (lang) => {
  const shells = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const kept = (await Promise.all(shells.map((shell) => shell.keys()))).flat();
  return kept.some(({ url }) => url.includes(`/shell/words/${lang}/`));
}"""


class Phone(Hands):
    """``complaints`` as of any browser; a phone without a signal complains of nothing that its worker answered."""

    def __init__(self, play: Playwright, base: str, made: Parts, profile: Path, lang: str = "vi", **how: Any) -> None:
        self._play, self.profile, self.dossier_of_name = play, profile, ""
        super().__init__(None, base, made, lang, **how)  # type: ignore[arg-type]
        self._refusals |= {503, 507}

    def _opens(self, _browser: Browser, **how: Any) -> BrowserContext:
        how.pop("agent")
        how |= {"base_url": self.base, "accept_downloads": True, "reduced_motion": "reduce", "headless": True, "args": FLAGS}
        return self._play.chromium.launch_persistent_context(self.profile, executable_path="/usr/bin/chromium", **how)

    def fills(self, code: str, given: Mapping[str, Any] | None = None) -> Filler:
        """Return answers for a dossier that was begun elsewhere."""
        today = day_in_vietnam(SystemClock().now())
        return Filler(self._made.shelf.newest(code), self._made.lists, today, given)

    def answers_name(self, name: str) -> None:
        """Change the name of the owner, from any step of the dossier."""
        self.dossier_of_name = self.dossier
        self.goes(f"dossiers/{self.dossier}/steps/name")
        self.page.locator('[name="owner.name"]').fill(name)
        self.presses_on()

    def is_ready(self) -> Phone:
        """Wait until the worker is in charge of the page and has everything, the words of this language too."""
        self.until("async () => !!navigator.serviceWorker.controller && (await navigator.serviceWorker.ready).active.state === 'activated'")
        self.until(HAS_WORDS, self.lang)
        return self

    def until(self, script: str, argument: Any = None, patience: float = PATIENCE_S) -> Any:
        """Wait until a script says something true; ``wait_for_function`` is refused by the pages' own policy."""
        deadline = time.monotonic() + patience
        while not (told := self.page.evaluate(script, argument)):
            assert time.monotonic() < deadline, f"{self.page.url}: never {script}"
            self.page.wait_for_timeout(50)
        return told

    def reopens(self, **how: Any) -> Phone:
        """Open the same phone again (after ``closes`` or ``dies``)."""
        return Phone(self._play, self.base, self._made, self.profile, self.lang, **how)

    def answers(self, posted: Mapping[str, list[str]]) -> None:
        """Nobody photographs here: what a form would post as "attached" is brought along (`tests/boat/test_photos.py` has a camera)."""
        offered = {name: ["bring"] if name.startswith("paper.") and sent == ["attached"] else sent for name, sent in posted.items()}
        super().answers(offered)

    def closes(self) -> None:
        """Close the browser in good order."""
        self.context.close()

    def dies(self) -> None:
        """Kill the whole browser at once, as an empty battery does."""
        found = subprocess.run(["pgrep", "-f", f"user-data-dir={self.profile}"], capture_output=True, text=True, check=False)
        for pid in found.stdout.split():
            os.kill(int(pid), signal.SIGKILL)
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()

    def rows(self, name: str, database: str = "camtay") -> list[Mapping[str, Any]]:
        """Return what stands in a store of the phone (bytes left out)."""
        found: list[Mapping[str, Any]] = self.page.evaluate(READ, [name, database])
        return found

    def says_safety(self, safety: str, state: str = "") -> None:
        """Wait until the page says so."""
        self.page.locator(f'main [data-safety="{safety}"]' + (f'[data-state="{state}"]' if state else "")).wait_for(timeout=30_000)


READ = """([name, database]) => new Promise((resolve, reject) => {
  const asked = indexedDB.open(database);
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const db = asked.result;
    const all = db.transaction(name).objectStore(name).getAll();
    all.onsuccess = () => { db.close(); resolve(all.result.map(row => JSON.parse(JSON.stringify(row, (key, value) =>
      value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? undefined : value)))); };
  };
})"""
