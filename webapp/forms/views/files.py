"""What a page shows of photos and PDFs: each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from webapp.forms.definition import Definition, Field
from webapp.forms.views.context import Folder, Json, Reader
from webapp.kernel.problems import Problem

KNOWN: Final[Json] = {"state": "arrived", "percent": 100, "code": "", "sort": "image", "field": ""}
"""A file that nobody told of is at the centre, and most are pictures."""


@dataclass(frozen=True)
class Files:
    """The files of a dossier as its pages know them. ``by``: they go along with the form, or the phone keeps them.

    ``dossier`` is the id under which they have their addresses. ``known`` tells of each: ``state``
    arrived|here|sending|refused|gone|elsewhere, ``percent``, ``code`` (why it was refused), ``sort`` image|pdf, ``field``
    (the paper or field it belongs to).
    """

    dossier: str = ""
    by: Literal["form", "phone"] = "form"
    known: Mapping[str, Json] = field(default_factory=dict)


def files_view(asked: Field, told: Json, reader: Reader, definition: Definition, kept: Files) -> Json:
    """Return the ``input`` of a paper or a photo."""

    def said(code: str) -> str:
        return reader.texts.say(Problem(asked.id, code), reader.lang, definition)

    def shown(file: str) -> Json:
        known = kept.known.get(file, KNOWN)
        plain = {name: known[name] for name in ("sort", "state", "percent")}
        return {"file": file, **plain, "fresh": False, "said": said(known["code"]) if known["code"] else "", "tips": []}

    rest = {name: value for name, value in told.items() if name != "held"}
    return {**rest, "dossier": kept.dossier, "by": kept.by, "files": [shown(file) for file in told["held"]]}


def files_to_come(folder: Folder, reader: Reader) -> list[Json]:
    """Return the files of a dossier that are not at the centre yet, as its pages list them."""

    def told(file: str, known: Json) -> Json:
        code = known["code"]
        said = reader.texts.say(Problem(known["field"], code), reader.lang, folder.definition) if code else ""
        plain = {name: known[name] for name in ("state", "percent")}
        href = _href(folder, known["field"])
        return {"file": file, "called": _called(folder.definition, known["field"], reader.lang), **plain, "said": said, "href": href}

    return [told(file, known) for file, known in folder.files.items() if known["state"] != "arrived"]


def _called(definition: Definition, of: str, lang: str) -> str:
    paper = next((paper for paper in definition.papers if paper.id == of), None)
    if paper is not None:
        return paper.name.in_(lang)
    step = next((step for step in definition.steps if any(each.id == of for each in step.fields)), None)
    found = definition.field(of)
    label = found.label if found is not None and found.label else step.ask if step else None
    return label.in_(lang) if label else ""


def _href(folder: Folder, of: str) -> str:
    """Return the page where it can be taken again, while that can be done."""
    step = next((step for step in folder.definition.steps if any(each.id == of for each in step.fields)), None)
    paper = any(paper.id == of for paper in folder.definition.papers)
    stop = f"paper-{of}" if paper else step.id if step else ""
    return f"{folder.base}/steps/{stop}?change=1" if folder.state == "draft" and stop else ""
