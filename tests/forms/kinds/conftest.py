"""The reference lists and the day of the vectors."""

from __future__ import annotations

import pytest

from tests.support.house import ROOT
from webapp.forms.kinds import CheckContext
from webapp.forms.lists import Lists

TODAY = "2026-11-23"


@pytest.fixture(scope="session")
def lists() -> Lists:
    return Lists.load(ROOT / "webapp" / "catalogue" / "data" / "lists")


@pytest.fixture(scope="session")
def context(lists: Lists) -> CheckContext:
    return CheckContext(TODAY, lists)
