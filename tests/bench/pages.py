"""What a page from sealed rows costs, against the same template drawn by a bare Flask and plain Jinja.

Two bare twins: one has its dictionary ready; the other reads it as one row of plain JSON from SQLite. Neither asks who comes,
opens a seal, walks a path, limits, guards or logs.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.bench.timing import interleaved, median, percentile, tell
from tests.support.house import ROOT
from tests.support.houses import House
from tests.support.persons import Person, Walked
from webapp.dossiers import queries
from webapp.ui.parts import Parts
from webapp.ui.render import LEXING

GUIDE, TIMES = "1.014027", 300
STEPS = ("notice", "for-whom", "name", "birth-date", "residence", "unit")
View = Mapping[str, Any]


def measure(house: House) -> None:
    """Print the cost of several pages, each with its bare twins, and where the time of one goes."""
    print(f"server time of a page, median of {TIMES} in turns: ours / bare = ratio; bare that reads SQLite = ratio")
    walked = Person(house).walk(GUIDE)
    addresses = [f"{walked.base}/steps/{step}" for step in STEPS] + [f"{walked.base}/review", f"/vi/procedures/{GUIDE}", "/vi/"]
    for address in addresses:
        compare(house, walked, address)
    print()
    spread_out(house, walked, f"{walked.base}/steps/name")


def compare(house: House, walked: Walked, address: str) -> None:
    """Print one page."""
    told = cookie_of(walked)
    template, view = drawn(house.made, lambda: ask(house.app, address, told))
    rows = keep_row(house.data / "bare.sqlite", view)
    ready, reading = bare_app(template, lambda: view), bare_app(template, lambda: read_row(rows))
    acts: dict[str, Callable[[], object]] = {
        "ours": lambda: ask(house.app, address, told),
        "ready": lambda: ask(ready, "/page", {}),
        "reading": lambda: ask(reading, "/page", {}),
    }
    taken = {name: median(times) for name, times in interleaved(acts, TIMES).items()}
    ours, plain, sql = taken["ours"], taken["ready"], taken["reading"]
    where = address.removeprefix(walked.base)
    tell(where, f"{ours:.2f} / {plain:.2f} ms = {ours / plain:.2f}x", f"/ {sql:.2f} ms = {ours / sql:.2f}x   (budget 1.50x)")


def spread_out(house: House, walked: Walked, address: str) -> None:
    """Print what the parts of one page cost by themselves."""
    told, made = cookie_of(walked), house.made
    template, view = drawn(made, lambda: ask(house.app, address, told))

    def opened() -> None:
        with made.database.reading() as db:
            queries.dossier(db, made.keyring, walked.dossier)

    acts: dict[str, Callable[[], object]] = {
        "the whole page": lambda: ask(house.app, address, told),
        "an address without rows: routing, guards, headers, log": lambda: ask(house.app, "/", told, "303"),
        "opening the dossier: two statements, seals, JSON": opened,
        "drawing": lambda: made.renderer.render(template, view),
    }
    print(f"where the time of {address.removeprefix(walked.base)} goes, n = {TIMES}")
    for name, times in interleaved(acts, TIMES).items():
        tell(name, f"{median(times):.2f} ms", f"p95 {percentile(times, 95):.2f} ms")
    print()


def cookie_of(walked: Walked) -> dict[str, str]:
    """Return what the environment of the person's browser says."""
    cookie = walked.person.browser.get_cookie("sid")
    assert cookie is not None
    return {"HTTP_COOKIE": f"sid={cookie.value}"}


def ask(app: Flask, address: str, told: Mapping[str, str], wanted: str = "200") -> None:
    """Ask one page as a server would, without a client's own cost."""
    environ = EnvironBuilder(address, environ_overrides=dict(told)).get_environ()
    body, status, _ = run_wsgi_app(app.wsgi_app, environ, buffered=True)
    assert status.startswith(wanted), f"{address}: {status}"
    assert b"".join(body) or wanted != "200"


def drawn(made: Parts, act: Callable[[], object]) -> tuple[str, View]:
    """Return what was drawn last while ``act`` ran."""
    seen: list[tuple[str, View]] = []
    draw = made.renderer.render

    def watched(template: str, view: View) -> str:
        seen.append((template, view))
        return draw(template, view)

    made.renderer.render = watched  # type: ignore[method-assign]
    act()
    del made.renderer.render  # type: ignore[method-assign]
    return seen[-1]


def keep_row(path: Path, view: View) -> sqlite3.Connection:
    """Return an open database that holds a dictionary as one row."""
    path.unlink(missing_ok=True)
    rows = sqlite3.connect(path)
    rows.execute("CREATE TABLE pages (id INTEGER PRIMARY KEY, view TEXT NOT NULL)")
    rows.execute("INSERT INTO pages VALUES (1, ?)", [json.dumps(view)])
    rows.commit()
    return rows


def read_row(rows: sqlite3.Connection) -> View:
    """Return the dictionary of the row."""
    found: View = json.loads(rows.execute("SELECT view FROM pages WHERE id = 1").fetchone()[0])
    return found


def bare_app(template: str, given: Callable[[], View]) -> Flask:
    """Return an app of one page: nothing but Flask and plain Jinja."""
    environment = Environment(loader=FileSystemLoader(ROOT / "templates"), auto_reload=False, **LEXING)

    def kind(field: Mapping[str, Any], what: str) -> Markup:
        return Markup(environment.get_template(f"kinds/{field['control']}/{what}.html").render(field=field))

    environment.globals |= {"_": lambda msgid, **values: msgid % values if values else msgid, "lang": "vi", "kind": kind}
    app = Flask("bare")

    @app.get("/page")
    def page() -> str:
        return environment.get_template(template).render(given())

    return app
