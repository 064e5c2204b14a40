"""What the interface says of a procedure. What is not verified says so; a fee that is not known is null, never nought."""

from __future__ import annotations

from typing import Any

from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.procedure import Procedure


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
    }


def whole(catalogue: Catalogue, procedure: Procedure, day: str) -> dict[str, Any]:
    """Return everything public of a procedure on a day."""
    plain = procedure.plain
    return summary(procedure) | {
        "presence": plain.presence if plain else "unknown",
        "papers": [
            {"id": paper.id, "name": both(paper.name), "form": paper.form, "treatment": paper.treatment, "certainty": paper.certainty}
            for paper in (plain.papers if plain else ())
        ],
        "papers_known": plain is not None,
        "times": [
            {"channel": one.channel, "place": one.place, "number": one.number, "unit": one.unit, "certainty": one.certainty}
            for one in procedure.times
        ],
        "fees": [
            {
                "channel": fee.channel,
                "amount": fee.amount if isinstance(fee.amount, int) else (0 if fee.amount == "free" else None),
                "sort": fee.amount if isinstance(fee.amount, str) else "amount",
                "valid_from": fee.valid_from,
                "valid_to": fee.valid_to,
                "certainty": fee.certainty,
            }
            for fee in procedure.fees
        ],
        "routes": [
            {"route": one.route, "legal_ground": one.legal_ground, "sure": one.sure, "demonstration": one.demonstration}
            for one in catalogue.routes_for(procedure.code, None, day)
        ],
        "facts_date": procedure.row.facts_date,
        "certainty": procedure.row.certainty,
        "doubts": list(procedure.row.doubts),
    }


def both(said: Any) -> dict[str, str]:
    """Return a text in both languages."""
    return {"vi": said.vi, "en": said.en}
