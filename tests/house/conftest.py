"""The scene of this folder's tests, made once: nobody in it may change anything that others look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.house.scene import Scene, scene_in
from tests.support.houses import Builder


@pytest.fixture(scope="module")
def scene(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    house = builder.build(tmp_path_factory.mktemp("scene") / "data")
    yield scene_in(house)
    house.database.dispose()
