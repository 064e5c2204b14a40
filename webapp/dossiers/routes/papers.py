"""The dossier on paper and for copying: the official form's order, the portal's order, and the person's own files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from webapp.dossiers.admitting import own_dossier
from webapp.dossiers.folders import OpenFolder, page_number
from webapp.dossiers.work import envelope_of
from webapp.forms.views.copying import copy_page, form_names, sheet_page
from webapp.kernel.problems import NotHere
from webapp.ui.counters import citizen
from webapp.ui.frame import frame
from webapp.ui.parts import parts, reading
from webapp.uploads.queries import file_of
from webapp.uploads.service import read_file


@citizen.get("/<lang>/dossiers/<dossier_id>/form", policy=own_dossier)
def official_form(lang: str, opened: OpenFolder) -> ResponseReturnValue:
    """Show the answers in the order of the official form, to print on A4."""
    made = parts()
    sheet = made.shelf.sheet(opened.folder.definition)
    if sheet is None:
        raise NotHere
    # The paper is read by officers and signed, so it is Vietnamese whatever language the screen has.
    lines = sheet_page(sheet, opened.folder, replace(opened.reader, lang="vi"))
    view: dict[str, Any] = frame(lang, "", page_number(opened.folder.number, opened, "form")) | {
        "dossier": opened.folder.head(),
        "form_name": form_names(lines),
        "lines": lines,
    }
    return made.renderer.render("citizen/sheet.html", view)


@citizen.get("/<lang>/dossiers/<dossier_id>/copy", policy=own_dossier)
def copying(lang: str, opened: OpenFolder) -> ResponseReturnValue:
    """Show the answers in the order of the portal's screens, each with a copy key."""
    made = parts()
    sheet = made.shelf.copy_order(opened.folder.definition)
    view: dict[str, Any] = frame(lang, "", page_number(opened.folder.number, opened, "copy")) | {
        "dossier": opened.folder.head(),
        "parts": copy_page(sheet, opened.folder, opened.path, opened.reader),
    }
    return made.renderer.render("citizen/copy.html", view)


@citizen.get("/<lang>/dossiers/<dossier_id>/files/<file>", policy=own_dossier)
def own_file(lang: str, opened: OpenFolder, file: str) -> ResponseReturnValue:
    """Give a person their own photo or PDF back, never shown as a page of ours."""
    made = parts()
    with reading() as db:
        kept = file_of(db, opened.sheet.id, file)
        if kept is None:
            raise NotHere
        envelope = envelope_of(db, made.keyring, opened.sheet.id)
    answer = Response(read_file(made.store, envelope, kept), mimetype=kept.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer
