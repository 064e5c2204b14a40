"""`python -m tests.bench.browser_kills [n] [seed]`: a phone without a centre is killed while somebody answers; what was ticked is there.

A page is ticked when the next one came: from then on its answers must survive. The moment of the kill is drawn from the seed; it falls
while a page is typed, pressed, sealed, written or painted.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Timer

from playwright.sync_api import Error, Playwright, sync_playwright

from tests.bench.__main__ import commit, machine
from tests.bench.timing import tell
from tests.support.filling import Filler
from tests.support.harbours import harbour
from tests.support.houses import Builder
from tests.support.people import OLD_WOMAN, PENSION
from tests.support.phones import Phone

ASKED, SEED = 300, 20261128
LONGEST_S = 3.0
PACKS = "async () => (await (await caches.open('camtay-packs')).keys()).length >= 2"
POSTS = """() => {
  const posted = {};
  for (const [name, value] of new FormData(document.querySelector('form[data-step]'))) (posted[name] ??= []).push(value);
  return posted;
}"""


@dataclass
class Kills:
    """What happened. ``lost``: answers that were ticked and are not there."""

    killed: int = 0
    ticked: int = 0
    handed_in: int = 0
    lost: list[str] = field(default_factory=list)


class Person:
    """Somebody who answers on a phone that dies again and again."""

    def __init__(self, phone: Phone, random: Random) -> None:
        self.phone, self.random, self.done = phone, random, Kills()
        self._begins()

    def dies_once(self) -> None:
        """Answer page after page, be killed in the middle, open the same phone again and look."""
        doom = Timer(self.random.random() * LONGEST_S, self.phone.dies)
        doom.start()
        with suppress(Error):
            while True:
                self._answers()
        doom.join()
        self.done.killed += 1
        self.phone = self.phone.reopens()
        self.looks(list(self.ticked)[self._seen :])
        self._seen = len(self.ticked)
        self.phone.page.goto(self.address)
        if self.phone.step is None and not self.phone.page.url.endswith("/review"):
            self._begins()  # killed when it was handed in already

    def _begins(self) -> None:
        self.ticked, self._seen = dict[str, dict[str, list[str]]](), 0
        self.filler: Filler = self.phone.starts(PENSION, OLD_WOMAN)
        self.dossier, self.address = self.phone.dossier, self.phone.page.url

    def _answers(self) -> None:
        """Answer the page that is asked; at the end hand in and begin again."""
        step = self.phone.step
        if step is None:
            self.looks(list(self.ticked))
            self.phone.page.goto(self.address)
            self.ticked, self._seen = {}, 0
            self.phone.hands_in()
            self.done.handed_in += 1
            self._begins()
            return
        self.phone.answers(self.filler.post(step))
        shown = self.phone.page.evaluate(POSTS)
        self.phone.presses_on()
        assert self.phone.step != step, self.phone.problems
        self.ticked[step] = {name: sent for name, sent in shown.items() if not name.startswith("_")}
        self.done.ticked += len(self.ticked[step])
        self.address = self.phone.page.url

    def looks(self, steps: Iterable[str]) -> None:
        """Open pages that were ticked, and see what they hold."""
        for step in steps:
            self.phone.goes(f"dossiers/{self.dossier}/steps/{step}")
            there, ticked = self.phone.page.evaluate(POSTS), self.ticked[step]
            self.done.lost += [f"{step} {name}: {sent} is {there.get(name)}" for name, sent in ticked.items() if there.get(name) != sent]


def kills(play: Playwright, builder: Builder, folder: Path, n: int, seed: int) -> Kills:
    """Kill a phone ``n`` times while its person answers without a centre."""
    builder.furnish(folder / "data")
    with harbour(folder) as centre:
        phone = Phone(play, centre.base, builder.parts, folder / "phone")
        phone.goes("")
        phone.is_ready().goes(f"procedures/{PENSION}")
        phone.until(PACKS)
        centre.stop()
        person = Person(phone, Random(seed))
        for _ in range(n):
            person.dies_once()
        person.looks(person.ticked)
        person.phone.closes()
    return person.done


def main() -> None:
    """Print what n kills came to."""
    said = [int(number) for number in sys.argv[1:]]
    n, seed = (said + [ASKED, SEED][len(said) :])[:2]
    print(f"machine {machine()}\ncommit  {commit()}\nseed    {seed}")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        done = kills(play, Builder(Path(folder)), Path(folder) / "house", n, seed)
    print("\n".join(done.lost))
    told = f"{len(done.lost)} of {done.ticked} ticked answers lost"
    bound = f"< {3 / done.killed:.2g} per kill (3/n, 95 %)" if not done.lost else ""
    tell(f"browser killed, n={done.killed}, {done.handed_in} handed in, {time.monotonic() - begun:.0f} s", told, bound)
    if done.lost:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
