"""The whole catalogue in one small file: every name under which a procedure is found, and the digests of what belongs to it.

Search documents and weights are not in it: the phone makes them from the names, in whole numbers, as ``catalogue/search.py`` does.
Procedures stand in columns, in the order of their page numbers: like beside like is a tenth smaller on the wire.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.procedure import Procedure

SHORT = 8
"""So many hex digits of a digest name facts and definitions here: enough to tell any two apart, and digits do not compress."""


def catalogue_index(catalogue: Catalogue, definitions: Mapping[str, str], facts: Mapping[str, str]) -> dict[str, Any]:
    """Return ``CatalogueIndex`` of the contract. ``definitions`` and ``facts`` are digests by code."""
    ordered = sorted(catalogue.procedures.values(), key=lambda found: found.row.number)
    rows = [_row(procedure, definitions[procedure.code], facts[procedure.code]) for procedure in ordered]
    return {
        "procedures": {name: [row[name] for row in rows] for name in rows[0]} | {"step": _steps([found.row.number for found in ordered])},
        "events": [
            {"code": row.code, "vi": row.vi, "en": row.en, "hint_vi": row.hint_vi, "hint_en": row.hint_en}
            for row in catalogue.events.values()
        ],
        "event_codes": {event: list(codes) for event, codes in catalogue.event_codes.items()},
        "fields": [{"code": row.code, "vi": row.vi, "en": row.en, "ministry": row.ministry} for row in catalogue.fields.values()],
        "synonyms": [list(pair) for pair in catalogue.synonyms],
        "stop": sorted(catalogue.stop_words),
    }


def _row(procedure: Procedure, definition: str, facts: str) -> dict[str, Any]:
    row, plain = procedure.row, procedure.plain
    return {
        "code": procedure.code,
        "name_vi": plain.plain.vi if plain else "",
        "name_en": plain.plain.en if plain else "",
        "official": row.name_vi,
        "title_en": row.name_en,
        "field": row.field,
        "decided_by": procedure.decided_by,
        "commonness": row.commonness,
        "audience": procedure.audience,
        "aliases": list(plain.aliases) if plain else [],
        "definition_digest": definition[:SHORT],
        "facts_digest": facts[:SHORT],
    }


def _steps(numbers: Sequence[int]) -> list[int]:
    """Return each number less the one before it."""
    return [number - before for before, number in pairwise([0, *numbers])]
