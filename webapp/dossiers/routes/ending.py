"""Review, hand in, and what the person holds afterwards."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from webapp.dossiers import service
from webapp.dossiers.admitting import own_dossier
from webapp.dossiers.endings import Ending, ending_of, ending_view
from webapp.dossiers.folders import OpenFolder, page_number
from webapp.dossiers.handing_over import facts_of_slip, receipt_page, slip_link, submission_of
from webapp.dossiers.posting import new_stamp, sent_form
from webapp.dossiers.slip_pdf import slip_pdf, slip_svg
from webapp.dossiers.states import State
from webapp.forms.validation import check_all
from webapp.forms.views.review import TICKS, review_page
from webapp.kernel.problems import NotHere, Problem, UnknownField
from webapp.ui.counters import citizen, current_actor
from webapp.ui.counting import limited
from webapp.ui.frame import frame
from webapp.ui.parts import parts, transaction


@citizen.get("/<lang>/dossiers/<dossier_id>/review", policy=own_dossier)
def review(lang: str, opened: OpenFolder) -> ResponseReturnValue:
    """Show every answer once more, what is missing, and what happens next."""
    if opened.sheet.state is not State.DRAFT:
        return redirect(f"/{lang}/{opened.folder.base}/receipt", 303)
    return _review(lang, opened, [])


@citizen.post("/<lang>/dossiers/<dossier_id>/submit", policy=own_dossier)
@limited("step")
def submit(lang: str, opened: OpenFolder) -> ResponseReturnValue:
    """Hand in (route desk) or end prepared. Ten taps make one dossier; only unticked boxes send back."""
    made, sent = parts(), sent_form(request.form, request.files)
    if stray := [name for name in sent.fields if name not in {*TICKS, "_form"}]:
        raise UnknownField(names=stray)
    unticked = [Problem(name, "statement_unticked") for name in TICKS if sent.fields.get(name) != ["1"]]
    if unticked and opened.sheet.state is State.DRAFT:
        return _review(lang, opened, unticked)
    now = made.clock.now()
    submission = submission_of(made, opened)
    with transaction() as tx:
        service.submit_dossier(tx, made.keyring, current_actor(), now, opened.sheet.id, submission)
    return redirect(f"/{lang}/{opened.folder.base}/receipt", 303)


@citizen.get("/<lang>/dossiers/<dossier_id>/receipt", policy=own_dossier)
def receipt(lang: str, opened: OpenFolder) -> ResponseReturnValue:
    """Show the slip, and the next thing to do."""
    if opened.sheet.state is State.DRAFT:
        return redirect(f"/{lang}/{opened.entry_address}", 303)
    return _receipt(lang, opened)


@citizen.post("/<lang>/dossiers/<dossier_id>/official-code", policy=own_dossier)
@limited("step")
def note_code(lang: str, opened: OpenFolder) -> ResponseReturnValue:
    """Note the code that the portal or the counter gave."""
    made = parts()
    code = request.form.get("official_code", "").strip().upper()
    if not code or len(code) > 40:
        problem = Problem("official_code", "official_code_unreadable")
        return _receipt(lang, opened, code[:40], [problem])
    with transaction() as tx:
        service.note_official_code(tx, made.keyring, current_actor(), made.clock.now(), opened.sheet.id, code)
    return redirect(f"/{lang}/{opened.folder.base}/receipt?said=code_kept", 303)


@citizen.get("/<lang>/dossiers/<dossier_id>/slip.svg", policy=own_dossier)
def slip_picture(lang: str, opened: OpenFolder) -> ResponseReturnValue:
    """Return the QR of the slip."""
    return Response(slip_svg(slip_link(parts(), opened, lang)), mimetype="image/svg+xml")


@citizen.get("/<lang>/dossiers/<dossier_id>/slip.pdf", policy=own_dossier)
def slip_file(lang: str, opened: OpenFolder) -> ResponseReturnValue:
    """Return the slip on A5."""
    if opened.sheet.state is State.DRAFT:
        raise NotHere
    made = slip_pdf(facts_of_slip(parts(), opened, _ending(opened), lang))
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="phieu-{opened.sheet.id}.pdf"'
    return answer


def _ending(opened: OpenFolder) -> Ending:
    return ending_of(parts().catalogue, opened.folder.definition.procedure, opened.path.answers.values, opened.reader.today)


def _review(lang: str, opened: OpenFolder, unticked: list[Problem]) -> ResponseReturnValue:
    made, definition = parts(), opened.folder.definition
    ending = ending_view(made.catalogue, made.wording, _ending(opened), opened.sheet, lang, opened.reader.today)
    view: dict[str, Any] = frame(lang, "", page_number(opened.folder.number, opened, "review"))
    view |= {"path": f"{opened.folder.base}/review"} | review_page(
        opened.folder,
        opened.path,
        opened.reader,
        form_id=new_stamp(opened.sheet.last_seq),
        problems=check_all(definition, opened.folder.answers, opened.reader.today, made.lists),
        tick_problems=unticked,
        ending=ending,
    )
    return make_response(made.renderer.render("citizen/review.html", view), 422 if unticked else 200)


def _receipt(lang: str, opened: OpenFolder, typed: str = "", problems: list[Problem] | None = None) -> ResponseReturnValue:
    made = parts()
    view: dict[str, Any] = frame(lang, "", page_number(opened.folder.number, opened, "receipt"))
    view |= {"path": f"{opened.folder.base}/receipt"} | receipt_page(made, opened, _ending(opened), typed, problems or [])
    return make_response(made.renderer.render("citizen/receipt.html", view), 422 if problems else 200)
