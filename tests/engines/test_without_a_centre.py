"""With the centre switched off, in Firefox and in WebKitGTK: from the icon to the slip; switched on again, everything is there once."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from tests.engines.browsers import firefox
from tests.engines.visitors import Visitor
from tests.support.harbours import Harbour
from tests.support.houses import Builder
from tests.support.people import OLD_WOMAN, PASSPORT, PENSION
from webapp.dossiers import access, queries
from webapp.dossiers.models import DossierRow
from webapp.dossiers.sheet import DossierSheet

ICON = "/vi/?from=icon"
PACKS = "async least => (await (await caches.open('camtay-packs')).keys()).length >= least"
BOTH_LANGUAGES = """async () => (await (await caches.open((await caches.keys()).find(name => name.includes('shell')))).keys())
  .some(key => key.url.includes('/words/en/'))"""


def visits_once(her: Visitor) -> None:
    """One visit with a signal: the page of the pension, so that its pack is on the phone."""
    her.goes("")
    her.is_ready()
    her.goes(f"procedures/{PENSION}")
    her.until(PACKS, 2)
    her.until(BOTH_LANGUAGES)


def handed_in_at(centre: Harbour) -> list[DossierSheet]:
    """Return everything that was handed in at the centre, opened."""
    with centre.site.rows() as (db, keyring):
        ids = db.scalars(select(DossierRow.id).where(DossierRow.official.is_not(None))).all()
        return [queries.dossier(db, keyring, one) for one in ids]


def opened_by(centre: Harbour, slip: str) -> str | None:
    """Return the dossier that a slip opens at the centre, with the last digits of the old woman's phone."""
    with centre.site.rows() as (db, keyring):
        return access.open_for_tracking(db, keyring, slip, OLD_WOMAN["contact.phone"][-4:])


def answered(sheet: DossierSheet) -> dict[str, Any]:
    return {field: value for (field, row), value in sheet.answer_set().values.items() if row is None}


# proves FM 29, FM 30, FM 54, I4, I11, I12
def test_a_pension_goes_from_icon_to_slip_without_a_centre_and_arrives_once(her: Visitor, centre: Harbour) -> None:
    visits_once(her)
    centre.stop()

    her.goes(ICON)
    assert her.searches("ho chieu")[0] == PASSPORT
    her.goes("")
    assert her.searches("tien nguoi gia")[0] == PENSION
    filler = her.starts(PENSION, OLD_WOMAN)
    her.says_safety("here", "draft")
    her.walks(filler, until="birth-date")
    errs_and_mends(her)
    her.walks(filler, until="sex")
    goes_back_and_on(her)
    her.clicks('[data-part="language"]')
    her.until("() => location.pathname.startsWith('/en/')")
    her.lang = "en"
    her.walks(filler, until="unit")
    her.clicks('[data-part="language"]')
    her.until("() => location.pathname.startsWith('/vi/')")
    her.lang = "vi"
    her.walks(filler)
    assert "NGUYỄN THỊ MẾN" in her.text("main")
    slip = her.hands_in()
    assert len(slip) == 16
    her.says_safety("here", "submitted")

    centre.start()
    her.goes("outbox")
    her.waits_for('main [data-part="outbox_empty"]')
    handed_in = handed_in_at(centre)
    assert [one.id for one in handed_in] == [opened_by(centre, slip)]
    kept, wanted = answered(handed_in[0]), {name: value for (name, row), value in filler.answers.values.items() if row is None}
    assert {name: kept.get(name) for name in wanted} == wanted


# proves I4
def test_firefox_killed_without_a_centre_opens_again_with_every_answer(centre: Harbour, builder: Builder, tmp_path: Path) -> None:
    profile = tmp_path / "firefox"
    with firefox(profile) as wire:
        her = Visitor(wire, centre.base, builder.parts)
        visits_once(her)
        centre.stop()
        her.walks(her.starts(PENSION, OLD_WOMAN), until="birth-date")
        address = her.url
        os.kill(wire.session["capabilities"]["moz:processID"], signal.SIGKILL)
    with firefox(profile) as wire:
        again = Visitor(wire, centre.base, builder.parts)
        again.goes(urlsplit(address).path)
        again.says_safety("here", "draft")
        again.goes(urlsplit(address).path.replace("birth-date", "name"))
        assert again.value("owner.name") == "NGUYỄN THỊ MẾN"


def errs_and_mends(her: Visitor) -> None:
    """A day that is none: the same page with the list of problems in focus, and what was typed still in it."""
    for box, typed in (("day", "31"), ("month", "2"), ("year", "1945")):
        her.types(f'main [name="owner.birth_date.{box}"]', typed)
    her.presses_on()
    her.waits_for('[data-part="problem_list"]')
    assert her.step == "birth-date"
    assert [her.value(f"owner.birth_date.{box}") for box in ("day", "month", "year")] == ["31", "2", "1945"]
    assert her.asks("() => document.activeElement.matches('[autofocus]')")
    for box in ("day", "month"):
        her.types(f'main [name="owner.birth_date.{box}"]', "")


def goes_back_and_on(her: Visitor) -> None:
    """Back shows what was answered, and the page of the error is no place of its own in the history."""
    address = her.url
    her.goes_back()
    her.waits_for('main [name="owner.birth_date.year"]')
    assert her.value("owner.birth_date.year") == "1945"
    her.presses_on()
    assert her.url == address
