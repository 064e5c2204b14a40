"""Views of the list pages: plain JSON from facts. ``frame`` holds the common keys; nothing here reads a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.procedure import Procedure, in_order
from webapp.catalogue.search import Hit
from webapp.kernel.text import sort_key_vi

View = dict[str, Any]
MOST_HITS = 10
FEW = 3
CLOSE = 60
"""Per cent of the best score: what is below it is noise for somebody who reads slowly."""
EVERYDAY = 3
SHORTEST_QUERY = 2
PAGES = {"home": "0-01", "list": "0-02", "missing": "0-03", "coverage": "0-04", "fields": "0-05", "help": "0-06"}


def said(row: Any, lang: str, name: str = "") -> str:
    """Return the text of a row in a language: ``vi``/``en``, or ``<name>_vi``/``<name>_en``."""
    side = "en" if lang == "en" else "vi"
    text: str = getattr(row, f"{name}_{side}" if name else side)
    return text


def home_view(frame: View, catalogue: Catalogue) -> View:
    """The first page: the search box, then what happens in a life. ``take`` (no, offer, kept) is the phone's: the whole commune at once."""
    return frame | {"heading": "", "q": "", "events": _events(catalogue, frame["lang"]), "take": "no", "take_kilobytes": 0}


def list_view(frame: View, catalogue: Catalogue, q: str, event: str, field: str) -> View:
    """Search, or the procedures behind one door, or of one field; without any of them the everyday ones. The texts are cleaned."""
    lang = frame["lang"]
    found, by, heading = _found(catalogue, lang, q, event, field)
    return frame | {
        "q": q,
        "by": by,
        "heading": heading,
        "entries": [entry(procedure, lang) for procedure in found],
        "number": len(found),
        "everything": len(catalogue.procedures),
        "events": _events(catalogue, lang) if not found or by == "everyday" else [],
    }


def _found(catalogue: Catalogue, lang: str, q: str, event: str, field: str) -> tuple[list[Procedure], str, str]:
    if event in catalogue.events:
        codes = catalogue.event_codes[event]
        return [catalogue.procedures[code] for code in codes], "event", said(catalogue.events[event], lang)
    if field in catalogue.fields:
        mine = (found for found in catalogue.procedures.values() if found.row.field == field)
        return in_order(mine), "field", said(catalogue.fields[field], lang)
    if q:
        return [catalogue.procedures[hit.code] for hit in near(catalogue.index.find(q, MOST_HITS))], "search", ""
    everyday = (found for found in catalogue.procedures.values() if found.row.commonness == EVERYDAY)
    return in_order(everyday), "everyday", ""


def near(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits worth reading slowly: the best three, and whatever comes close to the best; never a long tail."""
    return [hit for place, hit in enumerate(hits) if place < FEW or hit.score * 100 >= hits[0].score * CLOSE]


def entry(procedure: Procedure, lang: str) -> View:
    """One line of a list. The official title stands beside the plain one only where they differ; ``here`` is the phone's word."""
    name = procedure.name.in_(lang)
    return {
        "code": procedure.code,
        "name": name,
        "official": procedure.row.name_vi if procedure.plain else "",
        "decided_by": procedure.decided_by,
        "here": False,
    }


def _events(catalogue: Catalogue, lang: str) -> list[View]:
    return [{"code": row.code, "name": said(row, lang), "hint": said(row, lang, "hint")} for row in catalogue.events.values()]


def fields_view(frame: View, catalogue: Catalogue) -> View:
    """Every field with its number of procedures, in the order of the language's alphabet."""
    lang = frame["lang"]
    counted = Counter(found.row.field for found in catalogue.procedures.values())
    rows = sorted(catalogue.fields.values(), key=lambda row: sort_key_vi(said(row, lang)))
    return frame | {"entries": [{"code": row.code, "name": said(row, lang), "number": counted[row.code]} for row in rows]}


def coverage_view(frame: View, catalogue: Catalogue, gaps: Iterable[tuple[str, int]], since: str) -> View:
    """How much is here and how much is known of it, and what is missing by ministry. Never one hundred per cent."""
    lang = frame["lang"]
    counted = Counter(catalogue.fields[found.row.field].ministry for found in catalogue.procedures.values())
    rows = sorted(catalogue.ministries.values(), key=lambda row: (-counted[row.code], row.code))
    return frame | {
        "entries": [{"name": said(row, lang), "number": counted[row.code], "gap": said(row, lang, "known_gap")} for row in rows],
        "known": knowledge(catalogue),
        "gaps_number": sum(count for _, count in gaps),
        "since": since,
    }


def knowledge(catalogue: Catalogue) -> dict[str, int]:
    """Count the procedures and what is known of them."""
    rows = list(catalogue.procedures.values())
    return {
        "procedures": len(rows),
        "written": sum(1 for row in rows if row.plain),
        "with_time": sum(1 for row in rows if row.times),
        "with_fee": sum(1 for row in rows if row.fees),
        "with_decider": sum(1 for row in rows if row.decided_by != "unknown"),
    }


def missing_view(frame: View, typed: str, problem: bool, longest: int) -> View:
    """The door for those who do not find their matter."""
    return frame | {"typed": typed, "problem": problem, "longest": longest, "kept": frame["said"] == "saved"}


def help_view(frame: View, catalogue: Catalogue, page: str) -> View:
    """Whom to call, what the call costs, and how this works. ``page`` is the page the person comes from."""
    lang = frame["lang"]
    return frame | {
        "from_page": page,
        "contacts": [
            {
                "kind": row.kind,
                "name": said(row, lang, "name"),
                "shown": row.shown,
                "dial": row.dial,
                "price": row.price,
                "sure": row.certainty == "known",
            }
            for row in catalogue.contacts.values()
        ],
    }
