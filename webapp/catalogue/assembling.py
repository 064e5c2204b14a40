"""Puts the facts of all files together, or refuses with every fault at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from webapp.catalogue.checking import check_fees, check_plain, check_procedures, check_silence, check_times
from webapp.catalogue.facts import (
    Contact,
    EventLink,
    Fee,
    FieldRow,
    LifeEvent,
    Ministry,
    Plain,
    PlainFee,
    ProcedureRow,
    RouteRule,
    Row,
    ServicePoint,
    Synonym,
    TimeLimit,
    UnitRow,
    Waiver,
)
from webapp.catalogue.faults import CatalogueFaults, DataFault
from webapp.catalogue.procedure import Procedure, Route
from webapp.catalogue.promises import WorkingCalendar
from webapp.catalogue.reading_files import read_plain, read_rows
from webapp.kernel.text import fold

R = TypeVar("R", bound=Row)
DATA = Path(__file__).parent / "data"
PORTAL_NEEDS = "online"


@dataclass(frozen=True, repr=False)
class Pieces:
    """All facts, by their keys."""

    procedures: Mapping[str, Procedure]
    fields: Mapping[str, FieldRow]
    ministries: Mapping[str, Ministry]
    units: Mapping[str, UnitRow]
    points: tuple[ServicePoint, ...]
    contacts: Mapping[str, Contact]
    events: Mapping[str, LifeEvent]
    event_codes: Mapping[str, tuple[str, ...]]
    synonyms: tuple[tuple[str, str], ...]
    stop_words: frozenset[str]
    calendar: WorkingCalendar


class Folder:
    """One folder of data files, and every fault found in it so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[DataFault] = []

    def rows(self, name: str, shape: type[R]) -> list[tuple[int, R]]:
        """Return (line, fact) of one CSV file."""
        return read_rows(self.path / name, shape, self.faults)

    def facts(self, name: str, shape: type[R]) -> list[R]:
        """Return the facts of one CSV file."""
        return [fact for _, fact in self.rows(name, shape)]


def assemble(folder: Path = DATA) -> Pieces:
    """Return the facts of ``folder``. Raises CatalogueFaults."""
    read = Folder(folder)
    fields = {row.code: row for row in read.facts("fields.csv", FieldRow)}
    events = {row.code: row for row in read.facts("life_events.csv", LifeEvent)}
    procedures = _procedures(read, frozenset(fields), frozenset(events))
    links = read.rows("life_event_procedures.csv", EventLink)
    units = {row.id: row for row in read.facts("units.csv", UnitRow)}
    points = tuple(read.facts("service_points.csv", ServicePoint))
    synonyms = read.facts("synonyms.csv", Synonym)
    ministries = {row.code: row for row in read.facts("ministries.csv", Ministry)}
    contacts = {row.id: row for row in read.facts("contacts.csv", Contact)}
    read.faults += _dangling(links, frozenset(procedures), frozenset(events), points, units)
    if read.faults:
        raise CatalogueFaults(read.faults)
    return Pieces(
        procedures=procedures,
        fields=fields,
        ministries=ministries,
        units=units,
        points=points,
        contacts=contacts,
        events=events,
        event_codes=_event_codes(links, procedures, events),
        synonyms=tuple((fold(row.said), fold(row.means)) for row in synonyms if row.kind == "same"),
        stop_words=frozenset(fold(row.said) for row in synonyms if row.kind == "stop"),
        calendar=WorkingCalendar.load(folder),
    )


def _procedures(read: Folder, fields: frozenset[str], events: frozenset[str]) -> dict[str, Procedure]:
    rows = read.rows("procedures.csv", ProcedureRow)
    times, fees = read.rows("times.csv", TimeLimit), read.rows("fees.csv", Fee)
    codes = frozenset(row.code for _, row in rows)
    plains = _plains(read, codes, events)
    read.faults += check_procedures("procedures.csv", rows, fields)
    read.faults += check_times("times.csv", times, codes) + check_fees("fees.csv", fees, codes)
    read.faults += check_silence("procedures.csv", rows, _by_code(times).keys(), _by_code(fees).keys())
    rules, waivers = read.facts("routes.csv", RouteRule), read.facts("waivers.csv", Waiver)
    time_of, fee_of = _by_code(times), _by_code(fees)
    return {row.code: _procedure(row, plains.get(row.code), time_of[row.code], fee_of[row.code], waivers, rules) for _, row in rows}


def _by_code(rows: Iterable[tuple[int, Any]]) -> defaultdict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for _, row in rows:
        found[row.code].append(row)
    return found


def _plains(read: Folder, codes: frozenset[str], events: frozenset[str]) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for path in sorted((read.path / "plain").glob("*.yaml")):
        plain = read_plain(path, read.faults)
        if plain is not None:
            read.faults += check_plain(path.name, plain, codes, events)
            found[plain.code] = plain
    return found


