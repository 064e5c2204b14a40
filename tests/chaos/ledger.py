"""What rounds came to: one line of JSON per round in a file, so that a run can be stopped and gone on with, and the sum of them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.chaos.storm import Report

BOUND = 3.0
"""No failure in n independent trials bounds the rate at about 3/n (95 %)."""


@dataclass(frozen=True)
class Line:
    """One round. ``run`` names what must be the same for rounds to be summed: commit, seed, stores, weather."""

    run: str
    number: int
    seed: int
    operations: int
    dossiers: int
    kills: int
    seconds: float
    drain_seconds: float
    network: dict[str, int] = field(default_factory=dict)
    strikes: dict[str, int] = field(default_factory=dict)
    phones: dict[str, int] = field(default_factory=dict)
    photos: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    violations: list[str] = field(default_factory=list)


def line_of(run: str, number: int, report: Report, seconds: float, found: list[str]) -> Line:
    """Return what is kept of a round."""
    counts = Counter[str]()
    for phone in report.phones:
        counts.update(phone["counts"])
    drains = [phone["counts"]["drainMs"] / 1000 for phone in report.phones]
    waiting = sum(bool(one["unsent"]) for phone in report.phones for one in phone["dossiers"])
    told = {name: counts[name] for name in ("crashes", "failedWrites", "submitted", "syncs", "jumps")}
    return Line(
        run,
        number,
        report.seed,
        len(report.ticked),
        report.received,
        report.kills,
        round(seconds, 1),
        round(max(drains, default=0.0), 1),
        report.network,
        report.strikes,
        told,
        report.photos,
        waiting,
        found,
    )


class Ledger:
    """The lines of one run."""

    def __init__(self, path: Path, run: str) -> None:
        self._path, self._run = path, run
        path.parent.mkdir(parents=True, exist_ok=True)
        read = path.read_text("utf-8").splitlines() if path.exists() else []
        self.lines = [line for line in (Line(**json.loads(text)) for text in read) if line.run == run]

    def add(self, line: Line) -> None:
        """Keep a line."""
        self.lines.append(line)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(line)) + "\n")

    @property
    def operations(self) -> int:
        return sum(line.operations for line in self.lines)

    @property
    def kills(self) -> int:
        return sum(line.kills for line in self.lines)

    def told(self) -> str:
        """Return the sum of all rounds in words and figures."""
        sums = {name: Counter[str]() for name in ("network", "strikes", "phones", "photos")}
        for line in self.lines:
            for name, sum_ in sums.items():
                sum_.update(getattr(line, name))
        found = [f"round {line.number} (seed {line.seed}): {one}" for line in self.lines for one in line.violations]
        many = {"rounds": len(self.lines), "dossiers": sum(line.dossiers for line in self.lines), "operations": self.operations}
        rows = [("n", _listed(many)), ("server kills", str(self.kills))]
        rows += [(name, _listed(sum_)) for name, sum_ in sums.items() if sum_]
        rows.append(("drained after healing", f"at most {max((line.drain_seconds for line in self.lines), default=0):.1f} s (asked: 60)"))
        rows.append(("queues left, each with its reason", str(sum(line.waiting for line in self.lines))))
        rows.append(("violations", str(len(found))))
        if not found and self.operations:
            kills = f", < {BOUND / self.kills:.1e} per kill" if self.kills else ""
            rows.append(("what zero means (3/n, 95 %)", f"< {BOUND / self.operations:.1e} per operation{kills}"))
        return "\n".join([f"{name:<34} {told}" for name, told in rows] + found)


def _listed(counts: dict[str, int] | Counter[str]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counts.items() if number)
