"""Facts that every page of the catalogue may need: calendar, communes, their places, whom to call."""

from __future__ import annotations

from typing import Any

import msgspec

from webapp.catalogue.catalogue import PROVINCE, Catalogue


def common_facts(catalogue: Catalogue) -> dict[str, Any]:
    """Return calendar (``[day, sort]``), the units of today, service points and contacts, as plain JSON."""
    units = [*catalogue.communes(), *([catalogue.units[PROVINCE]] if PROVINCE in catalogue.units else [])]
    return {
        "calendar": [[row.day, row.sort] for row in catalogue.calendar.days],
        "units": [{name: getattr(row, name) for name in ("id", "era", "level", "name_vi", "name_en", "island")} for row in units],
        "points": msgspec.to_builtins(catalogue.points),
        "contacts": msgspec.to_builtins(tuple(catalogue.contacts.values())),
    }
