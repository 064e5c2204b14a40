"""The whole catalogue as one immutable object, made once at start from the data files. Facts only: no rows, no request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from webapp.catalogue.assembling import DATA, Pieces, assemble
from webapp.catalogue.facts import ServicePoint, UnitRow
from webapp.catalogue.procedure import Procedure, Route

PROVINCE = "22"


@dataclass(frozen=True)
class Catalogue(Pieces):
    """All facts, by their keys, and the questions one asks of them."""

    @classmethod
    def load(cls, folder: Path = DATA) -> Catalogue:
        """Return the catalogue of the data files in ``folder``. Raises CatalogueFaults with file, line and column."""
        return cls(**vars(assemble(folder)))

    def procedure(self, code: str) -> Procedure | None:
        """Return the procedure with this code or slug."""
        return self.procedures.get(code)

    def by_number(self, number: int) -> Procedure | None:
        """Return the procedure with this page number."""
        return next((found for found in self.procedures.values() if found.row.number == number), None)

    def communes(self) -> list[UnitRow]:
        """Return the communes of today, in the order of the file."""
        return [unit for unit in self.units.values() if unit.era == "now" and unit.level == "commune"]

    def points_of(self, unit: str) -> list[ServicePoint]:
        """Return the places of one unit; the main one first."""
        return [point for point in self.points if point.unit == unit]

    def routes_for(self, code: str, unit: str | None, day: str) -> list[Route]:
        """Return the routes open on ``day``, the portal first. A route of this very unit wins over one of every unit."""
        found: dict[str, Route] = {}
        for route in self.procedures[code].routes:
            if route.holds(day) and route.unit in {None, unit} and (route.route not in found or route.unit is not None):
                found[route.route] = route
        return [found[name] for name in ("portal", "counter", "desk") if name in found]

    def competent_unit(self, code: str, unit_answer: Mapping[str, str] | None) -> str | None:
        """Return the unit that handles it: the commune of the answer, the province, or None when that is not known."""
        procedure = self.procedures[code]
        if not procedure.at_commune:
            return None if procedure.decided_by in {"unknown", "ministry", "court"} else PROVINCE
        commune = (unit_answer or {}).get("commune", "")
        found = self.units.get(commune)
        return commune if found and found.era == "now" and found.level == "commune" else None

    def place_of(self, unit: str | None) -> str:
        """Return ``mountain_island`` where that is certain, else ``any``: mountains are not marked in the data."""
        found = self.units.get(unit or "")
        return "mountain_island" if found and found.island == "all" else "any"
