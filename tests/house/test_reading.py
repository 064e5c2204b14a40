"""Every page that is read: nothing is written but through three doors, headers are whole, and the phone draws the same bytes."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.house.scene import Scene, address_of, rules_of, scene_in
from tests.support.house import ROOT
from tests.support.houses import Builder
from tests.support.strict_client import text_of
from tests.support.twins import assert_plain, assert_same_bytes
from webapp.database import Database
from webapp.offline.compiler import build_trees
from webapp.ui.render import Renderer
from webapp.ui.style import style_hash

DOORS = {"webapp.desk.reading_door", "webapp.accounts.last_seen", "webapp.ui.limits"}
FOR_EVERYBODY = ("/static/", "/shell/", "/packs/", "/sw.js", "/api/v1/")
"""Beginnings of addresses whose answers are the same for all, so that browsers and proxies may keep them."""
BETWEEN = ("contextlib", "webapp.ui.parts", "webapp.database")


class WatchedDatabase(Database):
    """Remembers which module opened the writing door."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.writers: list[str] = []

    def transaction(self, *, lasting: bool = True) -> AbstractContextManager[Session]:
        frame = sys._getframe(1)
        while frame.f_globals["__name__"].startswith(BETWEEN) and frame.f_back is not None:
            frame = frame.f_back
        self.writers.append(frame.f_globals["__name__"])
        return super().transaction(lasting=lasting)


class WatchedRenderer(Renderer):
    """Remembers every view that was drawn."""

    views: list[tuple[str, Mapping[str, Any]]]

    def render(self, template: str, view: Mapping[str, Any]) -> str:
        self.views.append((template, view))
        return super().render(template, view)


@pytest.fixture(scope="module")
def watched(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    made = builder.parts.renderer
    renderer = WatchedRenderer.__new__(WatchedRenderer)
    renderer.__dict__.update(made.__dict__)
    renderer.views = []
    parts = {"database": WatchedDatabase, "renderer": renderer}
    house = builder.build(tmp_path_factory.mktemp("watched") / "data", parts=parts)
    yield scene_in(house)
    house.database.dispose()


def read_everything(scene: Scene) -> Iterator[tuple[str, str, Any]]:
    """Read every page as everybody, in both languages; time goes on, so that whoever is seen again is noted again."""
    for rule in (rule for rule in rules_of(scene) if "GET" in (rule.methods or ())):
        for walked in (scene.draft, scene.handed_in):
            for lang in ("vi", "en") if "lang" in rule.arguments else ("vi",):
                address = address_of(scene, rule, walked, lang)
                for visitor in ("anonymous", "owner", "tracker", "tiepnhan (receiving_officer 06994)"):
                    yield rule.rule, visitor, scene.visitors[visitor].get(address)


def test_reading_writes_through_three_doors_only(watched: Scene) -> None:
    database = watched.house.database
    assert isinstance(database, WatchedDatabase)
    database.writers.clear()
    for number, _ in enumerate(read_everything(watched)):
        if number % 100 == 0:  # often enough to be seen again, and less than a session lasts
            watched.house.clock.forward(minutes=11)
    assert set(database.writers) <= DOORS
    assert {"webapp.desk.reading_door", "webapp.accounts.last_seen"} <= set(database.writers)


def test_every_answer_is_guarded(watched: Scene) -> None:
    style = style_hash(watched.house.made.style)
    for rule, visitor, answer in read_everything(watched):
        told, headers = f"{rule} for {visitor}", answer.headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy, told
        assert policy.startswith(("default-src 'none'; script-src 'self';", "sandbox")), told
        assert policy.count("sha256-") == policy.count(style), told
        assert headers["X-Content-Type-Options"] == "nosniff", told
        assert headers["Referrer-Policy"] == "same-origin", told
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", told
        assert headers["Cache-Control"] == "no-store" or (rule.startswith(FOR_EVERYBODY) and "Set-Cookie" not in headers), told
        assert "Server" not in headers, told
        for cookie in headers.getlist("Set-Cookie"):
            assert "HttpOnly" in cookie, told
            assert "SameSite=Lax" in cookie, told


def test_what_a_citizen_sent_is_never_shown_as_a_page_of_ours(watched: Scene) -> None:
    base = f"/vi/dossiers/{watched.handed_in.dossier}/files/{watched.file}"
    desk = f"/vi/desk/dossiers/{watched.handed_in.dossier}/files/{watched.file}"
    for visitor, address in [("owner", base), ("tiepnhan (receiving_officer 06994)", desk)]:
        answer = watched.visitors[visitor].get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")


def test_the_phone_draws_the_same_bytes_from_every_view(watched: Scene) -> None:
    renderer = watched.house.made.renderer
    assert isinstance(renderer, WatchedRenderer)
    renderer.views.clear()
    pages = [text_of(answer) for _, _, answer in read_everything(watched) if answer.mimetype == "text/html"]
    assert pages
    for template, view in renderer.views:
        assert_plain(view, template)
    drawn_by_phones = set(build_trees(ROOT / "templates"))
    theirs = [(template, view) for template, view in renderer.views if template in drawn_by_phones]
    assert {"citizen/step.html", "citizen/review.html", "citizen/receipt.html", "citizen/progress.html"} <= {name for name, _ in theirs}
    assert_same_bytes(theirs)


def test_htmx_gets_the_same_page_as_everybody(watched: Scene) -> None:
    stamp = re.compile(r'name="_form" value="[^"]*"')
    boosted = {"HX-Request": "true", "HX-Boosted": "true", "HX-Current-URL": "http://localhost/vi/"}
    for rule in (rule for rule in rules_of(watched) if "GET" in (rule.methods or ()) and "lang" in rule.arguments):
        address = address_of(watched, rule, watched.handed_in)
        for visitor in ("owner", "tiepnhan (receiving_officer 06994)"):
            browser = watched.visitors[visitor]
            plain, asked = browser.get(address), browser.get(address, headers=boosted)
            assert (plain.status_code, plain.location) == (asked.status_code, asked.location)
            if plain.mimetype == "text/html":
                assert stamp.sub("", text_of(plain)) == stamp.sub("", text_of(asked)), address
                assert "HX-Request" in plain.headers["Vary"]
