"""A centre that can be switched off, and the engines that are driven without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.browsers import firefox, webkit
from tests.engines.visitors import Visitor
from tests.support.harbours import Harbour, harbour
from tests.support.houses import Builder

ENGINES = {"firefox": firefox, "webkit": webkit}


@pytest.fixture
def centre(tmp_path: Path, builder: Builder) -> Iterator[Harbour]:
    """The centre of this test's own, open."""
    builder.furnish(tmp_path / "data")
    with harbour(tmp_path) as made:
        yield made


@pytest.fixture(params=list(ENGINES))
def her(request: pytest.FixtureRequest, tmp_path: Path, centre: Harbour, builder: Builder) -> Iterator[Visitor]:
    """A person in a window of each engine. What stood there when the test failed is kept as a picture beside the logs."""
    with ENGINES[request.param](tmp_path / request.param) as wire:
        yield Visitor(wire, centre.base, builder.parts)
