"""Where a dossier ends: at a desk of this system, or prepared for the portal and the counter of whoever decides (design 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from webapp.catalogue.catalogue import Catalogue, Route
from webapp.catalogue.facts import Fee
from webapp.catalogue.promises import fee_for, waiver_for
from webapp.dossiers.sheet import DossierSheet
from webapp.forms.wording import Wording

UNIT_FIELD = "unit"
VNEID_FIELDS = ("applicant.vneid", "owner.vneid", "submitter.vneid")


@dataclass(frozen=True)
class Ending:
    """The route that counts, the unit that takes it in and the one that handles it, and every way that is open."""

    route: Literal["portal", "counter", "desk"]
    unit: str
    competent: str
    decided_by: str
    demonstration: bool
    routes: tuple[Route, ...]


def ending_of(catalogue: Catalogue, code: str, answers: Mapping[tuple[str, str | None], Any], day: str) -> Ending:
    """Return the ending for these answers. A desk counts only where the unit that handles it is known."""
    procedure = catalogue.procedures[code]
    unit = catalogue.competent_unit(code, _unit_answer(answers)) or ""
    routes = catalogue.routes_for(code, unit or None, day)
    desk = next((route for route in routes if route.route == "desk"), None)
    if desk is not None and unit:
        return Ending("desk", unit, unit, procedure.decided_by, desk.demonstration, tuple(routes))
    others = tuple(route for route in routes if route.route != "desk")
    if any(answers.get((field, None)) is False for field in VNEID_FIELDS) and any(route.route == "counter" for route in others):
        # Who has no VNeID level 2 cannot sign in to the portal: naming it would only send them there in vain.
        others = tuple(route for route in others if route.route == "counter")
    return Ending(_preferred(others, answers), unit, unit, procedure.decided_by, False, others)


def _preferred(routes: tuple[Route, ...], answers: Mapping[tuple[str, str | None], Any]) -> Literal["portal", "counter"]:
    """The portal comes first only for a person who said they have VNeID level 2; the others cannot sign in there."""
    has_vneid = any(answers.get((field, None)) is True for field in VNEID_FIELDS)
    open_ones = {route.route for route in routes}
    return "portal" if (has_vneid and "portal" in open_ones) or ("counter" not in open_ones and "portal" in open_ones) else "counter"


def _unit_answer(answers: Mapping[tuple[str, str | None], Any]) -> Mapping[str, str] | None:
    said = answers.get((UNIT_FIELD, None))
    return said if isinstance(said, dict) and "unknown" not in said else None


def ending_view(catalogue: Catalogue, wording: Wording, ending: Ending, sheet: DossierSheet, lang: str, day: str) -> dict[str, Any]:
    """Return what ``citizen/ending.html`` draws: names of units and what each way costs, or that it is not known."""
    procedure = catalogue.procedures[sheet.top.procedure]
    waived = waiver_for(procedure.waivers, day) is not None
    ways = [route.route for route in ending.routes if route.route != "desk"]
    first = sorted(ways, key=lambda way: way != ending.route)
    fees = {way: fee_for(procedure.fees, "online" if way == "portal" else "counter", day) for way in first}
    return {
        "route": ending.route,
        "unit": unit_name(catalogue, ending.unit, lang),
        "decided_by": ending.decided_by,
        "demonstration": ending.demonstration,
        "ways": [
            {
                "route": way,
                "price": price(fees[way], wording, lang),
                "price_sure": (fee := fees[way]) is not None and fee.certainty == "known",
                "waived": way == "portal" and waived,
                "received_at": procedure.received_at,
                "sure": all(route.sure for route in ending.routes if route.route == way),
            }
            for way in first
        ],
    }


def price(fee: Fee | None, wording: Wording, lang: str) -> str:
    """Return a known amount in words, or "" for anything that is not a plain verified or stated amount."""
    return wording.money(fee.amount, lang) if fee is not None and isinstance(fee.amount, int) else ""


def unit_name(catalogue: Catalogue, unit: str, lang: str) -> str:
    """Return the name of a unit, or "" when it is not known."""
    found = catalogue.units.get(unit)
    if found is None:
        return ""
    return found.name_en if lang == "en" else found.name_vi
