"""Sign in, sign out, and one's own page. Nothing here tells whether a name exists."""

from __future__ import annotations

from flask import Response, current_app, g, make_response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from webapp.accounts import queries, service, views
from webapp.accounts.cookies import STAFF, CookieJar
from webapp.accounts.signed_in import machine_of
from webapp.accounts.signing_in import Shown, folded, sign_in
from webapp.kernel.actor import DESK_ROLES, Officer
from webapp.kernel.ids import is_id
from webapp.kernel.problems import NotFound, SignInNeeded
from webapp.ui.counters import anyone, current_actor, officer, staff
from webapp.ui.counting import forgive, hit
from webapp.ui.frame import frame
from webapp.ui.parts import parts, reading, transaction

PAGES = {"sign_in": "A-01", "account": "A-02"}
STAFF_PAGES = ("desk", "account", "assist", "admin")


@officer.get("/<lang>/sign-in", policy=anyone)
def ask_who(lang: str) -> ResponseReturnValue:
    """Ask for name, password and one-time code."""
    view = frame(lang, "", PAGES["sign_in"]) | views.sign_in_view(safe_next(lang, request.args.get("next", "")))
    return no_store(make_response(parts().renderer.render("accounts/sign_in.html", view)))


@officer.post("/<lang>/sign-in", policy=anyone)
def take_sign_in(lang: str) -> ResponseReturnValue:
    """Open a session, or say in one sentence that something was wrong."""
    made, jar, typed = parts(), cookie_jar(), request.form
    name, go_on = folded(typed.get("name", "")), safe_next(lang, typed.get("_next", ""))
    hit("sign_in", name=name)
    shown = Shown(
        name, typed.get("password", ""), typed.get("code", ""), machine_of(request.user_agent.string), jar.read(request.cookies, STAFF)
    )
    token = sign_in(made.database, made.keyring, shown, made.clock.now())
    if token is None:
        view = frame(lang, "", PAGES["sign_in"]) | views.sign_in_view(go_on, name, wrong=True)
        again = make_response(made.renderer.render("accounts/sign_in.html", view), 422)
        again.headers["HX-Push-Url"] = "false"
        return no_store(again)
    forgive("sign_in", name=name)
    answer = make_response(redirect(_own_side(lang, go_on, token), 303))
    jar.keep_staff(answer, token)
    return no_store(answer)


@officer.post("/<lang>/sign-out", policy=anyone)
def take_sign_out(lang: str) -> ResponseReturnValue:
    """End this session, also when it was over already."""
    token = cookie_jar().read(request.cookies, STAFF)
    if token:
        with transaction() as tx:
            service.sign_out(tx, token, parts().clock.now())
    answer = make_response(redirect(f"/{lang}/sign-in?said=signed_out", 303))
    cookie_jar().drop(answer, STAFF)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return no_store(answer)


@officer.get("/<lang>/account", policy=staff)
def show_account(lang: str) -> ResponseReturnValue:
    """Show one's name, unit, roles, and every machine one is signed in on."""
    made, me = parts(), acting_officer()
    now = made.clock.now()
    with reading() as db:
        lines = queries.sessions_of(db, me.account, now)
        failed = queries.failed_tries_since(db, me.account, now - service.SESSION_LASTS)
    view = frame(lang, "", PAGES["account"]) | views.account_view(made, me, lines, g.get("session_id", ""), failed, lang)
    return no_store(make_response(made.renderer.render("accounts/account.html", view)))


@officer.post("/<lang>/account/sessions/<session>/end", policy=staff)
def end_session(lang: str, session: str) -> ResponseReturnValue:
    """End one of one's own sessions, e.g. on a phone that was lost."""
    if not is_id(session):
        raise NotFound
    with transaction() as tx:
        service.revoke_session(tx, acting_officer(), session, parts().clock.now())
    return redirect(f"/{lang}/account?said=done", 303)


def acting_officer() -> Officer:
    """Return the officer that the policy has let in."""
    actor = current_actor()
    if not isinstance(actor, Officer):
        raise SignInNeeded
    return actor


def cookie_jar() -> CookieJar:
    """Return the jar of this machine."""
    return CookieJar(parts().settings.secure)


def no_store(response: Response) -> Response:
    """Keep a page of staff out of every cache: a proxy could give one person's page to the next."""
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Cookie")
    return response


def _own_side(lang: str, go_on: str, token: str) -> str:
    """Return where to go on; who has no desk is led to their own page instead of to a closed door."""
    with reading() as db:
        session = queries.open_session_of(db, token, parts().clock.now())
    has_desk = session is not None and bool(session.officer.roles & DESK_ROLES)
    return go_on if has_desk or not go_on.startswith(f"/{lang}/desk/") else f"/{lang}/account"


def safe_next(lang: str, wanted: str) -> str:
    """Return where to go after signing in: a staff page of ours, by path only. Anything else is the desk.

    A link that signs people in and then leads them elsewhere is how passwords are fished for.
    """
    first = wanted.removeprefix(f"/{lang}/").split("/")[0]
    if wanted.startswith(f"/{lang}/") and first in STAFF_PAGES and _is_page(wanted):
        return wanted
    desk = f"/{lang}/desk/"
    return desk if _is_page(desk) else f"/{lang}/account"


def _is_page(path: str) -> bool:
    try:
        endpoint, _ = current_app.url_map.bind("localhost").match(path, "GET")
    except HTTPException:
        return False
    return bool(endpoint)
