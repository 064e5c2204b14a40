"""Every page a citizen can see, drawn by the server and by the phone from the same view: equal to the byte.

The views are those of real walks: empty, filled, with what attackers type, with mistakes, in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.support import odd_files
from tests.support.filling import row_of, step_of
from tests.support.house import ROOT
from tests.support.houses import Builder, House
from tests.support.people import FISHERMAN, OLD_WOMAN, PASSPORT, PENSION
from tests.support.persons import Person, slip_of
from tests.support.twins import HOSTILE, assert_plain, assert_same_bytes, hostile
from webapp.ui.render import Renderer

FOLDERS = ("citizen", "catalogue", "problems")
LANGS = ("vi", "en")
SAID = (
    "saved",
    "code_kept",
    "gap_kept",
    "left",
    "resumed",
    "removed",
    "help_asked",
    "withdrawn",
    "done",
    "signed_out",
    "locked",
    "changed",
)
# Whose phone it is, and its locks: the centre asks nobody. Drawn alike: tests/twins/test_lock_pages.py.
ONLY_ON_PHONES = {f"citizen/{name}.html" for name in ("whose", "new_secret", "unlock", "forgotten", "lock", "change_secret")}
CODES = (PENSION, PASSPORT, "1.001193", "linked-death", "1.001653", "3.000439", "1.003133")
OPEN_PAGES = (
    "",
    "fields",
    "coverage",
    "missing",
    "help?page=14-07",
    "track",
    "leave",
    "outbox",
    "dossiers/",
    "procedures",
    "procedures?q=zzzz",
)
View = Mapping[str, Any]


class Remembering(Renderer):
    """Draws, and remembers from what."""

    drawn: list[tuple[str, View]]

    def render(self, template: str, view: View) -> str:
        self.drawn.append((template, view))
        return super().render(template, view)


@pytest.fixture(scope="module")
def drawn(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, View]]]:
    """Everything that was drawn while people went everywhere."""
    renderer = Remembering.__new__(Remembering)
    renderer.__dict__.update(builder.parts.renderer.__dict__)
    renderer.drawn = []
    house = builder.build(tmp_path_factory.mktemp("twins") / "data", parts={"renderer": renderer})
    for lang in LANGS:
        looks_around(house, lang)
        goes_wrong(house, lang)
        for code, given in ((PASSPORT, FISHERMAN), (PENSION, OLD_WOMAN | {"guardian.exists": True}), ("1.001653", {})):
            goes_through(house, lang, code, given)
            house.clock.forward(minutes=1)
    yield renderer.drawn
    house.database.dispose()


def looks_around(house: House, lang: str) -> None:
    person = Person(house, lang)
    events = [f"procedures?event={code}" for code in house.made.catalogue.events]
    fields = [f"procedures?field={code}" for code in list(house.made.catalogue.fields)[:4]]
    asked = [f"procedures?q={text}" for text in ("ho+chieu", "%3Cscript%3E", "%22%3E%3Cimg", "tien+nguoi+gia")]
    guides = [f"procedures/{code}{unit}" for code in CODES for unit in ("", "?unit=06994", "?unit=06685")]
    for path in (*OPEN_PAGES, *events, *fields, *asked, *guides, *(f"?said={code}" for code in SAID)):
        person.get(path)
    person.post("missing", {"said": ""})
    person.post("missing", {"said": "đổi tên tàu"})
    person.post("track", {"code": '"><b>', "check": "' onfocus='"})
    person.post("resume", {"resume": "x", "digits": "1"})


def goes_wrong(house: House, lang: str) -> None:
    person = Person(house, lang)
    person.get("procedures/9.999999")
    person.get("dossiers/01890000-0000-7000-8000-000000000000/review")
    dossier = person.start(PENSION)
    person.post(f"dossiers/{dossier}/steps/name", {"stray": "1"})
    person.post(f"dossiers/{dossier}/steps/notice", {"_form": "x" * 600_000})
    person.post("leave", {"digits": "5678"})


def goes_through(house: House, lang: str, code: str, given: dict[str, Any]) -> None:
    """Look at each page empty, send it with hostile words, look at what comes back, then answer it and look again."""
    person = Person(house, lang)
    answers, dossier = person.filler(code, given, loosely=True), person.start(code)
    address = f"/{lang}/dossiers/{dossier}/steps/notice"
    while step := step_of(address):
        person.get(address)
        for place in (0, 4):
            sent = {name: HOSTILE[place] for name, _ in answers.names(step)}
            person.post(address, sent)
        if step.startswith("paper-"):
            name = answers.stop(step).fields[0].id
            person.post(address, {f"{name}.file": (BytesIO(odd_files.SVG), "<b>.jpg"), f"{name}.reason": HOSTILE[4]})
            person.post(address, {f"{name}.file": (BytesIO(odd_files.picture()), "a.jpg")})
        if step == "contact-others":
            goes_through_a_row(person, address)
        went = person.post(address, answers.post(step, row_of(address)))
        person.get(f"{address}?change=1")
        address = went.headers["Location"]
    ends(person, dossier)


def goes_through_a_row(person: Person, address: str) -> None:
    row = person.post(address, {"_add": "1"}).headers["Location"]
    person.get(row)
    person.post(row, {"contact.other_name": HOSTILE[0], "contact.other_phone": HOSTILE[1]})
    person.post(row, {"contact.other_name": "Nguyễn O'Con", "contact.other_phone": "0987654321"})
    person.get(address)


def ends(person: Person, dossier: str) -> None:
    base = f"dossiers/{dossier}"
    person.get(f"{base}/review")
    person.post(f"{base}/submit", {})
    person.post(f"{base}/submit", {"consent.given": "1", "declaration.true": "1"})
    receipt = person.get(f"{base}/receipt")
    person.post(f"{base}/official-code", {"official_code": HOSTILE[0]})
    person.post(f"{base}/official-code", {"official_code": ""})
    for page in ("receipt", "copy", "form", ""):
        person.get(f"{base}/{page}")
    son = Person(person.house, person.lang)
    seen = son.post("track", {"code": slip_of(receipt.text), "check": "5678"})
    if seen.status_code == 303:
        son.get(seen.headers["Location"])
    person.get("dossiers/")
    person.post(f"{base}/steps/notice", {})


def of_citizens(drawn: list[tuple[str, View]]) -> list[tuple[str, View]]:
    return [(template, view) for template, view in drawn if template.split("/")[0] in FOLDERS]


def test_every_page_a_citizen_can_see_is_drawn_alike_by_server_and_phone(drawn: list[tuple[str, View]]) -> None:
    """One test, because going everywhere takes long. Error pages that nobody met have a test of their own."""
    for template, view in drawn:
        assert_plain(view, template)
    seen = [(template, view) for template, view in drawn if template.split("/")[0] in FOLDERS]
    assert len(seen) > 500
    assert_same_bytes(seen)
    assert_same_bytes((template, hostile(view)) for template, view in seen[::3])
    pages = {str(path.relative_to(ROOT / "templates")) for folder in FOLDERS for path in pages_in(ROOT / "templates" / folder)}
    for lang in LANGS:
        missing = pages - {template for template, view in seen if view["lang"] == lang}
        assert {name for name in missing if not name.startswith("problems/")} == ONLY_ON_PHONES


def pages_in(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.html")) if "{% extends" in path.read_text(encoding="utf-8")]
