"""The whole catalogue in one small file: every name under which a procedure is found, and the digests of what belongs to it.

Search documents and weights are not in it: the phone makes them from the names, in whole numbers, as ``catalogue/search.py`` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.procedure import Procedure

SHORT = 8
"""So many hex digits of a digest name facts and definitions here: enough to tell any two apart, and digits do not compress."""


def catalogue_index(catalogue: Catalogue, definitions: Mapping[str, str], facts: Mapping[str, str]) -> dict[str, Any]:
    """Return ``CatalogueIndex`` of the contract. ``definitions`` and ``facts`` are digests by code."""
    return {
        "procedures": [_line(procedure, definitions[code], facts[code]) for code, procedure in sorted(catalogue.procedures.items())],
        "events": [
            {"code": row.code, "vi": row.vi, "en": row.en, "hint_vi": row.hint_vi, "hint_en": row.hint_en}
            for row in catalogue.events.values()
        ],
        "event_codes": {event: list(codes) for event, codes in catalogue.event_codes.items()},
        "fields": [{"code": row.code, "vi": row.vi, "en": row.en, "ministry": row.ministry} for row in catalogue.fields.values()],
        "synonyms": [list(pair) for pair in catalogue.synonyms],
        "stop": sorted(catalogue.stop_words),
    }


def _line(procedure: Procedure, definition: str, facts: str) -> list[Any]:
    row, plain = procedure.row, procedure.plain
    name = procedure.name
    return [
        procedure.code,
        row.number,
        name.vi if plain else "",
        name.en if plain else "",
        row.name_vi,
        row.name_en,
        row.field,
        procedure.decided_by,
        row.commonness,
        procedure.audience,
        list(plain.aliases) if plain else [],
        definition[:SHORT],
        facts[:SHORT],
    ]
