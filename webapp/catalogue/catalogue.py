"""The whole catalogue as one immutable object, made once at start from the data files. Facts only: no rows, no request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from webapp.catalogue.assembling import DATA, Pieces, assemble
from webapp.catalogue.facts import ServicePoint, UnitRow
from webapp.catalogue.procedure import Procedure, Route
from webapp.catalogue.search import SearchIndex, index_of
from webapp.forms.projections.generic import CataloguePaper, CatalogueRow
from webapp.kernel.text import sort_key_vi

__all__ = ["PROVINCE", "Catalogue", "Procedure", "Route"]

PROVINCE = "22"


@dataclass(frozen=True, repr=False)
class Catalogue(Pieces):
    """All facts, by their keys, and the questions one asks of them."""

    @classmethod
    def load(cls, folder: Path = DATA) -> Catalogue:
        """Return the catalogue of the data files in ``folder``. Raises CatalogueFaults with file, line and column."""
        return cls(**vars(assemble(folder)))

    @cached_property
    def index(self) -> SearchIndex:
        """Return the search index over these facts."""
        return index_of(self)

    def procedure(self, code: str) -> Procedure | None:
        """Return the procedure with this code or slug."""
        return self.procedures.get(code)

    def by_number(self, number: int) -> Procedure | None:
        """Return the procedure with this page number."""
        return next((found for found in self.procedures.values() if found.row.number == number), None)

    def row_for_generic(self, code: str) -> CatalogueRow:
        """Return what the generic guide is made from. ``papers`` is None where nobody has written the list yet."""
        procedure = self.procedures[code]
        plain = procedure.plain
        papers = tuple(
            CataloguePaper(
                id=paper.id,
                name=paper.name,
                form=paper.form,
                treatment=paper.treatment,
                count=paper.count,
                when_text=paper.when_text,
                look=paper.look,
                replaced_by=paper.replaced_by or None,
                note=paper.note,
            )
            for paper in (plain.papers if plain else ())
        )
        return CatalogueRow(
            code=code,
            name=procedure.name,
            level=procedure.row.levels[-1],
            papers=papers if plain else None,
            presence=plain.presence if plain else "unknown",
            audience=procedure.audience,
        )

    def communes(self) -> list[UnitRow]:
        """Return the communes of today, in the order of the file."""
        return [unit for unit in self.units.values() if unit.era == "now" and unit.level == "commune"]

    @cached_property
    def communes_by_name(self) -> tuple[UnitRow, ...]:
        """Return the communes of today in the order of the alphabet, for choosing; the word for their kind does not count."""
        return tuple(sorted(self.communes(), key=lambda row: sort_key_vi(_bare(row))))

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


def _bare(row: UnitRow) -> str:
    for kind in ("Phường ", "Đặc khu ", "Xã "):
        if row.name_vi.startswith(kind):
            return row.name_vi.removeprefix(kind)
    return row.name_vi
