"""The pages of the desk: queue, dossier, files, and one POST per verb. Every verb checks state, right and version again."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from flask import Response, make_response, redirect, request, send_file
from flask.typing import ResponseReturnValue

from webapp.accounts.routes import no_store
from webapp.desk import queries
from webapp.desk.acting import act, take_on_paper
from webapp.desk.acts import Fault
from webapp.desk.acts_view import NOTHING, acts_view
from webapp.desk.admitting import desk_dossier, desk_staff
from webapp.desk.control_sheet import control_sheet
from webapp.desk.dossier_view import dossier_page
from webapp.desk.due import due_of
from webapp.desk.opening import file_bytes, on_desk
from webapp.desk.queue_view import Found, asked_of, label_of, queue_page
from webapp.desk.reading_door import open_for_reading
from webapp.desk.verbs import steps_of, verbs_now
from webapp.dossiers.picture import Top
from webapp.dossiers.queries import history, queue_counts, top_of_dossier
from webapp.forms.kinds import Posted, PostedValues
from webapp.kernel.actor import Officer
from webapp.ui.counters import officer as counter
from webapp.ui.frame import frame
from webapp.ui.parts import parts, reading
from webapp.uploads.queries import awaited_counts

PAGES = {"queue": "D-01", "dossier": "D-02", "stale": "D-03"}
ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}


@counter.get("/<lang>/desk/", policy=desk_staff)
def show_queue(lang: str, officer: Officer) -> ResponseReturnValue:
    """Show what waits at the officer's desk."""
    made = parts()
    asked = asked_of(request.args, officer, made.catalogue)
    with reading() as db:
        page = queries.desk_queue(db, officer.unit, asked.wanted(officer))
        found = Found(
            page,
            queries.owner_names(db, made.keyring, [top.id for top in page.dossiers]),
            queue_counts(db, officer.unit),
            queries.procedures_waiting(db, officer.unit),
            awaited_counts(db, [top.id for top in page.dossiers]),
        )
    return _drawn("queue", lang, queue_page(asked, found, officer, made.catalogue, made.clock.now(), lang))


@counter.get("/<lang>/desk/dossiers/<dossier_id>", policy=desk_dossier)
def show_dossier(lang: str, officer: Officer, top: Top) -> ResponseReturnValue:
    """Show a dossier, after writing down who opens it."""
    open_for_reading(officer, top.id)
    return _dossier(lang, officer, top.id)


