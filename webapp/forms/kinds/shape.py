"""Does a JSON value have the shape of a schema? The handful of JSON Schema words that our kinds use, and no others."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Schema = dict[str, Any]


def fits(schema: Schema, value: Any) -> bool:
    """Tell whether ``value`` fits ``schema``. Raises KeyError for a word of JSON Schema that is not in the table."""
    return all(_WORDS[name](schema, value) for name in schema)


def _type(schema: Schema, value: Any) -> bool:
    return type(value) is _TYPES[schema["type"]]


def _pattern(schema: Schema, value: Any) -> bool:
    # fullmatch, because "$" alone would let a line end through.
    return isinstance(value, str) and re.fullmatch(schema["pattern"], value) is not None


def _properties(schema: Schema, value: Any) -> bool:
    known: dict[str, Schema] = schema["properties"]
    return isinstance(value, dict) and all(name in known and fits(known[name], inner) for name, inner in value.items())


def _required(schema: Schema, value: Any) -> bool:
    return isinstance(value, dict) and all(name in value for name in schema["required"])


def _items(schema: Schema, value: Any) -> bool:
    return isinstance(value, list) and all(fits(schema["items"], inner) for inner in value)


def _unique(schema: Schema, value: Any) -> bool:
    return isinstance(value, list) and all(inner not in value[:position] for position, inner in enumerate(value))


_TYPES: dict[str, type] = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}
_WORDS: dict[str, Callable[[Schema, Any], bool]] = {
    "type": _type,
    "pattern": _pattern,
    "enum": lambda schema, value: any(type(known) is type(value) and known == value for known in schema["enum"]),
    "const": lambda schema, value: type(schema["const"]) is type(value) and schema["const"] == value,
    "minLength": lambda schema, value: isinstance(value, str) and len(value) >= schema["minLength"],
    "maxLength": lambda schema, value: isinstance(value, str) and len(value) <= schema["maxLength"],
    "minimum": lambda schema, value: type(value) is int and value >= schema["minimum"],
    "maximum": lambda schema, value: type(value) is int and value <= schema["maximum"],
    "properties": _properties,
    "required": _required,
    "additionalProperties": lambda schema, value: isinstance(value, dict),
    "items": _items,
    "minItems": lambda schema, value: isinstance(value, list) and len(value) >= schema["minItems"],
    "uniqueItems": _unique,
}
