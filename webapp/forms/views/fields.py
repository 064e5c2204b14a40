"""The view of one field: what its edit template needs, with what was typed when there is a problem."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.forms.answers import is_unknown
from webapp.forms.definition import Definition, Field
from webapp.forms.kinds import KINDS
from webapp.forms.kinds.base import Posted
from webapp.forms.views.context import Json, Reader, Version
from webapp.forms.views.files import Files, files_view
from webapp.kernel.problems import Problem

UPLOADED = frozenset({"paper", "photo"})
PHOTO_WORDS = (
    *("file_empty", "file_bytes", "file_type", "file_heic", "file_unreadable", "file_pixels", "file_slow"),
    *("photo_dark", "photo_glare", "photo_blurred", "photo_cut", "photo_full", "photo_too_many", "photo_not_kept"),
)
"""What the page itself may say of a picture, before anything is sent (``static/js/photos/``)."""
NO_FILES = Files()
NEVER_UNKNOWN = frozenset({"statement", "paper", "photo", "repeat"})


def anchor(field_id: str, part: str | None = None) -> str:
    """Return the element id of a control: ``applicant.birth_date`` -> ``f-applicant-birth_date``."""
    return "f-" + field_id.replace(".", "-") + (f"-{part}" if part else "")


def field_view(
    field: Field,
    value: object,
    reader: Reader,
    definition: Definition,
    *,
    posted: Posted | None = None,
    problems: Sequence[Problem] = (),
    alone: bool = False,
    versions: Sequence[Version] = (),
    kept: Files = NO_FILES,
    private: bool = False,
) -> Json:
    """Return the view of a field. ``alone``: the page's heading is its label. ``posted`` shows what was typed, not what is kept.

    ``versions`` are the answers that compete for it. ``kept`` tells of the dossier's files. ``private``: the browser is shared.
    """
    kind = KINDS[field.kind]
    own = [problem for problem in problems if problem.field == field.id]
    unsure = posted.one(f"{field.id}.unknown") == "1" if posted is not None else is_unknown(value)
    told = kind.edit(field, None if unsure else value, posted, reader.lang, reader.lists)
    return {
        "id": anchor(field.id),
        "control": kind.control,
        "kind": field.kind,
        "name": field.id,
        "label": field.label.in_(reader.lang) if field.label else "",
        "hint": field.hint.in_(reader.lang) if field.hint else "",
        "optional": not field.required,
        "heading_is_label": alone,
        "problems": [
            {"text": reader.texts.say(problem, reader.lang, definition), "target": anchor(field.id, problem.part)} for problem in own
        ],
        "described_by": _described_by(field, bool(own)),
        "unknown": {"offered": field.kind not in NEVER_UNKNOWN, "checked": unsure},
        "autocomplete": "" if private else field.autocomplete or "",
        "photo_words": _photo_words(field, reader, definition) if field.kind in UPLOADED else [],
        "input": files_view(field, told, reader, definition, kept) if field.kind in UPLOADED else told,
        "versions": [_version(field, version, reader) for version in versions],
    }


def _photo_words(field: Field, reader: Reader, definition: Definition) -> list[Json]:
    return [{"code": code, "text": reader.texts.say(Problem(field.id, code), reader.lang, definition)} for code in PHOTO_WORDS]


def _described_by(field: Field, has_problem: bool) -> str:
    ids = []
    if field.hint:
        ids.append(anchor(field.id) + "-hint")
    if has_problem:
        ids.append(anchor(field.id) + "-problem")
    return " ".join(ids)


def _version(field: Field, version: Version, reader: Reader) -> Json:
    said = KINDS[field.kind].show(field, version.value, reader.lang, reader.lists)
    return {"entry": version.entry, "shown": said, "at": version.at, "by": version.by, "shows": version.shows}


def shown(field: Field, value: object, reader: Reader) -> str:
    """Return an answer as people read it, or "" when there is none, it is not known, or it has another shape."""
    if is_unknown(value):
        return ""
    return KINDS[field.kind].show(field, value, reader.lang, reader.lists)


def line_view(field: Field, value: object, reader: Reader, called: str) -> Json:
    """Return one line of the review page: label, answer, and whether it is unknown or missing."""
    return {
        "label": field.label.in_(reader.lang) if field.label else called,
        "shown": shown(field, value, reader),
        "unknown": is_unknown(value),
        "missing": value is None,
        "required": field.required,
    }
