"""What travels: first views, and everything that a phone fetches so that it can work with no signal. All as brotli, bodies only."""

from __future__ import annotations

import json

import brotli

from tests.bench.timing import tell
from tests.support.houses import House
from tests.support.persons import Person
from webapp.kernel.localised import LANGUAGES
from webapp.offline import routes
from webapp.offline.shelves import Packed, Shelves
from webapp.ui.linking import link
from webapp.ui.static_files import LINKED, PLAIN, StaticFile, house_files

GUIDE = "1.014027"
SLIPS, NO_SLIPS = "vendor/qr-0.7.0/index.js", "export const encodeQR=0;"
BROTLI = {"Accept-Encoding": "br"}
FIRST_VIEW, FIRST_STEP = 6 * 1024, 2.7 * 1024
OWN_SCRIPTS, OFFLINE = 25 * 1024, 110 * 1024


def measure(house: House) -> None:
    """Print the bytes of first views, of scripts, and of all that is kept on a phone."""
    print("bytes on the wire (brotli, body)")
    pages(house)
    scripts()
    with house.app.app_context():
        offline(house, routes.shelves())
    print()


def pages(house: House) -> None:
    """One answer, its one inline style in it. Scripts come after it is painted."""
    person = Person(house)
    for name, path in [("home", "/vi/"), ("procedure", f"/vi/procedures/{GUIDE}"), ("search", "/vi/procedures?q=khai sinh")]:
        line(house, name, path, FIRST_VIEW, person)
    dossier = person.start(GUIDE)
    line(house, "first step: the notice", f"/vi/dossiers/{dossier}/steps/notice", FIRST_STEP, person)
    walked = person.walk(GUIDE, until="name")
    line(house, "a step with one line", f"{walked.base}/steps/{walked.address.rsplit('/', 1)[1]}", FIRST_STEP, person)
    tell("the inline style alone", f"{len(brotli.compress(house.made.style.encode()))} B")


def line(house: House, name: str, path: str, budget: float, person: Person) -> None:
    """Print one page in both languages."""
    for lang in ("vi", "en"):
        answer = person.browser.get(path.replace("/vi/", f"/{lang}/", 1), headers=BROTLI)
        assert answer.status_code == 200, path
        heads = sum(len(name) + len(value) + 4 for name, value in answer.headers)
        tell(f"{name} ({lang})", f"{len(answer.data)} B + {heads} B head", f"budget {budget:.0f} B")


def scripts() -> None:
    """Our own scripts as they are linked; one by one they say what linking saves. The drawing of slips is vendored, and weighed apart."""
    files = house_files().files
    own = {
        name: file for name, file in files.items() if name.endswith(".js") and not name.startswith("vendor/") and name not in LINKED | PLAIN
    }
    for name, entry in LINKED.items():
        tell(f"{name}: {entry} and all that it imports", f"{weight(files[name])} B")
    ours = link(lambda name: NO_SLIPS if name == SLIPS else files[name].plain.decode(), "sw/main.js")
    tell("all JavaScript of our own", f"{weight(files['js/linked.js']) + len(brotli.compress(ours.encode()))} B", f"budget {OWN_SCRIPTS} B")
    tell(f"  its {len(own)} modules one by one", f"{weight(*own.values())} B")
    for name in sorted(name for name in files if name.startswith("vendor/")):
        tell(name, f"{weight(files[name])} B")


def offline(house: House, shelves: Shelves) -> None:
    """All that a phone fetches before it can work alone, part by part, in one language with one guide."""
    config = routes.config_of(shelves, house.made.release)
    files = house_files().files
    parts = {
        "/sw.js": len(brotli.compress(json.dumps(config).encode(), quality=5)),
        f"shell: {len(config['files'])} files, htmx in them": weight(*(files[address.split("/", 3)[3]] for address in config["files"])),
        "worker, the drawing of slips in it": weight(files["sw/linked.js"]),
        "common: trees, lists, texts, small pictures": len(shelves.common.brotli),
        "catalogue": len(shelves.catalogue.brotli),
        "words (vi)": len(shelves.words["vi"].brotli),
        f"guide {GUIDE}: definition": len(pack(shelves.definition(GUIDE, shelves.digests[GUIDE])).brotli),
        f"guide {GUIDE}: facts": len(pack(shelves.facts_pack(GUIDE, shelves.facts_digests[GUIDE])).brotli),
    }
    for name, bytes_ in parts.items():
        tell(name, f"{bytes_} B")
    tell("everything needed to work offline", f"{sum(parts.values())} B", f"budget {OFFLINE} B")
    for lang in LANGUAGES:
        tell(f"words ({lang})", f"{len(shelves.words[lang].brotli)} B")
    tell("pack of the commune, when asked for", f"{len(shelves.commune.brotli)} B")


def weight(*files: StaticFile) -> int:
    """Return the bytes that files take on the wire."""
    return sum(len(file.packed or file.plain) for file in files)


def pack(found: Packed | None) -> Packed:
    """Return what must be there."""
    assert found is not None
    return found
