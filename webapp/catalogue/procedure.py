"""One procedure with everything that is known of it, and the ways to file it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from webapp.catalogue.facts import Decider, Fee, Plain, ProcedureRow, Receiver, RouteName, TimeLimit, Waiver
from webapp.kernel.localised import Localised

COMMUNE_DECIDERS = frozenset({"commune_committee", "commune_police"})
COMMUNE_RECEIVERS = frozenset({"commune_centre", "commune_police"})


@dataclass(frozen=True)
class Route:
    """One way to file on one day, with the law it rests on."""

    route: RouteName
    legal_ground: str
    demonstration: bool
    valid_from: str
    valid_to: str
    unit: str | None
    sure: bool = True

    def holds(self, day: str) -> bool:
        """Tell whether this route is open on ``day``."""
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)


@dataclass(frozen=True)
class Procedure:
    """One procedure with everything that is known of it; the plain page has the last word."""

    row: ProcedureRow
    plain: Plain | None
    times: tuple[TimeLimit, ...]
    fees: tuple[Fee, ...]
    waivers: tuple[Waiver, ...]
    routes: tuple[Route, ...]
    decided_by: Decider
    received_at: Receiver

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def title(self) -> Localised:
        """Return the official title (Vietnamese) and our English one."""
        return Localised(self.row.name_vi, self.row.name_en)

    @property
    def name(self) -> Localised:
        """Return what people call it; the official title where nobody has written that yet."""
        return self.plain.plain if self.plain else self.title

    @property
    def result(self) -> Localised | None:
        """Return what the person holds at the end, or None."""
        if self.plain and self.plain.result:
            return self.plain.result
        return Localised(self.row.result_vi, self.row.result_en) if self.row.result_vi else None

    @property
    def audience(self) -> str:
        """Return for whom it is; rare ones are ranked last, never hidden."""
        return (self.plain.audience if self.plain else None) or self.row.audience

    @property
    def at_commune(self) -> bool:
        """Tell whether a commune's body decides or receives it."""
        return self.decided_by in COMMUNE_DECIDERS or self.received_at in COMMUNE_RECEIVERS


def in_order(procedures: Iterable[Procedure]) -> list[Procedure]:
    """Return procedures with the everyday ones first."""
    last = {"organisation": 1, "official": 2, "rare": 2}
    return sorted(procedures, key=lambda found: (last.get(found.audience, 0), -found.row.commonness, found.row.number))
