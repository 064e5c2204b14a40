"""Where is it: look-up by slip code or QR, the progress page, and the list of one's own dossiers."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from webapp.accounts.cookies import KEYHOLDER, CookieJar
from webapp.accounts.service import ensure_keyholder
from webapp.dossiers import queries, service
from webapp.dossiers.admitting import tracked_dossier
from webapp.dossiers.folders import OpenFolder, page_number, safety_of
from webapp.dossiers.policy import Relation, may_read_draft
from webapp.dossiers.slip import is_slip_secret, read_slip_code
from webapp.dossiers.states import State
from webapp.dossiers.status import status_of
from webapp.dossiers.timeline import progress_page
from webapp.kernel.actor import Citizen
from webapp.kernel.problems import Problem
from webapp.ui.counters import anyone, citizen, current_actor
from webapp.ui.counting import limited
from webapp.ui.frame import frame
from webapp.ui.parts import parts, reading, transaction
from webapp.uploads.queries import awaited_counts

PAGES = {"track": "0-07", "dossiers": "0-08"}


@citizen.get("/<lang>/track", policy=anyone)
def ask_code(lang: str) -> ResponseReturnValue:
    """Ask for the slip code and its check."""
    return _ask(lang, {"code": "", "check": ""}, [])


@citizen.post("/<lang>/track", policy=anyone)
@limited("track")
def take_code(lang: str) -> ResponseReturnValue:
    """Let this browser see the dossier for 30 minutes. A wrong code and a wrong check are one answer."""
    made, jar = parts(), CookieJar(parts().settings.secure)
    typed = {"code": request.form.get("code", "")[:40], "check": request.form.get("check", "")[:40]}
    code, check = read_slip_code(typed["code"]), typed["check"].strip()
    now = made.clock.now()
    with transaction() as tx:
        found = service.open_for_tracking(tx, made.keyring, code, check if is_slip_secret(check) else check[-4:])
        if found is not None:
            keyholder, cookie = ensure_keyholder(tx, jar.read(request.cookies, KEYHOLDER), now)
            service.grant_tracking(tx, Citizen(keyholder), now, found)
    if found is None:
        problem = Problem("code", "slip_not_found" if code else "slip_code_unreadable")
        return _ask(lang, typed | ({"check": ""} if is_slip_secret(check) else {}), [problem])
    answer = make_response(redirect(f"/{lang}/dossiers/{found}/", 303))
    if cookie is not None:
        jar.keep_keyholder(answer, cookie)
    return answer


@citizen.get("/<lang>/dossiers/<dossier_id>/", policy=tracked_dossier)
def progress(lang: str, opened: OpenFolder, relation: Relation) -> ResponseReturnValue:
    """Show where a dossier stands; one's own draft goes on where it waits."""
    if opened.sheet.state is State.DRAFT:
        return redirect(f"/{lang}/{opened.entry_address}" if may_read_draft(relation) else f"/{lang}/track", 303)
    if opened.sheet.state is State.PREPARED and may_read_draft(relation):
        return redirect(f"/{lang}/{opened.folder.base}/receipt", 303)
    made = parts()
    with reading() as db:
        status = status_of(db, made.keyring, opened.sheet.top)
    view: dict[str, Any] = frame(lang, "", page_number(opened.folder.number, opened, "progress"))
    view |= progress_page(opened, status, made.catalogue, own=may_read_draft(relation))
    return made.renderer.render("citizen/progress.html", view)


@citizen.get("/<lang>/dossiers/", policy=anyone)
def my_dossiers(lang: str) -> ResponseReturnValue:
    """Show what this browser holds."""
    return dossier_list(lang, [])


def dossier_list(lang: str, problems: list[Problem]) -> ResponseReturnValue:
    """Draw the list; ``problems`` are those of the resume form on it."""
    made = parts()
    with reading() as db:
        mine = queries.my_dossiers(db, current_actor(), made.clock.now())
        awaited = awaited_counts(db, [top.id for top in mine])
    view: dict[str, Any] = frame(lang, "", PAGES["dossiers"]) | {
        "path": "dossiers/",
        "dossiers": [
            {
                "id": top.id,
                "called": made.catalogue.procedures[top.procedure].name.in_(lang),
                "state": top.state.value,
                "safety": safety_of(top, awaited.get(top.id, 0)),
                "changed": made.wording.moment(top.changed_at, lang),
            }
            for top in mine
        ],
        "problems": [{"text": made.texts.say(problem, lang), "target": f"f-{problem.field}"} for problem in problems],
    }
    return _with_status(made.renderer.render("citizen/dossiers.html", view), bool(problems))


def _ask(lang: str, typed: dict[str, str], problems: list[Problem]) -> ResponseReturnValue:
    made = parts()
    view: dict[str, Any] = frame(lang, "", PAGES["track"]) | {
        "typed": typed,
        "problems": [{"text": made.texts.say(problem, lang), "target": f"f-{problem.field}"} for problem in problems],
    }
    return _with_status(made.renderer.render("citizen/track.html", view), bool(problems))


def _with_status(page: str, refused: bool) -> ResponseReturnValue:
    return make_response(page, 422 if refused else 200)
