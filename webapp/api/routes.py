"""``/api/v1/``: the catalogue by machine. Everything here is public and anonymous."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import Response, request

from webapp.api.answers import told
from webapp.api.facts import both, summary, unit, whole
from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.search import LONGEST_QUERY
from webapp.forms.projections.contract import answers_schema
from webapp.kernel.clock import day_in_vietnam
from webapp.kernel.text import clean
from webapp.ui.counters import everybody, public
from webapp.ui.parts import parts
from webapp.ui.programs import problem

DESCRIPTION = Path(__file__).with_name("openapi.yaml")
MOST = 400


def _catalogue() -> Catalogue:
    found: Catalogue = parts().catalogue
    return found


@cache
def description() -> dict[str, Any]:
    """Return the OpenAPI description of everything that programs may ask."""
    loaded: dict[str, Any] = yaml.safe_load(DESCRIPTION.read_text("utf-8"))
    return loaded


@public.get("/api/v1/openapi.json", policy=everybody)
def openapi() -> Response:
    """Describe the interface."""
    return told(description())


@public.get("/api/v1/procedures", policy=everybody)
def procedures() -> Response:
    """List the procedures, or those a search finds, best first."""
    limit, typed = request.args.get("limit", str(MOST)), request.args.get("q", "")
    if not (limit.isascii() and limit.isdigit() and len(limit) <= len(str(MOST)) and 1 <= int(limit) <= MOST):
        return problem(400, "bad_limit")
    if len(typed) > LONGEST_QUERY:
        return problem(400, "bad_query")
    asked, catalogue = clean(typed), _catalogue()
    codes = [hit.code for hit in catalogue.index.find(asked)] if asked else sorted(catalogue.procedures)
    return told({"procedures": [summary(catalogue.procedures[code]) for code in codes[: int(limit)]], "number": len(codes)})


@public.get("/api/v1/procedures/<code>", policy=everybody)
def procedure(code: str) -> Response:
    """Say everything that is known of a procedure, and how sure it is."""
    found = _catalogue().procedure(code)
    if found is None:
        return problem(404, "unknown_procedure")
    return told(whole(_catalogue(), found, day_in_vietnam(parts().clock.now())))


@public.get("/api/v1/procedures/<code>/answers-schema", policy=everybody)
def schema(code: str) -> Response:
    """Return the JSON Schema of the answers of its newest form."""
    if _catalogue().procedure(code) is None:
        return problem(404, "unknown_procedure")
    return told(answers_schema(parts().shelf.newest(code)))


@public.get("/api/v1/units", policy=everybody)
def units() -> Response:
    """List the communes of today."""
    return told({"units": [unit(row) for row in _catalogue().communes()]})


@public.get("/api/v1/problems", policy=everybody)
def problems() -> Response:
    """List the codes of problems in answers, with their sentences."""
    return told({"problems": {code: both(said) for code, said in sorted(parts().texts.table.items())}})
