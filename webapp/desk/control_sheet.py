"""The control sheet (form 06): who did which step, from when to when, with what note. Read from the log, never kept twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from webapp.accounts.views import shown_moment
from webapp.catalogue.catalogue import Catalogue
from webapp.dossiers.endings import unit_name
from webapp.dossiers.picture import Top
from webapp.dossiers.queries import Happening
from webapp.dossiers.states import STEP_ROLES, VERB_OF_KIND

SUBMIT: Final = "dossier.submit"
BROUGHT: Final = "desk.brought"
"""Papers taken instead of photos: the step goes on."""
SHOWN: Final = frozenset(VERB_OF_KIND) | {SUBMIT, BROUGHT}
VERBS: Final = {**VERB_OF_KIND, SUBMIT: "submit", BROUGHT: "brought"}
Json = dict[str, Any]


def control_sheet(top: Top, happened: Sequence[Happening], catalogue: Catalogue, lang: str) -> list[Json]:
    """Return one line per step done, oldest first, and a last line without end for the step it waits at."""
    lines: list[Json] = []
    begun = ""
    for one in happened:
        if one.kind in SHOWN:
            end = shown_moment(top.arrived_at if one.kind == SUBMIT and top.arrived_at else one.at)
            lines.append(_line(one, begun, end, catalogue, lang))
            begun = begun if one.kind == BROUGHT else end
    if top.step:
        lines.append(_empty() | {"verb": "waiting", "step": top.step, "role": STEP_ROLES[top.step], "start": begun})
    return lines


def last_done(lines: Sequence[Json], verb: str) -> Json:
    """Return the last line of a verb, or one that says nothing."""
    return next((line for line in reversed(lines) if line["verb"] == verb), _empty())


def openings_view(seen: Sequence[Happening], catalogue: Catalogue, lang: str) -> list[Json]:
    """Return which officers read the dossier, the last one first."""
    return [
        {"who": one.body.get("name", ""), "unit": unit_name(catalogue, one.body.get("unit", ""), lang), "at": shown_moment(one.at)}
        for one in reversed(seen)
    ]


def _line(one: Happening, begun: str, end: str, catalogue: Catalogue, lang: str) -> Json:
    body, facts = one.body, one.facts
    step = facts.get("step", 0)
    return _empty() | {
        "verb": VERBS[one.kind],
        "step": step,
        "role": STEP_ROLES.get(step, ""),
        "who": body.get("name", ""),
        "unit": unit_name(catalogue, body.get("unit", ""), lang),
        "start": begun,
        "end": end,
        "proposal": body.get("proposal", ""),
        "handed_to": body.get("handed_to", ""),
        "number": facts.get("number", ""),
        "on": _day(facts.get("on", "")),
        "due_on": _day(facts.get("due_on", "")),
        "notes": [{"text": text} for text in (body.get("note"), body.get("reason"), *body.get("reasons", ())) if text],
    }


def _empty() -> Json:
    texts = ("verb", "role", "who", "unit", "start", "end", "proposal", "handed_to", "number", "on", "due_on")
    return dict.fromkeys(texts, "") | {"step": 0, "notes": []}


def _day(day: str) -> str:
    return "/".join(reversed(day.split("-")))
