"""The pages before a dossier exists: home, search, one procedure, what is missing, help."""

from __future__ import annotations

import re

from flask import Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from webapp.catalogue import views
from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.page_view import procedure_view
from webapp.catalogue.queries import gaps_by_day
from webapp.catalogue.service import LONGEST_GAP, report_gap
from webapp.kernel.clock import day_in_vietnam
from webapp.kernel.problems import NotFound
from webapp.kernel.text import clean
from webapp.ui.counters import anyone, citizen
from webapp.ui.counting import limited
from webapp.ui.frame import frame
from webapp.ui.parts import parts, reading, transaction

PAGE_NUMBER = re.compile(r"[0-9A-Z]{1,4}-[0-9]{1,4}", re.ASCII)


def _catalogue() -> Catalogue:
    found: Catalogue = parts().catalogue
    return found


def _page(name: str, view: views.View, status: int = 200) -> Response:
    return make_response(parts().renderer.render(f"catalogue/{name}.html", view), status)


@citizen.get("/<lang>/", policy=anyone)
def show_home(lang: str) -> ResponseReturnValue:
    """The first page."""
    return _page("home", views.home_view(frame(lang, "", views.PAGES["home"]), _catalogue()))


@citizen.get("/<lang>/procedures", policy=anyone)
def list_procedures(lang: str) -> ResponseReturnValue:
    """Search and lists."""
    asked = {name: clean(request.args.get(name, ""))[:200] for name in ("q", "event", "field")}
    return _page("procedures", views.list_view(frame(lang, "", views.PAGES["list"]), _catalogue(), **asked))


@citizen.get("/<lang>/procedures/<code>", policy=anyone)
def show_procedure(lang: str, code: str) -> ResponseReturnValue:
    """Everything one asks before starting."""
    procedure = _catalogue().procedure(code)
    if procedure is None:
        raise NotFound
    common = frame(lang, procedure.name.in_(lang), f"{procedure.row.number}-00")
    unit = request.args.get("unit", "")
    return _page("procedure", procedure_view(common, _catalogue(), procedure, unit, parts().clock.now(), parts().wording))


@citizen.post("/<lang>/procedures/<code>/keep", policy=anyone)
def keep_procedure(lang: str, code: str) -> ResponseReturnValue:
    """Saving for the boat is the phone's work; whoever comes here without its worker is led back, and nothing is kept."""
    if _catalogue().procedure(code) is None:
        raise NotFound
    return redirect(f"/{lang}/procedures/{code}", 303)


@citizen.post("/<lang>/take", policy=anyone)
def take_all(lang: str) -> ResponseReturnValue:
    """Taking everything along is the phone's work too."""
    return redirect(f"/{lang}/", 303)


@citizen.get("/<lang>/fields", policy=anyone)
def list_fields(lang: str) -> ResponseReturnValue:
    """All fields of administration."""
    return _page("fields", views.fields_view(frame(lang, "", views.PAGES["fields"]), _catalogue()))


@citizen.get("/<lang>/coverage", policy=anyone)
def show_coverage(lang: str) -> ResponseReturnValue:
    """What is here, what is known of it, and what is missing."""
    since = day_in_vietnam(parts().clock.now())[:8] + "01"
    with reading() as db:
        gaps = gaps_by_day(db, since)
    common = frame(lang, "", views.PAGES["coverage"])
    return _page("coverage", views.coverage_view(common, _catalogue(), gaps, parts().wording.day(since, lang)))


@citizen.get("/<lang>/missing", policy=anyone)
def ask_missing(lang: str) -> ResponseReturnValue:
    """The door for those who do not find their matter."""
    return _page("missing", views.missing_view(frame(lang, "", views.PAGES["missing"]), "", False, LONGEST_GAP))


@citizen.post("/<lang>/missing", policy=anyone)
@limited("help")
def take_missing(lang: str) -> ResponseReturnValue:
    """Keep what somebody was looking for."""
    typed = request.form.get("said", "")[:LONGEST_GAP]
    if not clean(typed):
        answer = _page("missing", views.missing_view(frame(lang, "", views.PAGES["missing"]), "", True, LONGEST_GAP), 422)
        answer.headers["HX-Push-Url"] = "false"
        return answer
    with transaction() as tx:
        report_gap(tx, typed, lang, parts().keyring.wrap, parts().clock.now())
    return redirect(f"/{lang}/missing?said=saved", 303)


@citizen.get("/<lang>/help", policy=anyone)
def show_help(lang: str) -> ResponseReturnValue:
    """Whom to call, and how this works."""
    page = request.args.get("page", "")
    known = page if PAGE_NUMBER.fullmatch(page) else ""
    return _page("help", views.help_view(frame(lang, "", views.PAGES["help"]), _catalogue(), known))
