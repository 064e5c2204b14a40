"""One question a page: start, show, take, put off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from webapp.accounts.cookies import KEYHOLDER, CookieJar
from webapp.accounts.service import ensure_keyholder
from webapp.dossiers import service
from webapp.dossiers.admitting import own_dossier
from webapp.dossiers.folders import OpenFolder, page_number
from webapp.dossiers.posting import ON_THE_NOTICE, SentForm, new_stamp, require_known, sent_form
from webapp.dossiers.saving import SavedStep, picked, save_picked, save_step
from webapp.dossiers.states import State
from webapp.forms.path import Stop
from webapp.forms.validation import judge_post
from webapp.forms.views.steps import page_fields, step_page
from webapp.kernel.actor import Citizen
from webapp.kernel.ids import is_id
from webapp.kernel.problems import AlreadySubmitted, NotFound, NotHere, Problem
from webapp.ui.counters import anyone, citizen, current_actor
from webapp.ui.counting import limited
from webapp.ui.frame import frame
from webapp.ui.parts import parts, transaction


@citizen.post("/<lang>/dossiers", policy=anyone)
@limited("start")
def start(lang: str) -> ResponseReturnValue:
    """Begin a dossier of ``procedure=<code>`` and lead to its first page."""
    made = parts()
    definition = made.shelf.newest(request.form.get("procedure", ""))
    jar = CookieJar(made.settings.secure)
    with transaction() as tx:
        now = made.clock.now()
        keyholder, cookie = ensure_keyholder(tx, jar.read(request.cookies, KEYHOLDER), now)
        started = service.start_dossier(tx, made.keyring, Citizen(keyholder), now, definition, demonstration=made.settings.demo)
    answer = make_response(redirect(f"/{lang}/dossiers/{started.id}/steps/notice", 303))
    if cookie is not None:
        jar.keep_keyholder(answer, cookie)
    return answer


@citizen.get("/<lang>/dossiers/<dossier_id>/steps/<step>", policy=own_dossier)
def show_step(lang: str, opened: OpenFolder, step: str) -> ResponseReturnValue:
    """Show one question, with what is answered already."""
    return _show(lang, opened, step, None)


@citizen.get("/<lang>/dossiers/<dossier_id>/steps/<step>/<row>", policy=own_dossier)
def show_row(lang: str, opened: OpenFolder, step: str, row: str) -> ResponseReturnValue:
    """Show the questions of one row."""
    return _show(lang, opened, step, row)


@citizen.post("/<lang>/dossiers/<dossier_id>/steps/<step>", policy=own_dossier)
@limited("step")
def take_step(lang: str, opened: OpenFolder, step: str) -> ResponseReturnValue:
    """Take one page of answers; 303 to the next, or 422 with the same page."""
    return _take(lang, opened, step, None)


@citizen.post("/<lang>/dossiers/<dossier_id>/steps/<step>/<row>", policy=own_dossier)
@limited("step")
def take_row(lang: str, opened: OpenFolder, step: str, row: str) -> ResponseReturnValue:
    """Take the answers of one row."""
    return _take(lang, opened, step, row)


def _show(lang: str, opened: OpenFolder, step: str, row: str | None) -> ResponseReturnValue:
    stop = opened.path.stop(step)
    if opened.sheet.state is not State.DRAFT:
        return redirect(f"/{lang}/{opened.folder.base}/receipt", 303)
    if stop is None or not _row_is_there(opened, stop, row):
        return redirect(f"/{lang}/{_instead(opened, step)}", 303)
    return _page(lang, opened, stop, row)


def _take(lang: str, opened: OpenFolder, step: str, row: str | None) -> ResponseReturnValue:
    made, stop = parts(), opened.path.stop(step)
    if opened.sheet.state is not State.DRAFT:
        raise AlreadySubmitted
    if stop is None or not _row_is_there(opened, stop, row):
        raise NotFound
    sent = sent_form(request.form, request.files)
    fields = page_fields(opened.folder, opened.path, stop, opened.reader, row)
    require_known(sent, fields, ON_THE_NOTICE if stop.kind == "notice" else frozenset())
    if sent.pressed("_stay"):
        # The language was changed in mid-page: the same page again, with everything that was typed. Nothing is judged or kept.
        return _page(lang, opened, stop, row, sent, status=200)
    judged = judge_post(opened.folder.definition, stop, sent.values, opened.folder.answers, opened.reader.today, made.lists, row)
    page = SavedStep(opened, stop, row, sent, judged, request.args.get("change") == "1")
    if chosen := picked(page):
        return redirect(f"/{lang}/{save_picked(made, current_actor(), page, chosen)}", 303)
    skipping = (sent.pressed("_later") or sent.pressed("_add") or sent.pressed("_remove")) and not sent.says_something
    if judged.blocks and not skipping and not sent.pressed("_remove"):
        return _page(lang, opened, stop, row, sent, judged.problems)
    saved = save_step(made, current_actor(), page)
    if saved.problems:
        return _page(lang, opened, stop, row, sent, saved.problems)
    return redirect(f"/{lang}/{saved.location}", 303)


def _page(
    lang: str,
    opened: OpenFolder,
    stop: Stop,
    row: str | None,
    sent: SentForm | None = None,
    problems: Sequence[Problem] = (),
    status: int = 422,
) -> ResponseReturnValue:
    view: dict[str, Any] = frame(lang, "", page_number(opened.folder.number, opened, stop.id))
    view |= {"controller": parts().settings.controller} | step_page(
        opened.folder,
        opened.path,
        stop,
        opened.reader,
        form_id=new_stamp(opened.sheet.last_seq),
        change=request.args.get("change") == "1",
        row=row,
        posted=sent.values if sent else None,
        problems=problems,
    )
    return make_response(parts().renderer.render("citizen/step.html", view), status if sent else 200)


def _row_is_there(opened: OpenFolder, stop: Stop, row: str | None) -> bool:
    if row is None:
        return True
    repeat = stop.step.repeat if stop.step else None
    return repeat is not None and is_id(row) and row in opened.folder.answers.rows_of(repeat.id)


def _instead(opened: OpenFolder, step: str) -> str:
    """A page that is not asked now leads to where the work goes on; a page that never was is not there at all."""
    definition = opened.folder.definition
    if definition.step(step) is None and definition.paper(step.removeprefix("paper-")) is None:
        raise NotHere
    return opened.entry_address
