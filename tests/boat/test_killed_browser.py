"""The whole browser is killed while somebody answers without a centre; what was ticked is there when it is opened again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.bench.browser_kills import kills
from tests.support.houses import Builder

pytestmark = pytest.mark.browser
KILLS, SEED = 5, 7


# proves FM 7, I4
def test_what_was_ticked_is_there_after_the_browser_was_killed_at_any_moment(
    playwright: Playwright, builder: Builder, tmp_path: Path
) -> None:
    done = kills(playwright, builder, tmp_path, KILLS, SEED)
    assert done.killed == KILLS
    assert done.ticked > KILLS
    assert done.lost == []
