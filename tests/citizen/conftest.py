"""One house for the tests of a file: every person in them has a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.houses import Builder, House


@pytest.fixture(scope="module")
def street(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = builder.build(tmp_path_factory.mktemp("citizen") / "data")
    yield built
    built.database.dispose()
