"""What a phone needs of one procedure besides its questions: the facts of its page, its endings and its printed form."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import msgspec

from webapp.catalogue.catalogue import Catalogue
from webapp.dossiers.shelf import Shelf
from webapp.kernel.digest import canonical_json, sha256_hex

ROW = ("number", "name_vi", "name_en", "field", "certainty", "doubts", "facts_date", "decision", "time_reason", "fee_reason")
PLAIN = ("plain", "papers", "gives", "presence", "presence_note", "uncertain", "see_also")


def facts_of(catalogue: Catalogue, shelf: Shelf, code: str) -> dict[str, Any]:
    """Return the facts of a procedure as plain JSON (``Facts`` in ``webapp/docs/offline.md``). The same facts are the same JSON."""
    procedure = catalogue.procedures[code]
    definition = shelf.newest(code)
    row, plain = msgspec.to_builtins(procedure.row), msgspec.to_builtins(procedure.plain) if procedure.plain else None
    return {
        "code": code,
        "row": {name: row[name] for name in ROW},
        "plain": {name: plain[name] for name in PLAIN} if plain else None,
        "times": msgspec.to_builtins(procedure.times),
        "fees": msgspec.to_builtins(procedure.fees),
        "waivers": msgspec.to_builtins(procedure.waivers),
        "routes": [asdict(route) for route in procedure.routes],
        "decided_by": procedure.decided_by,
        "received_at": procedure.received_at,
        "at_commune": procedure.at_commune,
        "result": msgspec.to_builtins(procedure.result) if procedure.result else None,
        "audience": procedure.audience,
        "sheet": msgspec.to_builtins(shelf.sheet(definition)),
        "copy_order": msgspec.to_builtins(shelf.copy_order(definition)),
    }


def facts_digest(facts: dict[str, Any]) -> str:
    """Return the SHA-256 of facts, by which phones ask for them."""
    return sha256_hex(canonical_json(facts))
