"""``python -m tests.photos.figures [seeds]``: how far good and poor photos lie apart. For ``webapp/docs/pictures.md``."""

from __future__ import annotations

import sys

from tests.photos import papers
from tests.photos.judging import judged


def line(called: str, make: papers.Make, code: str, seeds: int) -> str:
    """Return one row: how many of the pictures got this code (or, of good ones, any), and the range of sharpness and glare."""
    found = [judged([make(seed)], paper="face" not in called and "passport" not in called)[0] for seed in range(seeds)]
    hits = sum(code in one["poor"] if code else bool(one["poor"]) for one in found)
    sharp = [float("inf") if one["sharp"] is None else one["sharp"] for one in found]
    white = [one["glare"] for one in found]
    return f"| {called} | {code} | {hits}/{seeds} | {min(sharp):.2f}-{max(sharp):.2f} | {100 * min(white):.1f}-{100 * max(white):.1f} |"


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print("| photo | tip | got it | sharpness | white patch, % |\n| --- | --- | --- | --- | --- |")
    for called, make in {**papers.GOOD, **papers.FACES}.items():
        print(line(called, make, "", seeds), flush=True)
    for called, (code, make) in papers.POOR.items():
        print(line(called, make, code, seeds), flush=True)


if __name__ == "__main__":
    main()
