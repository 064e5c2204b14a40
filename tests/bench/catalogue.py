"""What a search costs, over real questions of people: with and without marks, begun words, numbers, nonsense."""

from __future__ import annotations

from functools import partial

from flask.testing import FlaskClient

from tests.bench.timing import interleaved, median, percentile, tell
from tests.support.houses import House

QUESTIONS = ("khai sinh", "lam ho chieu", "tiền cho người già", "dat dai", "1.014027", "kết hôn", "driving licence", "birth", "xyzzy", "h")
TIMES = 40


def measure(house: House) -> None:
    """Print the cost of the search alone and of its page."""
    find = house.made.catalogue.index.find
    client = FlaskClient(house.app, house.app.response_class)

    def page(asked: str) -> object:
        return client.get("/vi/procedures", query_string={"q": asked})

    for name, act in [("search alone, p50 / p95", find), ("its page, p50 / p95", page)]:
        taken = interleaved({asked: partial(act, asked) for asked in QUESTIONS}, TIMES, warm=3)
        every = [each for times in taken.values() for each in times]
        if act is find:
            print(f"search in the catalogue, {len(QUESTIONS)} questions, n = {len(every)}")
        tell(name, f"{median(every):.2f} / {percentile(every, 95):.2f} ms")
    print()
