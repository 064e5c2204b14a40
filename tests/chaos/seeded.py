"""`make chaos-faults`: test the tests. Each seeded fault is made in a copy of the house, and what must notice it is run there.

A storm counts as having noticed only with a violated invariant, a test only when it failed (not when it could not run). The same storms
and tests pass on the house as it is, which is looked at first.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.__main__ import commit, machine
from tests.chaos.faults import FAULTS, Fault
from tests.support.house import ROOT

STORM = {"CHAOS_SECONDS": "240", "CHAOS_ROUND": "15", "CHAOS_PHONES": "6", "CHAOS_RESTORE": "0", "CHAOS_SEED": "7"}
LONGEST = 600
BROKEN, FAILED = 3, 1
LINKED = (".venv", "tests/js/node_modules")


class OutOfDate(Exception):
    """The words that a fault changes are not there (once) any more."""


@dataclass(frozen=True)
class Seen:
    """What came of one run: who noticed, after how many seconds; "" when nobody did."""

    by: str
    seconds: float
    said: str = ""


def main(wanted: list[str]) -> int:
    """Look at all faults, or at those whose name holds one of the words; return 1 when one was not noticed."""
    faults = [fault for fault in FAULTS if not wanted or any(word in fault.name for word in wanted)]
    print(f"machine {machine()}\ncommit  {commit()}\n")
    with tempfile.TemporaryDirectory(prefix="camtay-faults-") as folder:
        house = copy_of_the_house(Path(folder) / "house")
        for fault in faults:
            made(house, fault).undo()
        for name, seen in sound(house, faults):
            print(
                f"{'no fault: ' + name:<70} {'noticed ' + seen.by if seen.by else 'nothing noticed':<28} {seen.seconds:5.0f} s", flush=True
            )
            if seen.by:
                print(seen.said)
                return FAILED
        missed = [fault.name for fault in faults if not _told(house, fault).by]
    print(f"\n{len(faults) - len(missed)} of {len(faults)} seeded faults were noticed" + (f"; not: {', '.join(missed)}" if missed else ""))
    return FAILED if missed else 0


def _told(house: Path, fault: Fault) -> Seen:
    change = made(house, fault)
    try:
        seen = noticed(house, fault)
    finally:
        change.undo()
    print(f"{fault.name:<70} {seen.by or 'NOT NOTICED':<28} {seen.seconds:5.0f} s", flush=True)
    if not seen.by:
        print(seen.said, flush=True)
    return seen


def copy_of_the_house(folder: Path) -> Path:
    """Return a copy of the tree as it is, with links to what is installed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and name not in LINKED:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    for name in LINKED:
        (folder / name).symlink_to((ROOT / name).resolve(), target_is_directory=True)
    return folder


class Change:
    """Files of the copy as they were."""

    def __init__(self) -> None:
        self._before: dict[Path, str] = {}

    def write(self, path: Path, words: str, other: str) -> None:
        text = path.read_text("utf-8")
        self._before.setdefault(path, text)
        if text.count(words) != 1:
            self.undo()
            raise OutOfDate(f"{path.name}: {text.count(words)} times {words!r}")
        path.write_text(text.replace(words, other), "utf-8")

    def undo(self) -> None:
        for path, text in self._before.items():
            path.write_text(text, "utf-8")


def made(house: Path, fault: Fault) -> Change:
    """Make a fault in the copy. Raises OutOfDate, loudly: such a fault would prove nothing."""
    change = Change()
    for name, words, other in fault.changes:
        try:
            change.write(house / name, words, other)
        except OutOfDate as gone:
            raise OutOfDate(f"the fault {fault.name!r} does not fit any more: {gone}") from None
    return change


def sound(house: Path, faults: Iterable[Fault]) -> Iterable[tuple[str, Seen]]:
    """Yield what storms and tests say of the house without any fault: they must notice nothing."""
    found = list(faults)
    for strikes in sorted({fault.strikes for fault in found if fault.strikes is not None}):
        yield f"storm ({strikes or 'network and phones'})", _storm(house, strikes, once=True)
    tests = sorted({test for fault in found for test in fault.tests})
    if tests:
        yield f"{len(tests)} named tests", _tests(house, tests)


def noticed(house: Path, fault: Fault) -> Seen:
    """Run what must notice a fault."""
    return _tests(house, fault.tests) if fault.strikes is None else _storm(house, fault.strikes)


def _storm(house: Path, strikes: str, *, once: bool = False) -> Seen:
    told = STORM | {"CHAOS_STRIKES": strikes, "CHAOS_FOLDER": str(house.parent / "ledger")} | ({"CHAOS_SECONDS": "1"} if once else {})
    shutil.rmtree(house.parent / "ledger", ignore_errors=True)
    begun = time.monotonic()
    done = _run(house, [sys.executable, "-m", "tests.chaos"], told)
    broken = sorted(set(re.findall(r"^BROKEN (I\d+)", done.stdout, re.M)), key=lambda one: int(one[1:]))
    if done.returncode != (BROKEN if broken else 0):
        raise RuntimeError(f"the storm could not be played:\n{_end(done)}")
    return Seen(", ".join(broken), time.monotonic() - begun, _end(done))


def _tests(house: Path, tests: Iterable[str]) -> Seen:
    begun, said = time.monotonic(), ""
    python = [test for test in tests if test.split("::")[0].endswith(".py")]
    runs = [[sys.executable, "-m", "pytest", "-q", "--no-header", *python]] if python else []
    for test in sorted(set(tests) - set(python)):
        file, words = test.split("::")
        runs.append(["node", "--test", f"--test-name-pattern={words}", file])
    failed = 0
    for run in runs:
        done = _run(house, run, {})
        if not _is_answer(done):  # a crowded machine: once more, and then it is a fault of ours
            done = _run(house, run, {})
        if not _is_answer(done):
            raise RuntimeError(f"the tests could not be run:\n{_end(done)}")
        failed, said = failed + done.returncode, said + _end(done)
    return Seen("a test" if failed else "", time.monotonic() - begun, said)


def _is_answer(done: subprocess.CompletedProcess[str]) -> bool:
    """Tell whether tests passed, or failed because something was not as they say."""
    return done.returncode == 0 or (done.returncode == FAILED and "AssertionError" in done.stdout + done.stderr)


def _run(house: Path, run: list[str], told: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(run, cwd=house, env=os.environ | told, capture_output=True, text=True, check=False, timeout=LONGEST)


def _end(done: subprocess.CompletedProcess[str]) -> str:
    return (done.stdout + done.stderr)[-3000:]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
