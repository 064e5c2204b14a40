"""The wire contract of a definition's answers, as JSON Schema. Nothing is mandatory on the wire: "required" is judged at submission."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from webapp.forms.answers import UNKNOWN_ANSWER
from webapp.forms.definition import Definition, Field, definition_digest, paper_field
from webapp.forms.kinds import KINDS

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ROW_ID = "^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def answers_schema(definition: Definition) -> Schema:
    """Return the JSON Schema of ``answers_to_json(answers)`` for a definition.

    ``answers`` hold values by field id, ``rows`` by repeat field and row id. Fields this revision does not know are kept, so
    they are allowed.
    """
    fields = [field for step in definition.steps for field in step.fields]
    plain = [field for field in fields if field.kind != "repeat"] + [paper_field(paper) for paper in definition.papers]
    repeats = {field.id: _rows(field) for field in fields if field.kind == "repeat"}
    return {
        "$schema": DIALECT,
        "$id": f"urn:camtay:answers:{definition_digest(definition)}",
        "title": f"{definition.procedure} revision {definition.revision}",
        "type": "object",
        "properties": {
            "answers": {"type": "object", "properties": _properties(plain)},
            "rows": {"type": "object", "properties": repeats},
        },
        "required": ["answers"],
        "additionalProperties": False,
    }


def value_schema(field: Field) -> Schema:
    """Return the JSON Schema of one field's value, "I do not know" included where it is offered."""
    kind = KINDS[field.kind]
    return {"anyOf": [kind.schema(field), {"const": dict(UNKNOWN_ANSWER)}]} if kind.offers_unknown else kind.schema(field)


def _properties(fields: Iterable[Field]) -> Schema:
    return {field.id: value_schema(field) for field in fields}


def _rows(repeat: Field) -> Schema:
    row = {"type": "object", "properties": _properties(repeat.fields)}
    return {"type": "object", "propertyNames": {"pattern": ROW_ID}, "additionalProperties": row}
