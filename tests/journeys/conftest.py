"""A real server and Debian's Chromium, once per worker. Whatever a browser complains about fails the test that made it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.hands import Hands
from tests.support.houses import Builder
from tests.support.servers import Server, server

Opens = Callable[..., Hands]
OpensDesk = Callable[..., Hands]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of this worker, with demonstration people."""
    with server(tmp_path_factory.mktemp("site")) as made:
        yield made


@pytest.fixture
def opens(browser: Browser, site: Server, builder: Builder) -> Iterator[Opens]:
    """Give people phones: ``opens("en", script=False)``. At the end no phone may have complained."""
    held: list[Hands] = []

    def give(lang: str = "vi", **how: Any) -> Hands:
        held.append(Hands(browser, site.base, builder.parts, lang, **how))
        return held[-1]

    yield give
    complaints = [complaint for one in held for complaint in one.complaints]
    for one in held:
        one.close()
    assert complaints == []


@pytest.fixture(scope="session")
def staff_cookies() -> dict[str, Any]:
    """Who is signed in already: a one-time code opens once, so each account signs in once per worker."""
    return {}


@pytest.fixture
def opens_desk(opens: Opens, site: Server, staff_cookies: dict[str, Any]) -> OpensDesk:
    """Let a member of staff sit down: ``opens_desk("tiepnhan")``."""

    def sit(name: str, lang: str = "vi", **how: Any) -> Hands:
        officer = opens(lang, size={"width": 1280, "height": 800}, **how)
        if name in staff_cookies:
            officer.context.add_cookies(staff_cookies[name])
            return officer
        account = site.accounts()[name]
        officer.may_be_refused(403)  # the desk is not for every role
        officer.goes("sign-in")
        officer.page.locator('[name="name"]').fill(name)
        officer.page.locator('[name="password"]').fill(account["password"])
        officer.page.locator('[name="code"]').fill(site.code_of(account))
        officer.page.locator('form[data-part="sign_in"] button').click()
        officer.page.wait_for_url(lambda address: not address.endswith("/sign-in"))
        staff_cookies[name] = officer.context.cookies()
        return officer

    return sit
