"""The view of one procedure's page, in the order in which people ask. What is not known is said, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from webapp.catalogue.catalogue import PROVINCE, Catalogue
from webapp.catalogue.facts import Fee, PlainPaper, ServicePoint, TimeLimit, UnitRow
from webapp.catalogue.procedure import Procedure, Route
from webapp.catalogue.promises import LATE, due_date, fee_for, limit_for, waiver_for
from webapp.catalogue.views import View, entry, said
from webapp.forms.wording import Wording
from webapp.kernel.clock import VIETNAM, day_in_vietnam

DIFFERS_BY_CASE = frozenset({"several_times", "channels_disagree"})
"""Times whose condition was lost: the plain page may name one of them, but no date may be reckoned from it."""
GIVES = ("who", "what", "amount", "starts", "paid_where")


def procedure_view(frame: View, catalogue: Catalogue, procedure: Procedure, unit: str, now: datetime, wording: Wording) -> View:
    """Return everything ``catalogue/procedure.html`` draws. ``keep`` (no, offer, kept) is the phone's to say."""
    lang, day = frame["lang"], day_in_vietnam(now)
    chosen = _commune(catalogue, unit) if procedure.at_commune else None
    routes = catalogue.routes_for(procedure.code, chosen.id if chosen else None, day)
    return frame | {
        "code": procedure.code,
        "name": procedure.name.in_(lang),
        "official": procedure.row.name_vi,
        "written": procedure.plain is not None,
        "presence": procedure.plain.presence if procedure.plain else "unknown",
        "presence_note": _text(procedure.plain.presence_note if procedure.plain else None, lang),
        "gives": _gives(procedure, lang),
        "papers": [_paper(paper, lang) for paper in (procedure.plain.papers if procedure.plain else ())],
        "times": [_time(limit) for limit in procedure.times],
        "time_reason": procedure.row.time_reason,
        "promise": _promise(catalogue, procedure, chosen, routes, now, wording, lang),
        "fees": [_fee(fee, wording, lang) for fee in procedure.fees if not fee.valid_to or fee.valid_to >= day],
        "fee_reason": procedure.row.fee_reason,
        "waiver": _waiver(procedure, routes, day, wording, lang),
        "decided_by": procedure.decided_by,
        "received_at": procedure.received_at,
        "routes": [{"route": route.route, "demonstration": route.demonstration, "sure": route.sure} for route in routes],
        "ground": routes[0].legal_ground if routes else "",
        "unit": {"code": chosen.id, "name": said(chosen, lang, "name")} if chosen else {"code": "", "name": ""},
        "units": [{"code": row.id, "name": said(row, lang, "name")} for row in catalogue.communes_by_name] if procedure.at_commune else [],
        "points": [_point(point, lang) for point in _points(catalogue, procedure, chosen)],
        "result": _text(procedure.result, lang),
        "doubts": [said_.in_(lang) for said_ in (procedure.plain.uncertain if procedure.plain else ())],
        "marks": [*procedure.row.doubts, procedure.row.certainty],
        "facts_month": _month(procedure.row.facts_date),
        "decision": procedure.row.decision,
        "see_also": [entry(catalogue.procedures[code], lang) for code in (procedure.plain.see_also if procedure.plain else ())],
        "field": {"code": procedure.row.field, "name": said(catalogue.fields[procedure.row.field], lang)},
        "keep": "no",
    }


def _text(localised: Any, lang: str) -> str:
    return localised.in_(lang) if localised else ""


def _gives(procedure: Procedure, lang: str) -> View:
    gives = procedure.plain.gives if procedure.plain else None
    lines = [{"part": part, "text": _text(getattr(gives, part), lang)} for part in GIVES] if gives else []
    return {"lines": [line for line in lines if line["text"]], "sure": gives is not None and gives.certainty == "known"}


