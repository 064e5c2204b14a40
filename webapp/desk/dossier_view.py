"""One dossier as an officer reads it: who, what was answered, what is doubtful, what happened, what can be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec

from webapp.accounts.views import shown_moment
from webapp.catalogue.catalogue import Catalogue
from webapp.desk.answers_view import answer_sections, conflicts_view, file_view, paper_lines, photo_ids
from webapp.desk.control_sheet import control_sheet, last_done, openings_view
from webapp.desk.queue_view import label_of, shown_day, urgency
from webapp.dossiers.endings import unit_name
from webapp.dossiers.folders import OpenFolder
from webapp.dossiers.owner import Owner, owner_from
from webapp.dossiers.picture import Top
from webapp.dossiers.queries import Happening
from webapp.forms.views.review import doubts, only_listed, stop_of
from webapp.kernel.actor import Officer
from webapp.kernel.problems import Problem
from webapp.uploads.queries import KeptFile

SUBMIT: Final = "dossier.submit"
Json = dict[str, Any]


@dataclass(frozen=True)
class OnDesk:
    """A dossier opened at a desk, with everything that its page shows."""

    opened: OpenFolder
    happened: Sequence[Happening]
    seen: Sequence[Happening]
    files: Mapping[str, KeptFile]
    officer: Officer
    now: datetime
    judged: Sequence[Happening] = ()
    poor: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def top(self) -> Top:
        """The columns of the dossier."""
        return self.opened.sheet

    @property
    def handed_in(self) -> Mapping[str, Any]:
        """What was sealed when the dossier was handed in (owner, problems, ticks), by the form or by a phone and the machine after it."""
        sealed = next((one.body for one in self.happened if one.kind == SUBMIT), {})
        return {**sealed, **next((one.body for one in self.judged), {})}


def dossier_page(desk: OnDesk, catalogue: Catalogue) -> Json:
    """Return everything ``desk/dossier.html`` draws, apart from the frame and the acts."""
    opened, lang = desk.opened, desk.opened.reader.lang
    problems = problems_of(desk.handed_in)
    owner = owner_from(desk.handed_in)
    history = control_sheet(desk.top, desk.happened, catalogue, lang)
    return {
        "dossier": _head(desk, catalogue, lang),
        "owner": _owner(owner),
        "mend": _mend(problems, opened),
        "doubts": doubts(opened.folder, opened.path, opened.reader),
        "conflicts": conflicts_view(opened),
        "sections": answer_sections(opened, problems),
        "papers": paper_lines(opened, desk.files, desk.poor),
        "photos": [file_view(file, desk.files, opened) for file in photo_ids(opened)],
        "photos_refused": sum(one.state == "refused" for one in opened.sheet.files.values()),
        "to_show": only_listed(opened.path, opened.reader),
        "history": history,
        "proposed": last_done(history, "appraise"),
        "openings": openings_view(desk.seen, catalogue, lang),
    }


def problems_of(handed_in: Mapping[str, Any]) -> list[Problem]:
    """Return the problems that were known at hand-in; they never stopped it."""
    return msgspec.convert(handed_in.get("problems", []), list[Problem])


def _head(desk: OnDesk, catalogue: Catalogue, lang: str) -> Json:
    top, procedure = desk.top, catalogue.procedure(desk.top.procedure)
    return {
        "id": top.id,
        "label": label_of(top.id),
        "code": top.procedure,
        "called": desk.opened.folder.name,
        "official_name": procedure.title.vi if procedure else desk.opened.folder.definition.name.vi,
        "handed_in_at": unit_name(catalogue, top.handed_in_at or "", lang),
        "competent": unit_name(catalogue, top.competent or "", lang),
        "here": top.desk_unit == desk.officer.unit,
        "official": top.official or 0,
        "step": top.step,
        "version": top.version,
        "arrived": shown_moment(top.arrived_at) if top.arrived_at else "",
        "accepted": shown_moment(top.accepted_at) if top.accepted_at else "",
        "due": shown_day(top.due_on),
        "urgency": urgency(top, desk.now),
        "result_number": top.result_number or "",
        "result_on": shown_day(top.result_on or ""),
        "demonstration": top.demonstration,
        "signing": desk.opened.folder.definition.signing,
        "photos_awaited": desk.opened.sheet.photos_awaited,
    }


def _owner(owner: Owner) -> Json:
    born = "/".join(reversed(owner.birth_date.split("-")))
    return {"name": owner.full_name, "born": born, "phone": owner.phone, "personal_id": owner.personal_id}


def _mend(problems: Sequence[Problem], opened: OpenFolder) -> list[Json]:
    lines = []
    for problem in problems:
        stop = stop_of(opened.path, problem.field)
        text = opened.reader.texts.say(problem, opened.reader.lang, opened.folder.definition)
        named = stop and ((stop.step and stop.step.ask) or (stop.paper and stop.paper.name))
        called = named.in_(opened.reader.lang) if named else ""
        lines.append({"text": text, "called": called, "target": f"s-{stop.id}" if stop else "", "level": problem.level})
    return lines
