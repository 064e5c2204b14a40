"""The five steps as the citizen sees them: which is done, when, who looked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from webapp.catalogue.catalogue import Catalogue
from webapp.dossiers.endings import unit_name
from webapp.dossiers.folders import OpenFolder
from webapp.dossiers.queries import Happening
from webapp.dossiers.reasons import reason_in

STEPS: Final = (
    ("sent", "dossier.submit"),
    ("receive", "desk.accepted"),
    ("appraise", "desk.appraised"),
    ("approve", "desk.approved"),
    ("seal", "desk.sealed"),
    ("return", "desk.returned"),
)
ENDED: Final = frozenset({"refused", "withdrawn"})


def progress_page(
    opened: OpenFolder, happened: Sequence[Happening], seen: Sequence[Happening], catalogue: Catalogue, *, own: bool
) -> dict[str, Any]:
    """Return everything ``citizen/progress.html`` draws, apart from the frame. It holds no answer and no name of a citizen."""
    reader, top = opened.reader, opened.sheet.top
    refusals = [one for one in happened if one.kind == "desk.refused"]
    return {
        "dossier": opened.folder.head(),
        "official": top.official or 0,
        "due": reader.wording.day(top.due_on, reader.lang) if top.due_on else "",
        "steps": _steps(opened, happened),
        "reasons": [{"text": reason_in(reason, reader.lang)} for one in refusals for reason in one.body.get("reasons", ())],
        "result_number": top.result_number or "",
        "openings": [
            {"who": unit_name(catalogue, one.body.get("unit", ""), reader.lang), "at": reader.wording.moment(one.at, reader.lang)}
            for one in seen
        ],
        "own": own,
        "known_at": "",
    }


def _steps(opened: OpenFolder, happened: Sequence[Happening]) -> list[dict[str, Any]]:
    top, reader = opened.sheet.top, opened.reader
    last = {one.kind: one for one in happened}
    lines = []
    for place, (step, kind) in enumerate(STEPS):
        # A step that was sent back is not done any more, whatever stands in the history.
        done = kind in last and (top.step == 0 or place < top.step) and not (place > 0 and top.state.value in ENDED)
        now = top.step == place and place > 0
        mark = "now" if now else ("done" if done else "next")
        lines.append({"id": step, "mark": mark, "at": reader.wording.moment(last[kind].at, reader.lang) if done else ""})
    return lines
