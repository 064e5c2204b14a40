"""The list of what the worker keeps is whole: nothing that a page asks for is missing, nothing in it is missing on the disk."""

from __future__ import annotations

import json
import posixpath
import re
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support.house import ROOT
from tests.support.houses import Builder, House
from tests.support.persons import Person
from webapp.forms.lists import HOME_PROVINCE
from webapp.offline import routes
from webapp.offline.shelves import Shelves
from webapp.ui.static_files import LINKED, house_files

STATIC = ROOT / "static"
GUIDE = "1.014027"
ASKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
IMPORTED = re.compile(r"\b(?:import|export)\b")
MOST_BYTES = 600 * 1024


@pytest.fixture
def listed(house: House) -> set[str]:
    """The addresses of the files that the worker keeps: those it is told to fetch, and the pictures that come in one piece."""
    with house.app.app_context():
        made = routes.shelves()
        fetched = routes.config_of(made, house.made.release)["files"]
    pictures = json.loads(made.common.plain)["pictures"]
    return {*fetched, *(f"/static/{house.made.release}/{name}" for name in pictures)}


# proves FM 47
def test_every_file_that_a_page_of_citizens_asks_for_is_in_the_list(house: House, listed: set[str]) -> None:
    person = Person(house)
    dossier = person.start(GUIDE)
    steps = person.walk(GUIDE, until="name")
    paths = [
        "/vi/",
        "/en/",
        "/vi/procedures?q=khai sinh",
        f"/vi/procedures/{GUIDE}",
        "/vi/dossiers/",
        "/vi/help",
        "/vi/track",
        steps.address,
    ]
    paths += [f"/vi/dossiers/{dossier}/steps/notice"]
    asked = {path: set(ASKED.findall(person.browser.get(path).text)) for path in paths}
    for path, addresses in asked.items():
        assert len(addresses) >= 5, path
        assert addresses <= listed, (path, addresses - listed)


def test_the_scripts_of_a_page_are_one_file_that_imports_nothing(house: House, listed: set[str]) -> None:
    scripts = {address for address in listed if "/js/" in address}
    assert scripts == {f"/static/{house.made.release}/js/linked.js"}
    assert not IMPORTED.search(house_files().files["js/linked.js"].plain.decode())
    parts = {path.stem for path in (STATIC / "js" / "parts").glob("*.js")}
    imported = re.findall(r'from "\./parts/(\w+)\.js"', (STATIC / "js" / "start.js").read_text("utf-8"))
    assert set(imported) == parts


def test_pictures_that_come_in_one_piece_are_the_ones_on_the_disk(house: House) -> None:
    with house.app.app_context():
        pictures = json.loads(routes.shelves().common.plain)["pictures"]
    on_disk = {path.relative_to(STATIC).as_posix(): path.read_text("utf-8") for path in (STATIC / "img" / "papers").iterdir()}
    assert pictures == on_disk
    assert all(name.endswith(".svg") for name in pictures)


# proves FM 47
def test_the_list_holds_only_files_that_are_on_the_disk_none_of_the_desk_and_not_too_much(listed: set[str]) -> None:
    names = sorted(address.split("/", 3)[3] for address in listed)
    assert len(names) > 15
    assert all((STATIC / name).is_file() != (name in LINKED) for name in names)
    assert not [name for name in names if name.startswith(("core/", "sw/")) or "desk" in name]
    pictures = {path.relative_to(STATIC).as_posix() for path in (STATIC / "img" / "papers").iterdir()}
    assert pictures
    assert pictures <= set(names)
    assert sum(len(house_files().files[name].plain) for name in names) < MOST_BYTES


def test_the_app_on_the_home_screen_opens_a_page_and_has_its_pictures(house: House) -> None:
    address = f"/static/{house.made.release}/manifest.webmanifest"
    assert f'<link rel="manifest" href="{address}">' in house.browser().get("/vi/").text
    answer = house.browser().get(address)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    said: dict[str, Any] = json.loads(answer.get_data())
    assert (said["name"], said["lang"], said["scope"], said["display"]) == ("Cầm Tay", "vi", "/", "standalone")
    assert house.browser().get(said["start_url"]).status_code == 200
    assert said["theme_color"] in (STATIC / "css" / "citizen.css").read_text("utf-8")
    pictures = {icon["sizes"] + icon.get("purpose", ""): icon for icon in said["icons"]}
    assert set(pictures) == {"192x192", "512x512", "512x512maskable", "any"}
    for icon in said["icons"]:
        picture = house.browser().get(posixpath.join(posixpath.dirname(address), icon["src"]))
        assert (picture.status_code, picture.headers["Content-Type"]) == (200, icon["type"])
        if icon["type"] == "image/png":
            assert "x".join(map(str, size_of(picture.get_data()))) == icon["sizes"]


def test_the_picture_for_an_iphone_has_the_size_that_it_wants() -> None:
    assert size_of((STATIC / "icons" / "hand-180.png").read_bytes()) == (180, 180)


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", png[16:24])
    return wide, high


def test_phones_get_the_communes_of_the_province_and_no_others(house: House) -> None:
    with house.app.app_context():
        lists = json.loads(routes.shelves().common.plain)["lists"]
    assert {item[3] for item in lists["communes"]} == {HOME_PROVINCE}
    assert len(lists["communes"]) == 54
    assert set(lists) == set(house.made.lists.names())


def test_however_many_ask_at_once_the_shell_is_made_once(builder: Builder, tmp_path: Path) -> None:
    house = builder.build(tmp_path / "data")

    def ask(_: int) -> Shelves:
        with house.app.app_context():
            return routes.shelves()

    with ThreadPoolExecutor(6) as crowd:
        assert len({id(made) for made in crowd.map(ask, range(6))}) == 1
    house.database.dispose()
