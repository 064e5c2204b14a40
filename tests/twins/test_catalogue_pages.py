"""Every page of the catalogue is the same view, and the same bytes, on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product

import pytest

from tests.catalogue.conftest import frame_in
from tests.support.houses import Builder
from tests.support.twins import HOSTILE, assert_same_bytes, hostile
from tests.twins.catalogues import CataloguePhone, Json, borders
from tests.twins.engines import Question
from webapp.kernel.text import clean

ISLAND, MAINLAND, MORNING = "06994", "06685", "2026-11-23T02:00:00.000Z"
MOMENTS = [
    MORNING,
    "2026-11-23T08:00:00.000Z",  # 15:00 here
    "2026-11-21T07:59:59.999Z",  # a Saturday
    "2026-02-13T02:00:00.000Z",  # before the Lunar New Year
]
LANGS = ["vi", "en"]
QUERIES = ["tien nguoi gia", "khai sinh", "birth", "đất", "49", "1.014027", "qqqqzzzz", " ", "a", "🚢", *HOSTILE]


@pytest.fixture(scope="module")
def phone(builder: Builder) -> Iterator[CataloguePhone]:
    with CataloguePhone(builder.parts) as asked:
        yield asked


def page_of(code: str, lang: str, unit: str, at: str) -> Question:
    return "procedure", {"frame": frame_in(lang), "code": code, "unit": unit, "at": at}


@pytest.mark.parametrize("lang", LANGS)
def test_every_procedure_has_the_same_page_on_both_sides_whatever_the_unit_and_the_moment(phone: CataloguePhone, lang: str) -> None:
    procedures = phone.catalogue.procedures
    pages = [page_of(code, lang, unit, at) for code, unit, at in product(procedures, ["", ISLAND, MAINLAND], MOMENTS)]
    assert len(pages) == 361 * 3 * 4
    at_borders = [page_of(code, lang, ISLAND, at) for code, found in procedures.items() for at in around(borders(found))]
    assert len(at_borders) > 361 * 2
    assert list(phone.differences([*pages, *at_borders])) == []


def around(days: set[str]) -> list[str]:
    """Return the last moment before each day begins here, and its first."""
    starts = [datetime.fromisoformat(f"{day}T00:00:00+07:00") for day in sorted(days)]
    return [at.isoformat() for start in starts for at in (start - timedelta(milliseconds=1), start)]


def test_a_unit_that_is_no_commune_of_today_is_none_on_both_sides(phone: CataloguePhone) -> None:
    units = ["99999", "old-07024", "22", "<b>", "__proto__", "constructor"]
    assert (
        list(phone.differences(page_of(code, "vi", unit, MORNING) for code in ("1.014027", "1.001193", "1.001456") for unit in units)) == []
    )


def lists(phone: CataloguePhone, lang: str) -> list[Question]:
    asked: list[Json] = [{"event": event} for event in phone.catalogue.events]
    asked += [{"field": field} for field in phone.catalogue.fields]
    asked += [{"q": clean(query)} for query in QUERIES] + [{}, {"event": "__proto__"}, {"field": "constructor", "q": "khai sinh"}]
    return [("list", {"frame": frame_in(lang), **one}) for one in asked]


@pytest.mark.parametrize("lang", LANGS)
def test_lists_doors_fields_and_help_are_the_same_views(phone: CataloguePhone, lang: str) -> None:
    others: list[Question] = [
        ("home", {"frame": frame_in(lang)}),
        ("fields", {"frame": frame_in(lang)}),
        *(("help", {"frame": frame_in(lang), "page": page}) for page in ("", "14-07")),
        *(("missing", {"frame": frame_in(lang) | {"said": told}, "typed": typed, "problem": wrong}) for told, typed, wrong in MISSING),
    ]
    found = lists(phone, lang)
    assert len(found) > 13 + len(phone.catalogue.fields)
    assert list(phone.differences([*found, *others])) == []


MISSING = [("", "", False), ("saved", "", False), ("", "<b>", True)]


def test_what_is_on_the_phone_is_said_beside_the_entry_and_nowhere_else(phone: CataloguePhone) -> None:
    asked = {"frame": frame_in("vi"), "event": "growing_old"}
    plain, told = phone.ask([("list", asked), ("list", {**asked, "here": ["1.014027"]})])
    assert [entry["code"] for entry in told["entries"] if entry["here"]] == ["1.014027"]
    assert told == plain | {"entries": [entry | {"here": entry["code"] == "1.014027"} for entry in plain["entries"]]}


def test_the_same_bytes_are_drawn_whatever_is_kept(phone: CataloguePhone) -> None:
    drawn = [
        *(("home", {"take": take, "bytes": 812_345}) for take in ("no", "offer", "kept")),
        *(("list", asked) for asked in ({"event": "growing_old", "here": ["1.014027"]}, {"q": HOSTILE[0]}, {"q": "đất"}, {})),
        ("fields", {}),
        ("help", {"page": "14-07"}),
        ("missing", {"typed": HOSTILE[1], "problem": True}),
        *(
            ("procedure", {"code": code, "unit": unit, "at": at, "keep": keep})
            for code, unit in (("1.014027", ISLAND), ("1.001456", ""), ("1.001193", MAINLAND), ("linked-death", ""), ("3.000228", ISLAND))
            for keep, at in (("no", MORNING), ("offer", MOMENTS[1]), ("kept", MOMENTS[2]))
        ),
    ]
    asked = [(what, {"frame": frame_in(lang), **told}) for what, told in drawn for lang in LANGS]
    pages = [(template_of(what), view) for (what, _), view in zip(asked, phone.ask(asked), strict=True)]
    assert_same_bytes([*pages, *((template, hostile(view)) for template, view in pages if template != "catalogue/procedure.html")])


def template_of(what: str) -> str:
    return f"catalogue/{'procedures' if what == 'list' else what}.html"


def test_the_buttons_are_there_only_where_the_phone_offers_them(phone: CataloguePhone, builder: Builder) -> None:
    frame, render = frame_in("vi"), builder.parts.renderer.render
    for keep, said in (("no", 0), ("offer", 1), ("kept", 0)):
        [view] = phone.ask([("procedure", {"frame": frame, "code": "1.014027", "unit": "", "at": MORNING, "keep": keep})])
        page = render("catalogue/procedure.html", view)
        assert page.count('action="/vi/procedures/1.014027/keep"') == said
        assert ("Mất sóng vẫn mở được." in page) == (keep == "kept")
    for take, said in (("no", 0), ("offer", 1), ("kept", 0)):
        [view] = phone.ask([("home", {"frame": frame, "take": take, "bytes": 812_345})])
        page = render("catalogue/home.html", view)
        assert page.count('action="/vi/take"') == said
        assert ("Khoảng 813 KB." in page) == (take == "offer")
