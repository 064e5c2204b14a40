"""A tip comes with a photo nobody could read, and hardly ever with a good one. More: ``python -m tests.photos.figures``."""

from __future__ import annotations

import pytest

from tests.photos import papers
from tests.photos.judging import judged


@pytest.mark.parametrize("called", papers.GOOD)
def test_a_good_photo_of_a_paper_gets_no_tip(called: str) -> None:
    [found] = judged([papers.GOOD[called](3)])
    assert found["poor"] == []


@pytest.mark.parametrize("called", papers.FACES)
def test_a_passport_photo_gets_no_tip(called: str) -> None:
    [found] = judged([papers.FACES[called](2)], paper=False)
    assert found["poor"] == []


@pytest.mark.parametrize("called", papers.POOR)
def test_a_poor_photo_gets_its_tip(called: str) -> None:
    code, make = papers.POOR[called]
    [found] = judged([make(4)], paper="face" not in called)
    assert code in found["poor"]


def test_a_photo_of_nothing_is_judged_too() -> None:
    from PIL import Image

    [black, white, dot] = judged([Image.new("RGB", (800, 600), shade) for shade in ("black", "white")] + [Image.new("RGB", (1, 1), "grey")])
    assert black["poor"] == ["dark"]
    assert white["poor"] == ["glare"]
    assert dot["poor"] == []
