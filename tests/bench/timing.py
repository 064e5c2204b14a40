"""Taking times: warm, interleaved, by the median, so that a busy machine bends both sides alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence


def interleaved(acts: Mapping[str, Callable[[], object]], times: int, warm: int = 20) -> dict[str, list[float]]:
    """Return milliseconds per act; all acts take turns."""
    for _ in range(warm):
        for act in acts.values():
            act()
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(times):
        for name, act in acts.items():
            begun = time.perf_counter_ns()
            act()
            taken[name].append((time.perf_counter_ns() - begun) / 1e6)
    return taken


def median(times: Sequence[float]) -> float:
    """Return the middle."""
    return statistics.median(times)


def percentile(times: Sequence[float], share: int) -> float:
    """Return the value that ``share`` percent do not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def tell(what: str, told: str, budget: str = "") -> None:
    """Print one line of the report."""
    print(f"{what:<58}{told:>24}  {budget}".rstrip())
