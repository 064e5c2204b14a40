"""Debian's Chromium with the modules of ``static/`` on a page of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.support.house import ROOT
from webapp.ui.static_files import TYPES

ADDRESS = "http://localhost:1"
PAGE = "<!doctype html><html lang=vi><title>x</title><input type=file multiple>"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}


def served(route: Route) -> None:
    """Answer with a file of ``static/`` as it stands there, or with the empty page."""
    path = ROOT / "static" / route.request.url.removeprefix(ADDRESS + "/")
    if path.is_file():
        route.fulfill(body=path.read_bytes(), content_type=TYPES[path.suffix])
    else:
        route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")


@pytest.fixture
def sheet(browser: Browser) -> Iterator[Page]:
    """An empty page with a control for files, where every module of ours can be imported. No script may fail on it."""
    failed: list[str] = []
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.route("**/*", served)
    page.goto(ADDRESS + "/")
    yield page
    page.close()
    assert failed == []
