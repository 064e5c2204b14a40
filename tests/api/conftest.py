"""One house for all questions, and its description as schemathesis reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis

from tests.support.houses import Builder, House


@pytest.fixture(scope="package")
def served(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = builder.build(tmp_path_factory.mktemp("api") / "data")
    yield house
    house.database.dispose()


@pytest.fixture(scope="package")
def described(served: House) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served.app)
