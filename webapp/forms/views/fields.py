"""The view of one field: what its edit template needs, with what was typed when there is a problem."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.forms.definition import Definition, Field
from webapp.forms.kinds import KINDS
from webapp.forms.kinds.base import Posted
from webapp.forms.views.context import Json, Reader
from webapp.kernel.problems import Problem

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
) -> Json:
    """Return the view of a field. ``alone``: the page's heading is its label. ``posted`` shows what was typed, not what is kept."""
    kind = KINDS[field.kind]
    own = [problem for problem in problems if problem.field == field.id]
    unknown_name = f"{field.id}.unknown"
    is_unknown = posted.one(unknown_name) == "1" if posted is not None else value == {"unknown": True}
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
        "unknown": {"offered": field.kind not in NEVER_UNKNOWN, "checked": is_unknown},
        "autocomplete": field.autocomplete or "",
        "input": kind.edit(field, None if is_unknown else value, posted, reader.lang, reader.lists),
    }


def _described_by(field: Field, has_problem: bool) -> str:
    ids = []
    if field.hint:
        ids.append(anchor(field.id) + "-hint")
    if has_problem:
        ids.append(anchor(field.id) + "-problem")
    return " ".join(ids)


def shown(field: Field, value: object, reader: Reader) -> str:
    """Return an answer as people read it, or "" when there is none or it is not known."""
    if value is None or value == {"unknown": True}:
        return ""
    return KINDS[field.kind].show(field, value, reader.lang, reader.lists)


def line_view(field: Field, value: object, reader: Reader, called: str) -> Json:
    """Return one line of the review page: label, answer, and whether it is unknown or missing."""
    return {
        "label": field.label.in_(reader.lang) if field.label else called,
        "shown": shown(field, value, reader),
        "unknown": value == {"unknown": True},
        "missing": value is None,
        "required": field.required,
    }
