"""The queue page: filters that are addresses, counts per step, and one line per dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from webapp.accounts.views import shown_moment
from webapp.catalogue.catalogue import Catalogue
from webapp.desk.queries import Wanted
from webapp.desk.verbs import steps_of
from webapp.dossiers.endings import unit_name
from webapp.dossiers.picture import Top
from webapp.dossiers.queries import QueueFilters, QueuePage
from webapp.dossiers.states import MOVES, STEP_ROLES
from webapp.kernel.actor import Officer
from webapp.kernel.clock import day_in_vietnam
from webapp.kernel.text import clean

MINE: Final = "mine"
ALL: Final = "all"
STEPS: Final = tuple(STEP_ROLES)
OFFICIAL: Final = tuple(sorted({there.official for there in MOVES.values() if there.official}))
LONGEST_SEARCH: Final = 80
LAST_PAGE: Final = 1000
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """The address of a queue, cleaned: what is not understood is as if it were not there."""

    step: str
    official: int | None
    procedure: str
    search: str
    page: int

    def wanted(self, officer: Officer) -> Wanted:
        """Return what the queue is narrowed to. Searches and official states look past the officer's own steps."""
        step = int(self.step) if self.step.isdecimal() else None
        filters = QueueFilters(step, self.official, self.procedure or None, self.search)
        everywhere = self.official is not None or bool(self.search)
        return Wanted(filters, steps_of(officer) if self.step == MINE and not everywhere else (), self.page)

    def address(self, lang: str, **other: str | int) -> str:
        """Return the address of this queue with some filters changed; other filters than the page begin at its first."""
        said: dict[str, str | int | None] = {
            "step": self.step,
            "official": self.official,
            "procedure": self.procedure,
            "q": self.search,
            **other,
        }
        return f"/{lang}/desk/?{urlencode({name: value for name, value in said.items() if value})}"


def asked_of(query: Mapping[str, str], officer: Officer, catalogue: Catalogue) -> Asked:
    """Read the address. Without a step it is what waits for the officer's own roles, or everything for the director."""
    step = query.get("step", "")
    official = query.get("official", "")
    procedure = query.get("procedure", "")
    page = query.get("page", "")
    return Asked(
        step=step if step in {ALL, *map(str, STEPS)} else (MINE if steps_of(officer) else ALL),
        official=int(official) if official in set(map(str, OFFICIAL)) else None,
        procedure=procedure if catalogue.procedure(procedure) else "",
        search=clean(query.get("q", ""))[:LONGEST_SEARCH],
        page=min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdecimal() and len(page) < 5 else 1,
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What the rows say about a queue."""

    page: QueuePage
    names: Mapping[str, str]
    counts: Mapping[int, int]
    procedures: Sequence[str]
    awaited: Mapping[str, int] = field(default_factory=dict)


def queue_page(asked: Asked, found: Found, officer: Officer, catalogue: Catalogue, now: datetime, lang: str) -> Json:
    """Return everything ``desk/queue.html`` draws, apart from the frame."""
    codes = [*found.procedures, *({asked.procedure} - {"", *found.procedures})]
    return {
        "unit": unit_name(catalogue, officer.unit, lang) or officer.unit,
        "officer_name": officer.name,
        "tabs": _tabs(asked, found.counts, officer, lang),
        "rows": [
            row_view(top, found.names, catalogue, now, lang) | {"photos_awaited": found.awaited.get(top.id, 0)}
            for top in found.page.dossiers
        ],
        "demonstration": _demonstration(found.page.dossiers),
        "search": asked.search,
        "step_filter": asked.step,
        "narrowed": bool(asked.search or asked.procedure or asked.official),
        "unfiltered": f"/{lang}/desk/?step={asked.step}",
        "official_options": [{"number": number, "chosen": number == asked.official} for number in OFFICIAL],
        "procedure_options": [
            {"code": code, "called": catalogue.procedures[code].name.in_(lang), "chosen": code == asked.procedure} for code in codes
        ],
        "page": asked.page,
        "before": asked.address(lang, page=asked.page - 1) if asked.page > 1 else "",
        "after": asked.address(lang, page=asked.page + 1) if found.page.more else "",
    }


def row_view(top: Top, names: Mapping[str, str], catalogue: Catalogue, now: datetime, lang: str) -> Json:
    """Return one line: who, what, since when, until when, where it waits."""
    procedure = catalogue.procedure(top.procedure)
    return {
        "id": top.id,
        "label": label_of(top.id),
        "owner": names.get(top.id) or top.owner_search,
        "called": procedure.name.in_(lang) if procedure else top.procedure,
        "code": top.procedure,
        "arrived": shown_moment(top.arrived_at) if top.arrived_at else "",
        "due": shown_day(top.due_on),
        "urgency": urgency(top, now),
        "step": top.step,
        "official": top.official or 0,
        "demonstration": top.demonstration,
    }


def label_of(dossier: str) -> str:
    """Return the short name of a dossier that officers call out; it is not the citizen's slip code."""
    return f"{dossier[-8:-4]}-{dossier[-4:]}".upper()


def shown_day(day: str) -> str:
    """Return ``04/12/2026``, or "" for no day."""
    return f"{date.fromisoformat(day):%d/%m/%Y}" if day else ""


def urgency(top: Top, now: datetime) -> str:
    """Return late, today or "" for a dossier that waits at a desk."""
    today = day_in_vietnam(now)
    if not top.due_on or top.step in {0, 5} or top.due_on > today:
        return ""
    return "today" if top.due_on == today else "late"


def _demonstration(tops: Sequence[Top]) -> str:
    marked = [top.demonstration for top in tops]
    return "" if not any(marked) else ("all" if all(marked) else "some")


def _tabs(asked: Asked, counts: Mapping[int, int], officer: Officer, lang: str) -> list[Json]:
    mine = steps_of(officer)
    here = asked.step if not asked.search else ""
    tabs: list[Json] = []
    if len(mine) > 1:
        tabs.append({"sort": MINE, "step": 0, "waiting": sum(counts.get(step, 0) for step in mine), "mine": True})
    tabs += [
        {"sort": "step", "step": step, "waiting": counts.get(step, 0), "mine": step in mine}
        for step in sorted(STEPS, key=lambda step: step not in mine)
    ]
    tabs.append({"sort": ALL, "step": 0, "waiting": sum(counts.get(step, 0) for step in STEPS), "mine": False})
    return [tab | {"href": _tab_address(tab, lang), "here": _is_here(tab, here, mine)} for tab in tabs]


def _tab_address(tab: Json, lang: str) -> str:
    if tab["sort"] == MINE:
        return f"/{lang}/desk/"
    return f"/{lang}/desk/?step={tab['step'] if tab['sort'] == 'step' else ALL}"


def _is_here(tab: Json, here: str, mine: tuple[int, ...]) -> bool:
    if tab["sort"] == "step":
        return here == str(tab["step"]) or (here == MINE and mine == (tab["step"],))
    return bool(tab["sort"] == here)
