"""Every address: who may come, on which side of the counter it is, that it stays, and that templates name only those there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.kept_routes import addresses_of, kept
from tests.support.house import ROOT, files
from tests.support.houses import House
from webapp.accounts.signed_in import STAFF_SIDE
from webapp.ui.static_files import LINKED

STAFF_ADDRESSES = STAFF_SIDE | {"sign-in"}
EXPRESSION = re.compile(r"{{.*?}}")
ADDRESS = re.compile(r"<(\w+)\b[^>]*?\s(href|action|src)=\"(/[^\"]*)\"", re.DOTALL)
POSTS = re.compile(r"<form\b[^>]*method=\"post\"[^>]*>", re.DOTALL)
ANYTHING = "@"


def test_every_route_names_its_policy_and_its_counter(house: House) -> None:
    views = house.app.view_functions
    assert [name for name, view in views.items() if not getattr(view, "policy_name", "")] == []
    assert {getattr(view, "counter_name", "") for view in views.values()} == {"citizen", "officer", "public"}


def test_both_counters_stay_apart(house: House) -> None:
    for rule in house.app.url_map.iter_rules():
        parts = rule.rule.split("/")
        counter = house.app.view_functions[rule.endpoint].counter_name  # type: ignore[attr-defined]
        staff_side = len(parts) > 2 and parts[1] == "<lang>" and parts[2] in STAFF_ADDRESSES
        assert staff_side == (counter == "officer"), f"{rule.rule} is on the {counter} counter"


def test_no_address_vanishes(house: House) -> None:
    assert sorted(kept() - addresses_of(house.app)) == []


def test_every_address_is_kept_from_its_first_day(house: House) -> None:
    new = sorted(addresses_of(house.app) - kept())
    assert new == [], "python -m tests.house.kept_routes"


def test_every_act_is_a_post_and_no_address_has_another_method_but_uploads_that_go_on(house: House) -> None:
    other = {line for line in addresses_of(house.app) if line.split(" ")[0] not in {"GET", "POST"}}
    assert other == {"PATCH /uploads/<file>"}


def addresses_in(path: Path) -> Iterator[tuple[str, str]]:
    text = re.sub(r"{#.*?#}", "", path.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"{%.*?%}", "", text, flags=re.DOTALL)
    text = EXPRESSION.sub(ANYTHING, text)
    for found in ADDRESS.finditer(text):
        method = "POST" if found[1] == "form" and POSTS.match(text, found.start()) else "GET"
        yield method, re.split("[?#]", found[3])[0]


def leads_somewhere(method: str, address: str, known: set[str]) -> bool:
    """Tell whether a rule fits. An expression stands for one part, at the end for any number of them."""
    wanted = [".+" if part == ANYTHING and last else "[^/]*".join(map(re.escape, part.split(ANYTHING))) for part, last in parts_of(address)]
    pattern = re.compile("/".join(wanted))
    rules = (line.split(" ", 1)[1] for line in known if line.startswith(f"{method} "))
    return any(pattern.fullmatch(candidate) for rule in rules for candidate in (rule, re.sub(r"<[^>]+>", ANYTHING, rule)))


def parts_of(address: str) -> list[tuple[str, bool]]:
    parts = address.split("/")
    return [(part, place == len(parts) - 1) for place, part in enumerate(parts)]


@pytest.mark.parametrize("path", list(files("templates", "*.html")), ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_address_in_a_template_is_one_of_ours(house: House, path: Path) -> None:
    known = addresses_of(house.app)
    lost = [f"{method} {address}" for method, address in addresses_in(path) if not leads_somewhere(method, fixed(address), known)]
    assert lost == []


def fixed(address: str) -> str:
    """Return the address without what only the disk can tell: a file of ours is there, or it is no address."""
    static = re.fullmatch(rf"/static/{ANYTHING}/(.+)", address)
    if static is None:
        return f"/{ANYTHING}/@" if address == f"/{ANYTHING}/{ANYTHING}" else address
    made = static[1] in LINKED or any((ROOT / "static").glob(static[1].replace(ANYTHING, "*")))
    return "/static/@/@" if made else address


def test_an_address_that_is_none_is_found_out(house: House) -> None:
    known = addresses_of(house.app)
    for method, address in [("GET", "/@/nowhere"), ("POST", "/@/track/@/x"), ("GET", "/@/dossiers"), ("GET", "/static/@/img/none.svg")]:
        assert not leads_somewhere(method, fixed(address), known), address
    assert leads_somewhere("POST", "/@/dossiers", known)