def _dangling(
    links: list[tuple[int, EventLink]],
    codes: frozenset[str],
    events: frozenset[str],
    points: tuple[ServicePoint, ...],
    units: dict[str, UnitRow],
) -> list[DataFault]:
    faults = [
        DataFault("life_event_procedures.csv", line, "code", f"{row.event} -> {row.code} leads nowhere")
        for line, row in links
        if row.code not in codes or row.event not in events
    ]
    faults += [DataFault("service_points.csv", 1, point.id, "its unit is not in units.csv") for point in points if point.unit not in units]
    faults += [
        DataFault("units.csv", 1, unit.id, f"its successor {code} is not a unit of today")
        for unit in units.values()
        for code in unit.successors
        if code not in units
    ]
    return faults


def _procedure(
    row: ProcedureRow, plain: Plain | None, times: list[TimeLimit], fees: list[Fee], waivers: list[Waiver], rules: list[RouteRule]
) -> Procedure:
    decided_by = (plain.decided_by if plain else None) or row.decided_by
    return Procedure(
        row=row,
        plain=plain,
        times=_times(row.code, times, plain),
        fees=_fees(row.code, fees, plain),
        waivers=tuple(found for found in waivers if found.code == row.code or (found.field and found.field == row.field)),
        routes=_routes(row, decided_by, rules),
        decided_by=decided_by,
        received_at=(plain.received_at if plain else None) or row.received_at,
    )


def _times(code: str, times: list[TimeLimit], plain: Plain | None) -> tuple[TimeLimit, ...]:
    said = plain.time if plain else ()
    added = [TimeLimit(code, new.channel, new.place, new.number, new.unit, new.certainty, new.ground) for new in said]
    return (*[row for row in times if not any(_covers(new, row) and new.place == row.place for new in added)], *added)


def _fees(code: str, fees: list[Fee], plain: Plain | None) -> tuple[Fee, ...]:
    said: tuple[PlainFee, ...] = plain.fee if plain else ()
    kept = [row for row in fees if not any(_covers(new, row) for new in said)]
    return (*kept, *[_fee(code, new, fees) for new in said if new.amount != "unknown"])


def _fee(code: str, said: PlainFee, fees: list[Fee]) -> Fee:
    same = next((row for row in fees if str(row.amount) == said.amount), None)
    amount: Any = int(said.amount) if said.amount.isdigit() else said.amount
    return Fee(code, said.channel, amount, said.certainty, per=same.per if same else "", ground=said.ground)


def _covers(new: Any, row: Any) -> bool:
    """Tell whether the plain page's ``new`` stands in the place of ``row`` (``any`` stands for every channel)."""
    return new.channel in {"any", row.channel} or row.channel == "any"


def _routes(row: ProcedureRow, decided_by: str, rules: list[RouteRule]) -> tuple[Route, ...]:
    best: dict[tuple[str, str], tuple[int, RouteRule]] = {}
    for rule in rules:
        weight = _weight(rule, row, decided_by)
        key = (rule.route, rule.unit)
        if weight is not None and (key not in best or weight >= best[key][0]):
            best[key] = (weight, rule)
    return tuple(_route(rule, row) for _, rule in best.values() if rule.offered and _possible(rule, row))


def _weight(rule: RouteRule, row: ProcedureRow, decided_by: str) -> int | None:
    """Return how specific a rule is for this procedure, or None when it does not speak of it."""
    weight = 0
    for said, mine, worth in ((rule.code, row.code, 4), (rule.field, row.field, 2), (rule.decided_by, decided_by, 1)):
        if said and said != mine:
            return None
        weight += worth if said else 0
    return weight


def _possible(rule: RouteRule, row: ProcedureRow) -> bool:
    return rule.route != "portal" or not row.channels or PORTAL_NEEDS in row.channels


def _route(rule: RouteRule, row: ProcedureRow) -> Route:
    wanted = {"portal": "online", "counter": "counter"}.get(rule.route)
    return Route(
        route=rule.route,
        legal_ground=rule.legal_ground,
        demonstration=rule.demonstration,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        unit=rule.unit or None,
        sure=wanted is None or wanted in row.channels,
    )


def _event_codes(
    links: list[tuple[int, EventLink]], procedures: Mapping[str, Procedure], events: dict[str, LifeEvent]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for _, link in sorted(links, key=lambda item: item[1].rank):
        found[link.event].append(link.code)
    for code, procedure in procedures.items():
        for event in procedure.plain.life_events if procedure.plain else ():
            if code not in found[event]:
                found[event].append(code)
    return {event: tuple(found[event]) for event in events}
