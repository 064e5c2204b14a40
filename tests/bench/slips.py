"""What a slip costs: the PDF on A5 and the picture of its code."""

from __future__ import annotations

from functools import partial

from tests.bench.timing import interleaved, median, percentile, tell
from tests.support.houses import House
from tests.support.persons import Person

TIMES = 15


def measure(house: House) -> None:
    """Print the cost of both, by their addresses."""
    walked = Person(house).walk("1.014027")
    walked.hand_in()
    browser = walked.person.browser
    acts = {name: partial(browser.get, f"{walked.base}/{name}") for name in ("slip.pdf", "slip.svg")}
    taken = interleaved(acts, TIMES, warm=2)
    print(f"the slip, n = {TIMES}")
    for name, times in taken.items():
        size = len(browser.get(f"{walked.base}/{name}").data)
        tell(f"{name}, {size} B, p50 / p95", f"{median(times):.1f} / {percentile(times, 95):.1f} ms")
    print()
