"""`make chaos`: rounds of bad luck until so many operations or seconds are over, or something is broken. See ``webapp/docs/chaos.md``."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.__main__ import commit, machine
from tests.chaos.invariants import violations
from tests.chaos.ledger import Ledger, Line, line_of
from tests.chaos.places import FILES, ROWS, Places, places
from tests.chaos.rounds import NewForms, Weather, new_forms, play
from tests.support.house import ROOT
from tests.support.houses import Builder

BROKEN = 3
SEEDS_APART = 1_000_003


@dataclass(frozen=True)
class Asked:
    """What the environment asks for."""

    operations: int
    kills: int
    seconds: float
    seed: int
    rows: str
    files: str
    weather: Weather
    folder: Path

    @classmethod
    def from_environ(cls, given: dict[str, str]) -> Asked:
        """Read ``CHAOS_…``. Raises ValueError for what is no number or names no store."""
        rows, files = given.get("CHAOS_ROWS", "sqlite"), given.get("CHAOS_FILES", "local")
        if rows not in ROWS or files not in FILES:
            raise ValueError(f"CHAOS_ROWS is one of {ROWS}, CHAOS_FILES one of {FILES}")
        ordinary = Weather()
        strikes = given.get("CHAOS_STRIKES")
        weather = Weather(
            phones=int(given.get("CHAOS_PHONES", ordinary.phones)),
            seconds=float(given.get("CHAOS_ROUND", ordinary.seconds)),
            operations=int(given.get("CHAOS_ROUND_OPS", ordinary.operations)),
            strikes=ordinary.strikes if strikes is None else strikes.split(),
            photos=given.get("CHAOS_PHOTOS", "1") == "1",
            restores=given.get("CHAOS_RESTORE", "1") == "1",
        )
        numbers = (int(given.get("CHAOS_OPS", 0)), int(given.get("CHAOS_KILLS", 0)), float(given.get("CHAOS_SECONDS", 0)))
        if not any(numbers):
            numbers = (0, 0, 300.0)
        folder = Path(given.get("CHAOS_FOLDER", ROOT / "var" / "chaos"))
        return cls(*numbers, int(given.get("CHAOS_SEED", 20261128)), rows, files, weather, folder)

    def run(self) -> str:
        """Return what rounds must share to be summed."""
        return f"{commit()} seed {self.seed} {self.rows}+{self.files} {self.weather}"

    def is_enough(self, ledger: Ledger, begun: float) -> bool:
        """Tell whether all that was asked for was done; with ``seconds`` also when they are over."""
        if self.seconds and time.monotonic() - begun >= self.seconds:
            return True
        wanted = [(self.operations, ledger.operations), (self.kills, ledger.kills)]
        asked = [(most, done) for most, done in wanted if most]
        return bool(asked) and all(done >= most for most, done in asked)


def main() -> int:
    """Play rounds, print each, and the sum; return 3 at the first violation."""
    asked = Asked.from_environ(dict(os.environ))
    ledger = Ledger(asked.folder / "rounds.jsonl", asked.run())
    print(f"machine {machine()}\nrun     {asked.run()}\nledger  {asked.folder / 'rounds.jsonl'}: {len(ledger.lines)} rounds before")
    if any(line.violations for line in ledger.lines):
        print(f"this run has found something already:\n{ledger.told()}")
        return BROKEN
    with tempfile.TemporaryDirectory(prefix="camtay-chaos-") as made, places(asked.rows, asked.files) as where:
        builder = Builder(Path(made))
        forms = new_forms(Path(made) / "forms", builder) if "forms" in asked.weather.strikes else NewForms(ROOT, [])
        begun = time.monotonic()
        while not asked.is_enough(ledger, begun):
            ledger.add(_round(asked, Path(made) / "round", builder, where, forms, len(ledger.lines)))
            if ledger.lines[-1].violations:
                break
    print(f"\n{ledger.told()}")
    return BROKEN if any(line.violations for line in ledger.lines) else 0


def _round(asked: Asked, folder: Path, builder: Builder, where: Places, forms: NewForms, number: int) -> Line:
    """Play one round in a folder that is deleted again, unless something is broken."""
    seed, begun = asked.seed + number * SEEDS_APART, time.monotonic()
    folder.mkdir()
    report = play(folder, builder, where, asked.weather.fitting(where), forms, seed)
    found = [str(one) for one in violations(report)]
    line = line_of(asked.run(), number, report, time.monotonic() - begun, found)
    print(
        f"round {number}: {line.operations} operations, {line.kills} kills, {line.strikes}, {line.waiting} queues left with a reason, "
        f"drained in {line.drain_seconds} s, {line.seconds} s in all",
        flush=True,
    )
    for one in found:
        print(f"BROKEN {one}", flush=True)
    if found:
        kept = asked.folder / f"broken-{seed}"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.move(folder, kept)
        print(f"seed {seed}; what was left lies in {kept}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    return line


if __name__ == "__main__":
    sys.exit(main())
