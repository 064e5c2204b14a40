"""Takes a dossier from the shelf to the desk: the sheet, its history, who read it, and what its files are."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy.orm import Session

from webapp.desk.answers_view import file_ids
from webapp.desk.dossier_view import OnDesk
from webapp.dossiers import queries
from webapp.dossiers.folders import OpenFolder, open_folder, rules_day
from webapp.dossiers.posting import POOR
from webapp.dossiers.sheet import opened as opened_with_key
from webapp.forms.views.context import Reader
from webapp.kernel.actor import Officer
from webapp.kernel.ids import is_id
from webapp.kernel.problems import NotFound
from webapp.ui.parts import Parts
from webapp.uploads import queries as uploads
from webapp.uploads.ports import Store
from webapp.uploads.queries import KeptFile
from webapp.uploads.service import read_file


def on_desk(db: Session, made: Parts, dossier: str, officer: Officer, lang: str, now: datetime) -> OnDesk:
    """Return the dossier as its page needs it. Rights are the policy's; the opening is written by the reading door before."""
    sheet = queries.dossier(db, made.keyring, dossier)
    reader = Reader(lang, rules_day(sheet, now), made.lists, made.texts, made.wording)
    opened = open_folder(db, made.shelf, made.catalogue, sheet, reader)
    return OnDesk(
        opened=opened,
        happened=queries.history(db, made.keyring, dossier),
        seen=queries.openings(db, made.keyring, dossier),
        files=uploads.files_of(db, dossier, file_ids(opened)),
        officer=officer,
        now=now,
        judged=queries.happenings(db, made.keyring, dossier, ("dossier.judged",)),
        poor=poor_photos(db, made, opened),
    )


def poor_photos(db: Session, made: Parts, opened: OpenFolder) -> dict[str, list[str]]:
    """Return what the phone found wrong with photos of papers, by file. Only codes we have words for: a phone may say anything."""
    if not file_ids(opened):
        return {}
    attached = queries.happenings(db, made.keyring, opened.sheet.id, ("paper.attach",))
    told = {str(one.facts["file"]): one.body.get("poor") for one in attached}
    return {file: sorted(POOR.intersection(map(str, codes))) for file, codes in told.items() if isinstance(codes, list)}


def file_bytes(db: Session, made: Parts, dossier: str, file_id: str) -> tuple[KeptFile, bytes]:
    """Return a file of this dossier, opened. Raises NotFound when it is not one of its files."""
    kept = uploads.file_of(db, dossier, file_id) if is_id(file_id) else None
    if kept is None:
        raise NotFound
    _, envelope = opened_with_key(db, made.keyring, dossier)
    return kept, read_file(cast(Store, made.store), envelope, kept)
