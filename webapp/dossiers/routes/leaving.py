"""Leaving a machine that others use, and going on at another one (decision D3)."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from webapp.accounts.cookies import KEYHOLDER, CookieJar
from webapp.accounts.service import end_keyholder, ensure_keyholder
from webapp.dossiers import queries, service
from webapp.dossiers.routes.following import dossier_list
from webapp.kernel.actor import Citizen
from webapp.kernel.problems import Problem
from webapp.ui.counters import anyone, citizen, current_actor
from webapp.ui.counting import limited
from webapp.ui.frame import frame
from webapp.ui.parts import parts, transaction

PAGE = "0-09"


@citizen.get("/<lang>/leave", policy=anyone)
def ask_leave(lang: str) -> ResponseReturnValue:
    """Say what leaving does, and ask for four digits to come back with."""
    return _page(lang, {"code": "", "done": False, "unsent": 0})


@citizen.post("/<lang>/leave", policy=anyone)
def leave(lang: str) -> ResponseReturnValue:
    """End this browser's key. Drafts stay at the centre; a code brings them to another machine."""
    made, actor, code = parts(), current_actor(), ""
    now = made.clock.now()
    with transaction() as tx:
        if isinstance(actor, Citizen) and actor.keyholder is not None:
            if queries.my_dossiers(tx, actor, now):
                code = service.leave_browser(tx, made.keyring, actor, now, request.form.get("digits", "").strip()[:10])
            end_keyholder(tx, actor.keyholder, now)
    answer = make_response(_page(lang, {"code": f"{code[:5]} {code[5:]}".strip(), "done": True, "unsent": 0}))
    CookieJar(made.settings.secure).drop(answer, KEYHOLDER)
    return answer


@citizen.post("/<lang>/resume", policy=anyone)
@limited("track")
def come_back(lang: str) -> ResponseReturnValue:
    """Bring the drafts of another browser here."""
    made, jar = parts(), CookieJar(parts().settings.secure)
    now = made.clock.now()
    with transaction() as tx:
        keyholder, cookie = ensure_keyholder(tx, jar.read(request.cookies, KEYHOLDER), now)
        typed, digits = request.form.get("resume", ""), request.form.get("digits", "").strip()[:10]
        found = service.resume(tx, made.keyring, Citizen(keyholder), now, typed, digits)
    if found is None:
        return dossier_list(lang, [Problem("resume", "resume_not_found")])
    answer = make_response(redirect(f"/{lang}/dossiers/?said=resumed", 303))
    if cookie is not None:
        jar.keep_keyholder(answer, cookie)
    return answer


def _page(lang: str, said: dict[str, Any]) -> str:
    view: dict[str, Any] = frame(lang, "", PAGE) | {"path": "leave"} | said
    return parts().renderer.render("citizen/leave.html", view)
