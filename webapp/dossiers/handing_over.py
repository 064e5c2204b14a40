"""What a person holds when a dossier has ended: slip, promise, things to bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.promises import fee_for, limit_for
from webapp.dossiers import queries
from webapp.dossiers.endings import Ending, ending_of, ending_view, unit_name
from webapp.dossiers.folders import OpenFolder
from webapp.dossiers.handing_in import Submission
from webapp.dossiers.owner import owner_of
from webapp.dossiers.slip import grouped
from webapp.dossiers.slip_pdf import SlipFacts
from webapp.forms.validation import check_all
from webapp.forms.views.copying import form_names, sheet_page
from webapp.forms.views.files import files_to_come
from webapp.forms.views.review import TICKS, doubts, only_listed
from webapp.forms.views.steps import problem_links
from webapp.kernel.clock import day_in_vietnam
from webapp.kernel.problems import Problem
from webapp.ui.parts import Parts

BROUGHT = frozenset({"bring", "later", ""})


def promise_of(catalogue: Catalogue, opened: OpenFolder, ending: Ending, day: str) -> dict[str, Any]:
    """Return time limit and fee as they are known on ``day``; frozen with the submission so that a later change breaks no promise."""
    procedure = catalogue.procedures[opened.folder.definition.procedure]
    limit = limit_for(procedure.times, "online", catalogue.place_of(ending.competent or None))
    fee = fee_for(procedure.fees, "online", day)
    promise: dict[str, Any] = {}
    if limit is not None:
        promise["time"] = {"number": limit.number, "unit": limit.unit, "ground": limit.ground, "certainty": limit.certainty}
    if fee is not None:
        promise["fee"] = {"amount": fee.amount, "ground": fee.ground, "certainty": fee.certainty}
    return promise


def submission_of(made: Parts, opened: OpenFolder, *, filing_day: str = "", manifest: Mapping[str, Any] | None = None) -> Submission:
    """Return what is handed in: where it goes, whose it is, what is promised, what is to be mended. The same for forms and phones.

    ``opened.reader.today`` is the day of filing: what the person was shown that day is what is promised (D11).
    """
    definition = opened.folder.definition
    ending = ending_of(made.catalogue, definition.procedure, opened.path.answers.values, opened.reader.today)
    return Submission(
        route=ending.route,
        unit=ending.unit,
        competent=ending.competent,
        owner=owner_of(definition, opened.path.answers),
        ticks=TICKS,
        filing_day=filing_day,
        manifest=manifest or {},
        problems=check_all(definition, opened.folder.answers, opened.reader.today, made.lists),
        promise=promise_of(made.catalogue, opened, ending, opened.reader.today),
    )


def receipt_page(made: Parts, opened: OpenFolder, ending: Ending, typed: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """Return everything ``citizen/receipt.html`` draws, apart from the frame."""
    reader, definition = opened.reader, opened.folder.definition
    digits, _ = _slip(made, opened)
    missing = [p for p in check_all(definition, opened.folder.answers, reader.today, made.lists) if p.level == "error"]
    sheet = made.shelf.sheet(definition)
    return {
        "dossier": opened.folder.head(),
        "ending": ending_view(made.catalogue, made.wording, ending, opened.sheet, reader.lang, reader.today),
        "slip": {"digits": digits, "check": check_asked(opened)},
        "has_form": sheet is not None,
        "form_name": form_names(sheet_page(sheet, opened.folder, reader)) if sheet is not None else "",
        "to_bring": only_listed(opened.path, reader) + _papers_to_bring(opened),
        "missing": problem_links(missing, definition, reader),
        "doubts": doubts(opened.folder, opened.path, reader),
        "signing": definition.signing,
        "official_code": opened.sheet.top.official_code or "",
        "typed_code": typed,
        "problems": problem_links(problems, definition, reader),
        "due": reader.wording.day(opened.sheet.due_on, reader.lang) if opened.sheet.due_on else "",
        "photos": files_to_come(opened.folder, reader),
    }


def check_asked(opened: OpenFolder) -> str:
    """Return what is asked beside the slip code: phone (its last four digits) or year (of birth)."""
    return "phone" if owner_of(opened.folder.definition, opened.path.answers).phone else "year"


def facts_of_slip(made: Parts, opened: OpenFolder, ending: Ending, lang: str) -> SlipFacts:
    """Return what is printed on the slip."""
    procedure = made.catalogue.procedures[opened.folder.definition.procedure]
    digits, secret = _slip(made, opened)
    at = opened.sheet.top.submitted_at or made.clock.now()
    bring = [paper["called"] for paper in only_listed(opened.path, opened.reader) + _papers_to_bring(opened)]
    return SlipFacts(
        lang=lang,
        digits=digits,
        link=_link(made, digits, secret, lang),
        called=opened.folder.name,
        official_name=procedure.row.name_vi,
        where=unit_name(made.catalogue, ending.unit, lang) if ending.route == "desk" else "",
        day=made.wording.day(day_in_vietnam(at), lang),
        filed_here=ending.route == "desk",
        check=check_asked(opened),
        demonstration=ending.demonstration,
        bring=tuple(bring),
    )


def slip_link(made: Parts, opened: OpenFolder, lang: str) -> str:
    """Return what the QR holds: the code and 128 bits, in the fragment, which no server and no log ever sees (D9)."""
    digits, secret = _slip(made, opened)
    return _link(made, digits, secret, lang)


def _link(made: Parts, digits: str, secret: str, lang: str) -> str:
    return f"{made.settings.public_url}/{lang}/track#{digits.replace(' ', '')}.{secret}"


def _slip(made: Parts, opened: OpenFolder) -> tuple[str, str]:
    with made.database.reading() as db:
        codes, secret = queries.slip_of(db, made.keyring, opened.sheet.id)
    return grouped(codes[0]), secret


def _papers_to_bring(opened: OpenFolder) -> list[dict[str, Any]]:
    chosen = opened.sheet.papers
    return [
        {"called": stop.paper.name.in_(opened.reader.lang), "sort": stop.paper.treatment}
        for stop in opened.path.asked
        if stop.paper is not None and stop.paper.treatment != "form" and chosen.get(stop.paper.id, {}).get("choice", "") in BROUGHT
    ]
