"""What the interface says of a procedure. What is not verified says so; a fee that is not known is null, never nought."""

from __future__ import annotations

from typing import Any

import msgspec

from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.facts import Fee, PlainPaper, TimeLimit, UnitRow, Waiver
from webapp.catalogue.procedure import Procedure, Route
from webapp.kernel.localised import Localised

FREE = "free"
TIME = ("channel", "place", "number", "unit", "certainty", "ground")
WAIVER = ("share", "valid_from", "valid_to", "certainty", "ground")


def summary(procedure: Procedure) -> dict[str, Any]:
    """Return one line of a list."""
    return {
        "code": procedure.code,
        "number": procedure.row.number,
        "name": both(procedure.name),
        "official_title": procedure.row.name_vi,
        "field": procedure.row.field,
        "decided_by": procedure.decided_by,
        "received_at": procedure.received_at,
        "audience": procedure.audience,
        "certainty": procedure.row.certainty,
    }


def whole(catalogue: Catalogue, procedure: Procedure, day: str) -> dict[str, Any]:
    """Return everything public of a procedure; ways of filing are those of ``day`` (YYYY-MM-DD)."""
    plain, row = procedure.plain, procedure.row
    return summary(procedure) | {
        "presence": plain.presence if plain else "unknown",
        "papers_known": plain is not None,
        "papers": [_paper(paper) for paper in (plain.papers if plain else ())],
        "times": [_time(one) for one in procedure.times],
        "no_time_because": "" if procedure.times else row.time_reason or "not_stated",
        "fees": [_fee(one) for one in procedure.fees],
        "no_fee_because": "" if procedure.fees else row.fee_reason or "not_stated",
        "waivers": [_waiver(one) for one in procedure.waivers],
        "routes": [_route(one) for one in catalogue.routes_for(procedure.code, None, day)],
        "result": both(procedure.result) if procedure.result else None,
        "decision": row.decision,
        "facts_date": row.facts_date,
        "doubts": list(row.doubts),
    }


def unit(row: UnitRow) -> dict[str, Any]:
    """Return a commune of today."""
    name = {"vi": row.name_vi, "en": row.name_en}
    return {"code": row.code, "type": row.type, "name": name, "island": row.island, "certainty": row.certainty}


def both(said: Localised) -> dict[str, str]:
    """Return a text in both languages."""
    return {"vi": said.vi, "en": said.en}


def _paper(paper: PlainPaper) -> dict[str, Any]:
    known = {"id": paper.id, "name": both(paper.name), "form": paper.form, "treatment": paper.treatment, "count": paper.count}
    return known | {"when": both(paper.when_text) if paper.when_text else None, "certainty": paper.certainty}


def _time(limit: TimeLimit) -> dict[str, Any]:
    told = msgspec.to_builtins(limit)
    return {name: told[name] for name in TIME}


def _fee(fee: Fee) -> dict[str, Any]:
    """``amount`` is 0 only where a source says that it is free; what each province sets for itself is null."""
    sort, amount = (fee.amount, 0 if fee.amount == FREE else None) if isinstance(fee.amount, str) else ("amount", fee.amount)
    known = {"channel": fee.channel, "sort": sort, "amount": amount, "per": fee.per}
    return known | {"valid_from": fee.valid_from, "valid_to": fee.valid_to, "certainty": fee.certainty, "ground": fee.ground}


def _waiver(waiver: Waiver) -> dict[str, Any]:
    told = msgspec.to_builtins(waiver)
    return {name: told[name] for name in WAIVER}


def _route(route: Route) -> dict[str, Any]:
    return {"route": route.route, "legal_ground": route.legal_ground, "sure": route.sure, "demonstration": route.demonstration}
