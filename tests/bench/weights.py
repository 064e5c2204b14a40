"""What travels: first views, and everything that a phone fetches so that it can work with no signal. All as brotli, bodies only."""

from __future__ import annotations

import json
import posixpath
import re

import brotli

from tests.bench.timing import tell
from tests.support.houses import House
from tests.support.persons import Person
from webapp.kernel.localised import LANGUAGES
from webapp.offline import routes
from webapp.offline.shelves import Packed, Shelves
from webapp.ui.static_files import StaticFile, house_files

GUIDE = "1.014027"
BROTLI = {"Accept-Encoding": "br"}
FIRST_VIEW, FIRST_STEP = 6 * 1024, 2.7 * 1024
OWN_SCRIPTS, OFFLINE = 25 * 1024, 110 * 1024
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']""")


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
    """Our own scripts by what they are for; as one stream they say what many small files cost."""
    files = house_files().files
    own = {name: file for name, file in files.items() if name.endswith(".js") and not name.startswith("vendor/")}
    for part, what in [("js/", "scripts of pages"), ("sw/", "the worker"), ("core/", "the engine")]:
        tell(what, f"{weight(*(file for name, file in own.items() if name.startswith(part)))} B")
    tell("all JavaScript of our own", f"{weight(*own.values())} B", f"budget {OWN_SCRIPTS} B")
    whole = b"\n".join(file.plain for file in own.values())
    tell(f"  those {len(own)} files as one stream", f"{len(brotli.compress(whole, quality=11))} B")
    for name in sorted(name for name in files if name.startswith("vendor/")):
        tell(name, f"{weight(files[name])} B")


def offline(house: House, shelves: Shelves) -> None:
    """All that a phone fetches before it can work alone, part by part, in one language with one guide."""
    config = routes.config_of(shelves, house.made.release)
    files = house_files().files
    worker = [files[name] for name in modules("sw/main.js", set())]
    parts = {
        "/sw.js": len(brotli.compress(json.dumps(config).encode(), quality=5)),
        f"shell: {len(config['files'])} files, htmx in them": weight(*(files[address.split("/", 3)[3]] for address in config["files"])),
        f"worker: {len(worker)} modules, the drawing of slips in them": weight(*worker),
        "common: trees, lists, texts": len(shelves.common.brotli),
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


def modules(name: str, seen: set[str]) -> set[str]:
    """Return a module and all that it imports, directly or not."""
    if name not in seen:
        seen.add(name)
        for said in IMPORTED.findall(house_files().files[name].plain.decode()):
            modules(posixpath.normpath(posixpath.join(posixpath.dirname(name), said)), seen)
    return seen


def weight(*files: StaticFile) -> int:
    """Return the bytes that files take on the wire."""
    return sum(len(file.packed or file.plain) for file in files)


def pack(found: Packed | None) -> Packed:
    """Return what must be there."""
    assert found is not None
    return found
