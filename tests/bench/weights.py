"""What a first view weighs on the wire: one answer, its one inline style in it, as brotli. Scripts come after it is painted."""

from __future__ import annotations

import brotli

from tests.bench.timing import tell
from tests.support.houses import House
from tests.support.persons import Person
from webapp.ui.static_files import house_files

GUIDE = "1.014027"
BROTLI = {"Accept-Encoding": "br"}
FIRST_VIEW, FIRST_STEP, OWN_SCRIPTS = 6 * 1024, 2.7 * 1024, 25 * 1024


def measure(house: House) -> None:
    """Print the bytes of first views and of the scripts."""
    print("bytes on the wire (brotli, body)")
    person = Person(house)
    for name, path in [("home", "/vi/"), ("procedure", f"/vi/procedures/{GUIDE}"), ("search", "/vi/procedures?q=khai sinh")]:
        line(house, name, path, FIRST_VIEW, person)
    dossier = person.start(GUIDE)
    line(house, "first step: the notice", f"/vi/dossiers/{dossier}/steps/notice", FIRST_STEP, person)
    walked = person.walk(GUIDE, until="name")
    line(house, "a step with one line", f"{walked.base}/steps/{walked.address.rsplit('/', 1)[1]}", FIRST_STEP, person)
    files = house_files().files
    own = sum(len(file.packed or file.plain) for name, file in files.items() if name.endswith(".js") and not name.startswith("vendor/"))
    tell("all JavaScript of our own", f"{own} B", f"budget {OWN_SCRIPTS} B")
    tell("htmx, vendored", f"{len(files['vendor/htmx-2.0.11.min.js'].packed)} B")
    tell("the inline style alone", f"{len(brotli.compress(house.made.style.encode()))} B")
    print()


def line(house: House, name: str, path: str, budget: float, person: Person) -> None:
    """Print one page in both languages."""
    for lang in ("vi", "en"):
        answer = person.browser.get(path.replace("/vi/", f"/{lang}/", 1), headers=BROTLI)
        assert answer.status_code == 200, path
        heads = sum(len(name) + len(value) + 4 for name, value in answer.headers)
        tell(f"{name} ({lang})", f"{len(answer.data)} B + {heads} B head", f"budget {budget:.0f} B")