def _paper(paper: PlainPaper, lang: str) -> View:
    return {
        "name": paper.name.in_(lang),
        "form": paper.form,
        "number": paper.count,
        "treatment": paper.treatment,
        "when_text": _text(paper.when_text, lang),
        "note": _text(paper.note, lang),
        "look": paper.look,
        "held_by_state": bool(paper.replaced_by),
        "sure": paper.certainty == "known",
    }


def _time(limit: TimeLimit) -> View:
    return {
        "channel": limit.channel,
        "place": limit.place,
        "number": limit.number,
        "unit": limit.unit,
        "sure": limit.certainty == "known",
        "ground": limit.ground,
    }


def _promise(
    catalogue: Catalogue, procedure: Procedure, chosen: UnitRow | None, routes: list[Route], now: datetime, wording: Wording, lang: str
) -> View:
    """A date only where unit, place and route are known: handed in at the counter of a known unit, with a certain time."""
    empty = {"due": "", "late": False}
    unit = chosen.id if chosen else (PROVINCE if not procedure.at_commune else "")
    by_hand = any(route.route in {"counter", "desk"} and route.sure for route in routes)
    if not unit or not by_hand or procedure.row.time_reason in DIFFERS_BY_CASE:
        return empty
    limit = limit_for(procedure.times, "counter", catalogue.place_of(unit))
    if limit is None or limit.certainty != "known":
        return empty
    due = due_date(_before_three(now), limit, catalogue.calendar)
    return {"due": wording.day(due, lang), "late": now.astimezone(VIETNAM).hour >= LATE} if due else empty


def _before_three(now: datetime) -> datetime:
    """The sentence says "if accepted before 15:00 today"; so that is the moment the date is reckoned from."""
    return now.astimezone(VIETNAM).replace(hour=LATE - 1, minute=0, second=0, microsecond=0)


def _fee(fee: Fee, wording: Wording, lang: str) -> View:
    amount = fee.amount
    return {
        "channel": fee.channel,
        "sort": amount if isinstance(amount, str) else "amount",
        "money": wording.money(amount, lang) if isinstance(amount, int) else "",
        "per": fee.per,
        "since": wording.day(fee.valid_from, lang) if fee.valid_from else "",
        "until": wording.day(fee.valid_to, lang) if fee.valid_to else "",
        "sure": fee.certainty == "known",
        "ground": fee.ground,
    }


def _waiver(procedure: Procedure, routes: Iterable[Route], day: str, wording: Wording, lang: str) -> View:
    """The portal's waiver stands beside the counter's price; only while it holds, only where the portal is a way."""
    found = waiver_for(procedure.waivers, day)
    if found is None or not any(route.route == "portal" for route in routes):
        return {"share": "", "ground": "", "until": "", "counter": ""}
    counter = fee_for(procedure.fees, "counter", day)
    price = wording.money(counter.amount, lang) if counter and isinstance(counter.amount, int) else ""
    return {"share": found.share, "ground": found.ground, "until": wording.day(found.valid_to, lang), "counter": price}


def _commune(catalogue: Catalogue, unit: str) -> UnitRow | None:
    found = catalogue.units.get(unit)
    return found if found and found.era == "now" and found.level == "commune" else None


def _points(catalogue: Catalogue, procedure: Procedure, chosen: UnitRow | None) -> list[ServicePoint]:
    """The places of the chosen commune, only where the People's Committee takes the papers in: others have their own doors."""
    if procedure.received_at != "commune_centre" or chosen is None:
        return []
    return catalogue.points_of(chosen.id)


def _point(point: ServicePoint, lang: str) -> View:
    return {
        "kind": point.kind,
        "place": said(point, lang, "place"),
        "hours": point.hours,
        "phone": point.phone,
        "rounds": point.mobile_rounds,
        "boats": point.boat_days,
        "sure": point.certainty == "known",
    }


def _month(facts_date: str) -> str:
    """``2026-07`` -> ``7/2026``."""
    year, _, month = facts_date.partition("-")
    return f"{int(month)}/{year}" if month else ""
