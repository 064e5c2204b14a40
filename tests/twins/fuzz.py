"""The differential fuzz: random forms filled in at random, both engines, no difference. ``python -m tests.twins.fuzz 100000 [seed]``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from random import Random
from time import monotonic

from tests.twins.engines import Question, differences
from tests.twins.random_forms import Forms
from tests.twins.random_texts import text

SHOWN = 5


def questions(count: int, seed: int) -> Iterator[Question]:
    """Yield so many forms, and with each a field typed into, a stored value and a text."""
    for number in range(seed * 1_000_000_000, seed * 1_000_000_000 + count):
        forms = Forms(number)
        yield "form", forms.question()
        yield "typed", forms.typed()
        yield "value", forms.stored()
        yield "texts", text(Random(number), 40)


def main(count: int, seed: int) -> int:
    """Run and print; return the exit status."""
    start, found = monotonic(), 0
    for difference in islice(differences(questions(count, seed)), SHOWN):
        found += 1
        print(difference, end="\n\n", flush=True)
    print(f"{count} forms from seed {seed}: {found or 'no'} differences in {monotonic() - start:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
