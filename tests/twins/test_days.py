"""A birthday is a day, not a moment: whatever zone a phone is set to, it stays the day that was typed."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date, timedelta

import pytest

from tests.support.house import ROOT

ZONES = ["UTC", "Asia/Ho_Chi_Minh", "America/Los_Angeles", "Pacific/Kiritimati"]


# proves FM 37
@pytest.mark.parametrize("zone", ZONES)
def test_no_day_moves_in_any_zone(zone: str) -> None:
    told = subprocess.run(
        ["node", str(ROOT / "tests" / "twins" / "days.mjs")], env=os.environ | {"TZ": zone}, capture_output=True, text=True, check=True
    )
    days = json.loads(told.stdout)
    assert len(days) == 731
    for place, (typed, value, shown, in_vietnam) in enumerate(days):
        day = date(2023, 1, 1) + timedelta(days=place)
        assert typed == f"{day.day}/{day.month}/{day.year}"
        assert value == day.isoformat()
        assert str(day.year) in shown
        assert in_vietnam == (day + timedelta(days=1)).isoformat()
