"""A member of staff at a real desk: signs in with password and one-time code, and does one act."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.support.hands import Hands
from tests.support.servers import Server
from webapp.ui.parts import Parts

DESK = {"width": 1280, "height": 800}


def sits_down(browser: Browser, site: Server, made: Parts, name: str) -> Hands:
    """Return the officer's browser, signed in."""
    officer = Hands(browser, site.base, made, size=DESK)
    account = site.accounts()[name]
    officer.goes("sign-in")
    officer.page.locator('[name="name"]').fill(name)
    officer.page.locator('[name="password"]').fill(account["password"])
    officer.page.locator('[name="code"]').fill(site.code_of(account))
    officer.page.locator('form[data-part="sign_in"] button').click()
    officer.page.wait_for_url(lambda address: not address.endswith("/sign-in"))
    return officer


def accepts(officer: Hands, dossier: str) -> None:
    """Open a dossier from the queue and accept it."""
    officer.goes("desk/")
    officer.page.locator(f'tr[data-dossier="{dossier}"] a').click()
    form = officer.page.locator('form[data-act="accept"]')
    form.locator("button.button").click()
    officer.page.locator('main p.notice[role="status"]').wait_for()