@counter.get("/<lang>/desk/dossiers/<dossier_id>/files/<file_id>", policy=desk_dossier)
def show_file(lang: str, officer: Officer, top: Top, file_id: str) -> ResponseReturnValue:
    """Give out a file, never as a page of ours: what a stranger sent must not run beside the desk."""
    with reading() as db:
        kept, content = file_bytes(db, parts(), top.id, file_id)
    open_for_reading(officer, top.id)
    name = f"{label_of(top.id)}-{label_of(kept.id)}.{ENDINGS[kept.media_type]}"
    answer = send_file(BytesIO(content), kept.media_type, as_attachment=True, download_name=name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return no_store(answer)


@counter.post("/<lang>/desk/dossiers/<dossier_id>/accept", policy=desk_dossier)
def accept(lang: str, officer: Officer, top: Top) -> ResponseReturnValue:
    """Take it in; the legal clock starts."""
    return _act(lang, officer, top, "accept")


@counter.post("/<lang>/desk/dossiers/<dossier_id>/refuse", policy=desk_dossier)
def refuse(lang: str, officer: Officer, top: Top) -> ResponseReturnValue:
    """Refuse at intake, with reasons."""
    return _act(lang, officer, top, "refuse")


@counter.post("/<lang>/desk/dossiers/<dossier_id>/appraise", policy=desk_dossier)
def appraise(lang: str, officer: Officer, top: Top) -> ResponseReturnValue:
    """Appraise, and propose."""
    return _act(lang, officer, top, "appraise")


@counter.post("/<lang>/desk/dossiers/<dossier_id>/approve", policy=desk_dossier)
def approve(lang: str, officer: Officer, top: Top) -> ResponseReturnValue:
    """Approve what was proposed."""
    return _act(lang, officer, top, "approve")


@counter.post("/<lang>/desk/dossiers/<dossier_id>/send-back", policy=desk_dossier)
def send_back(lang: str, officer: Officer, top: Top) -> ResponseReturnValue:
    """Send it back one desk, with a reason."""
    return _act(lang, officer, top, "send_back")


@counter.post("/<lang>/desk/dossiers/<dossier_id>/seal", policy=desk_dossier)
def seal(lang: str, officer: Officer, top: Top) -> ResponseReturnValue:
    """Seal and issue under a number."""
    return _act(lang, officer, top, "seal")


@counter.post("/<lang>/desk/dossiers/<dossier_id>/return", policy=desk_dossier)
def return_result(lang: str, officer: Officer, top: Top) -> ResponseReturnValue:
    """Hand the result out."""
    return _act(lang, officer, top, "return")


@counter.post("/<lang>/desk/dossiers/<dossier_id>/brought", policy=desk_dossier)
def brought(lang: str, officer: Officer, top: Top) -> ResponseReturnValue:
    """Take the papers whose photos are awaited: they were brought."""
    if take_on_paper(officer, top, PostedValues({name: list(sent) for name, sent in request.form.lists()})).result == "stale":
        return _stale(lang, top.id)
    return redirect(f"/{lang}/desk/dossiers/{top.id}?said=done", 303)


def _act(lang: str, officer: Officer, top: Top, verb: str) -> ResponseReturnValue:
    posted = PostedValues({name: list(sent) for name, sent in request.form.lists()})
    outcome = act(officer, top, verb, posted)
    if outcome.result == "mend":
        return _dossier(lang, officer, top.id, verb, posted, outcome.faults)
    if outcome.result == "stale":
        return _stale(lang, top.id)
    return redirect(_way_on(lang, officer, top.id, posted.one("_then")), 303)


def _way_on(lang: str, officer: Officer, done: str, wanted: str) -> str:
    """Return where the officer goes: to the next dossier or the queue when that button was pressed, else back to this one."""
    if wanted != "next":
        return f"/{lang}/desk/dossiers/{done}?said=done"
    with reading() as db:
        following = queries.next_waiting(db, officer.unit, steps_of(officer), done)
    return f"/{lang}/desk/dossiers/{following}?said=done" if following else f"/{lang}/desk/?said=done"


def _dossier(
    lang: str, officer: Officer, dossier: str, refused: str = "", posted: Posted = NOTHING, faults: Sequence[Fault] = ()
) -> ResponseReturnValue:
    made = parts()
    now = made.clock.now()
    with reading() as db:
        desk = on_desk(db, made, dossier, officer, lang, now)
    due = due_of(desk.top, made.catalogue, made.calendar, now)
    view = dossier_page(desk, made.catalogue)
    view |= acts_view(desk.top, verbs_now(officer, desk.top), due, now, lang, refused, posted, faults)
    return _drawn("dossier", lang, view, 422 if faults else 200, f"desk/dossiers/{dossier}")


def _stale(lang: str, dossier: str) -> ResponseReturnValue:
    made = parts()
    with reading() as db:
        top = top_of_dossier(db, dossier)
        lines = control_sheet(top, history(db, made.keyring, dossier), made.catalogue, lang)
    done = [line for line in lines if line["end"]]
    view = {"id": dossier, "label": label_of(dossier), "last": done[-1]}
    return _drawn("stale", lang, view, 409, f"desk/dossiers/{dossier}")


def _drawn(page: str, lang: str, view: dict[str, Any], status: int = 200, path: str | None = None) -> Response:
    whole = frame(lang, "", PAGES[page]) | view | ({"path": path} if path else {})
    return no_store(make_response(parts().renderer.render(f"desk/{page}.html", whole), status))
