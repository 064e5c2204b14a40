"""Writes the facts into the tables: one transaction, the same rows whatever was there before. Gaps of people stay untouched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webapp.catalogue.catalogue import Catalogue, Procedure, Route
from webapp.catalogue.facts import Fee
from webapp.catalogue.models import (
    ContactRecord,
    EventProcedureRecord,
    FeeRecord,
    FieldRecord,
    LifeEventRecord,
    MinistryRecord,
    ProcedureRecord,
    RouteRecord,
    ServicePointRecord,
    TimeRecord,
    UnitRecord,
)
from webapp.database import Base
from webapp.kernel.text import fold

OLDEST_LAST: tuple[type[Base], ...] = (
    EventProcedureRecord,
    RouteRecord,
    FeeRecord,
    TimeRecord,
    ProcedureRecord,
    LifeEventRecord,
    ServicePointRecord,
    ContactRecord,
    UnitRecord,
    MinistryRecord,
    FieldRecord,
)
"""Tables in the order in which they are emptied: those that point at others first."""


def store_catalogue(tx: Session, catalogue: Catalogue) -> int:
    """Write all facts and return the number of procedures. Run twice, it leaves the same rows."""
    for table in OLDEST_LAST:
        tx.execute(delete(table))
    for records in _in_order(catalogue):
        tx.add_all(records)
        tx.flush()
    return len(catalogue.procedures)


def _in_order(catalogue: Catalogue) -> Iterable[list[Any]]:
    procedures = list(catalogue.procedures.values())
    yield [FieldRecord(code=row.code, name_vi=row.vi, name_en=row.en, ministry=row.ministry) for row in catalogue.fields.values()]
    yield _coverage(catalogue)
    yield [_unit(unit) for unit in catalogue.units.values()]
    yield [ContactRecord(**_named(row)) for row in catalogue.contacts.values()]
    yield [ServicePointRecord(**_named(row)) for row in catalogue.points]
    yield [LifeEventRecord(code=row.code, name_vi=row.vi, name_en=row.en) for row in catalogue.events.values()]
    yield [_procedure(found) for found in procedures]
    yield [TimeRecord(procedure=row.code, **_named(row, "code")) for found in procedures for row in found.times]
    yield [_fee(row) for found in procedures for row in found.fees]
    yield [_route(number, code, route) for number, (code, route) in enumerate(_routes(procedures), start=1)]
    yield [
        EventProcedureRecord(event=event, procedure=code, rank=rank)
        for event, codes in catalogue.event_codes.items()
        for rank, code in enumerate(codes, start=1)
    ]


def _coverage(catalogue: Catalogue) -> list[Any]:
    counted = Counter(catalogue.fields[found.row.field].ministry for found in catalogue.procedures.values())
    return [
        MinistryRecord(ministry=row.code, name_vi=row.vi, name_en=row.en, procedures=counted[row.code])
        for row in catalogue.ministries.values()
    ]


def _unit(unit: Any) -> UnitRecord:
    named = _named(unit)
    return UnitRecord(**named | {"successors": list(unit.successors), "folded": fold(unit.name_vi)})


def _procedure(found: Procedure) -> ProcedureRecord:
    row = found.row
    return ProcedureRecord(
        code=row.code,
        number=row.number,
        name_vi=row.name_vi,
        name_en=row.name_en,
        called_vi=found.name.vi,
        called_en=found.name.en,
        folded=fold(f"{found.name.vi} {row.name_vi}"),
        field=row.field,
        levels=list(row.levels),
        priority=row.priority,
        certainty=row.certainty,
        doubts=list(row.doubts),
        facts_date=row.facts_date,
        decision=row.decision,
        channels=list(row.channels),
        audience=found.audience,
        commonness=row.commonness,
        presence=found.plain.presence if found.plain else "unknown",
        decided_by=found.decided_by,
        received_at=found.received_at,
    )


def _fee(row: Fee) -> FeeRecord:
    set_by_province = row.amount == "set_by_province"
    return FeeRecord(
        procedure=row.code,
        channel=row.channel,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        sort="set_by_province" if set_by_province else "free" if row.amount == "free" else "amount",
        amount=row.amount if isinstance(row.amount, int) else None if set_by_province else 0,
        per=row.per,
        certainty=row.certainty,
        ground=row.ground,
    )


def _routes(procedures: Iterable[Procedure]) -> Iterable[tuple[str, Route]]:
    return ((found.code, route) for found in procedures for route in found.routes)


def _route(number: int, code: str, route: Route) -> RouteRecord:
    return RouteRecord(
        id=number,
        procedure=code,
        unit=route.unit,
        route=route.route,
        legal_ground=route.legal_ground,
        demonstration=route.demonstration,
        valid_from=route.valid_from,
        valid_to=route.valid_to,
    )


def _named(row: Any, *without: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__ if name not in without}
