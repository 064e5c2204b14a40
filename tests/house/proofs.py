"""Which test proves which failure mode and which invariant. ``python -m tests.house.proofs`` writes ``webapp/docs/failure-modes.md``.

A test says what it proves in a comment above it: ``# proves FM 18, I2`` (Python) or ``// proves FM 18, I2`` (JavaScript).
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from tests.support.house import ROOT

LIST = Path(__file__).with_name("failure_modes.csv")
PAGE = ROOT / "webapp" / "docs" / "failure-modes.md"
GROUPS = {"phone": "The phone's storage", "sync": "Sending", "shell": "Shell, worker, pages", "centre": "The centre"}
INVARIANTS = {
    "I1": "what was acked stays through every crash and restart, and after a restore with refill",
    "I2": "one row, one effect and one link of the chain per operation",
    "I3": "what is stored is what was hashed on the phone",
    "I4": "what was ticked is there after any kill",
    "I5": "phone, centre and a plain replay of the log agree once it is quiet",
    "I6": "after healing every queue is empty or says why",
    "I7": "nobody reads or sends what is another person's",
    "I8": "a dossier moves only along its steps, each with who and when",
    "I9": "nothing disappears: received = open + closed + withdrawn + set aside",
    "I10": "the chain verifies from its beginning to the head",
    "I11": "a person reads what they just wrote",
    "I12": "the log is the same whatever language was shown",
}
_PROVES = re.compile(r"^\s*(?:#|//) proves ((?:(?:FM \d+|I\d+)(?:, )?)+)\s*$")
_NAMED = re.compile(r"^\s*(?:(?:async )?def (test_\w+)|(?:test|it)\(\s*([\"'`])(.+?)\2)")
_TESTS = ("test_*.py", "*.test.js", "*.test.mjs")


@dataclass(frozen=True)
class Proof:
    """One test that proves something."""

    file: str
    name: str


def proofs() -> dict[str, list[Proof]]:
    """Return the tests by what they prove. Raises ValueError where a comment stands above no test."""
    found: dict[str, list[Proof]] = defaultdict(list)
    files = sorted(path for pattern in _TESTS for path in (ROOT / "tests").rglob(pattern) if "node_modules" not in path.parts)
    for path in files:
        claimed = ""
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if said := _PROVES.match(line):
                claimed = said[1]
            elif claimed and (named := _NAMED.match(line)):
                proof = Proof(path.relative_to(ROOT).as_posix(), named[1] or named[3])
                for what in claimed.split(", "):
                    found[what].append(proof)
                claimed = ""
            elif claimed and line.strip() and not line.lstrip().startswith(("@", "#", "//", "(", ")", "[", "]", '"', "'")):
                raise ValueError(f"{path}:{number}: a proof is claimed, but no test follows")
    return dict(found)


def modes() -> list[dict[str, str]]:
    """Return the failure modes: number, group, what, and why none of our tests proves it ("" where one must)."""
    with LIST.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def page() -> str:
    """Return the document."""
    known = proofs()
    lines = [
        "# Which test proves what",
        "",
        "Ways in which such systems failed in the field, and the test that shows ours does not. Written by",
        "`python -m tests.house.proofs` from the comments `proves …` above the tests; `tests/house/test_proofs.py` keeps it true.",
    ]
    for group, heading in GROUPS.items():
        lines += ["", f"## {heading}", "", "| FM | what goes wrong | proved by |", "| --- | --- | --- |"]
        for mode in modes():
            if mode["group"] == group:
                lines.append(f"| {mode['number']} | {mode['what']} | {_told(known.get('FM ' + mode['number'], []), mode['left'])} |")
    lines += ["", "## Invariants", "", "| | what always holds | proved by |", "| --- | --- | --- |"]
    lines += [f"| {name} | {what} | {_told(known.get(name, []), '')} |" for name, what in INVARIANTS.items()]
    return "\n".join(lines) + "\n"


def _told(tests: list[Proof], left: str) -> str:
    named = [f"`{one.file}`: {one.name.removeprefix('test_').replace('_', ' ')}" for one in tests]
    return "<br>".join(named + ([left] if left else [])) or "-"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    print(PAGE.relative_to(ROOT))
