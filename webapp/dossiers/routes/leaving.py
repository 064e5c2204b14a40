"""Leaving a machine that others use, and going on at another one (decision D3)."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from webapp.accounts.cookies import KEYHOLDER, CookieJar
from webapp.accounts.queries import worker_of
from webapp.accounts.service import end_keyholder, ensure_keyholder
from webapp.dossiers import queries, service
from webapp.dossiers.routes.following import dossier_list
from webapp.kernel.actor import Citizen
from webapp.kernel.ids import is_id
from webapp.kernel.problems import Problem
from webapp.ui.counters import anyone, citizen, current_actor
from webapp.ui.counting import limited
from webapp.ui.frame import frame
from webapp.ui.parts import parts, transaction

PAGE = "0-09"
MOST_AT_ONCE = 200
BROUGHT, HANDED_OUT = "Cam-Tay-Brought", "Cam-Tay-Code"
"""For the worker of a shared phone, which draws its pages itself: which dossiers came, and the code for those that go."""


@citizen.get("/<lang>/leave", policy=anyone)
def ask_leave(lang: str) -> ResponseReturnValue:
    """Say what leaving does, and ask for four digits to come back with."""
    return _page(lang, {"code": "", "done": False, "unsent": 0})


@citizen.post("/<lang>/leave", policy=anyone)
def leave(lang: str) -> ResponseReturnValue:
    """End this browser's key. Drafts stay at the centre; a code brings them to another machine.

    A shared phone's worker asks for the dossiers of one person; it stays, because others have theirs through it.
    """
    made, actor, code = parts(), current_actor(), ""
    now, digits = made.clock.now(), request.form.get("digits", "").strip()[:10]
    with transaction() as tx:
        worker = worker_of(tx, *_shown())
        if worker is not None:
            dossiers = request.form.getlist("dossier")[:MOST_AT_ONCE]
            code = service.hand_out(tx, made.keyring, worker, now, filter(is_id, dossiers), digits)
        elif isinstance(actor, Citizen) and actor.keyholder is not None:
            if queries.my_dossiers(tx, actor, now):
                code = service.leave_browser(tx, made.keyring, actor, now, digits)
            end_keyholder(tx, actor.keyholder, now)
    said = f"{code[:5]} {code[5:]}".strip()
    if worker:
        return Response(status=204, mimetype="text/plain", headers={HANDED_OUT: said} if said else {})
    answer = make_response(_page(lang, {"code": said, "done": True, "unsent": 0}))
    CookieJar(made.settings.secure).drop(answer, KEYHOLDER)
    return answer


@citizen.post("/<lang>/resume", policy=anyone)
@limited("track")
def come_back(lang: str) -> ResponseReturnValue:
    """Bring the drafts of another browser here; to a shared phone, into the hands of its worker alone."""
    made, jar = parts(), CookieJar(parts().settings.secure)
    now = made.clock.now()
    with transaction() as tx:
        worker, cookie = worker_of(tx, *_shown()), None
        typed, digits = request.form.get("resume", ""), request.form.get("digits", "").strip()[:10]
        if worker is None:
            keyholder, cookie = ensure_keyholder(tx, jar.read(request.cookies, KEYHOLDER), now)
        found = service.resume(tx, made.keyring, worker or Citizen(keyholder), now, typed, digits)
    if found is None:
        return dossier_list(lang, [Problem("resume", "resume_not_found")])
    if worker is not None:
        return Response(status=204, mimetype="text/plain", headers={BROUGHT: ",".join(found)})
    answer = make_response(redirect(f"/{lang}/dossiers/?said=resumed", 303))
    if cookie is not None:
        jar.keep_keyholder(answer, cookie)
    return answer


def _shown() -> tuple[str, str]:
    """What a shared phone's worker shows: it must not go by the cookie, which is everybody's there."""
    return request.headers.get("Cam-Tay-Device", ""), request.headers.get("Cam-Tay-Secret", "")


def _page(lang: str, said: dict[str, Any]) -> str:
    view: dict[str, Any] = frame(lang, "", PAGE) | {"path": "leave"} | said
    return parts().renderer.render("citizen/leave.html", view)
