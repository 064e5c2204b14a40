"""A centre that can be switched off, and phones that go on without it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Playwright

from tests.support.harbours import Harbour, harbour
from tests.support.houses import Builder
from tests.support.phones import Phone

Gives = Callable[..., Phone]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}


@pytest.fixture
def centre(tmp_path: Path, builder: Builder) -> Iterator[Harbour]:
    """The centre of this test's own, open."""
    builder.furnish(tmp_path / "data")
    with harbour(tmp_path) as made:
        yield made


@pytest.fixture
def gives(playwright: Playwright, centre: Harbour, builder: Builder, tmp_path: Path) -> Iterator[Gives]:
    """Give people phones: ``gives("en")``. At the end no phone may have complained of anything but the missing network."""
    held: list[Phone] = []

    def give(lang: str = "vi", **how: Any) -> Phone:
        phone = Phone(playwright, centre.base, builder.parts, tmp_path / f"phone{len(held)}", lang, **how)
        held.append(phone)
        return phone

    yield give
    for one in held:
        with contextlib.suppress(Error):  # it may have been killed, or closed by the test
            one.closes()


def complaints_of(phone: Phone) -> list[str]:
    """Return what a phone complained of, apart from a network that is not there."""
    return [one for one in phone.complaints if "ERR_CONNECTION_REFUSED" not in one and "ERR_INTERNET_DISCONNECTED" not in one]
