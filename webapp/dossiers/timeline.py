"""The five steps as the citizen sees them: which is done, when, who looked. Made from ``status`` alone, as phones make it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from webapp.catalogue.catalogue import Catalogue
from webapp.dossiers.endings import unit_name
from webapp.dossiers.folders import OpenFolder
from webapp.dossiers.reasons import reason_in
from webapp.forms.views.context import Reader
from webapp.kernel.problems import Problem

STEPS: Final = (
    ("sent", "dossier.submit"),
    ("receive", "desk.accepted"),
    ("appraise", "desk.appraised"),
    ("approve", "desk.approved"),
    ("seal", "desk.sealed"),
    ("return", "desk.returned"),
)
ENDED: Final = frozenset({"refused", "withdrawn"})


def progress_page(opened: OpenFolder, status: Mapping[str, Any], catalogue: Catalogue, *, own: bool) -> dict[str, Any]:
    """Return everything ``citizen/progress.html`` draws, apart from the frame; ``status`` is that of ``status_of``.

    It holds no answer and no name of a citizen.
    """
    reader = opened.reader
    return {
        "dossier": opened.folder.head(),
        "official": status["official"],
        "due": reader.wording.day(status["due_on"], reader.lang) if status["due_on"] else "",
        "steps": _steps(status, reader),
        "reasons": [{"text": reason_in(reason, reader.lang)} for reason in status["reasons"]],
        "photos_refused": [{"text": _why(one["code"], opened)} for one in status["photos_refused"]],
        "result_number": status["result_number"],
        "openings": [
            {"who": unit_name(catalogue, one["unit"], reader.lang), "at": _in_words(one["at"], reader)} for one in status["openings"]
        ],
        "own": own,
        "known_at": "",
    }


def _why(code: str, opened: OpenFolder) -> str:
    return opened.reader.texts.say(Problem("", code), opened.reader.lang, opened.folder.definition)


def _steps(status: Mapping[str, Any], reader: Reader) -> list[dict[str, Any]]:
    last = {one["kind"]: one["at"] for one in status["history"]}
    lines = []
    for place, (step, kind) in enumerate(STEPS):
        # A step that was sent back is not done any more, whatever stands in the history.
        done = kind in last and (status["step"] == 0 or place < status["step"]) and not (place > 0 and status["state"] in ENDED)
        now = status["step"] == place and place > 0
        mark = "now" if now else ("done" if done else "next")
        lines.append({"id": step, "mark": mark, "at": _in_words(last[kind], reader) if done else ""})
    return lines


def _in_words(iso: str, reader: Reader) -> str:
    return reader.wording.moment(datetime.fromisoformat(iso), reader.lang)
