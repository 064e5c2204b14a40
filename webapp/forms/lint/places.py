"""Walks over a definition that remember where they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from webapp.forms.definition import Definition, Field
from webapp.kernel.localised import Localised

Where = tuple[str | int, ...]


def fields_with_places(definition: Definition) -> Iterator[tuple[Where, Field]]:
    """Yield each field of each step, and of the rows of repeat fields, with its place."""
    for at, step in enumerate(definition.steps):
        for number, field in enumerate(step.fields):
            where: Where = ("steps", at, "fields", number)
            yield where, field
            for inner_number, inner in enumerate(field.fields):
                yield (*where, "fields", inner_number), inner


def texts_with_places(thing: Any, where: Where = ()) -> Iterator[tuple[Where, Localised]]:
    """Yield every sentence inside a struct, list or table with its place."""
    if isinstance(thing, Localised):
        yield where, thing
        return
    for key, part in _parts(thing):
        yield from texts_with_places(part, (*where, key))


def _parts(thing: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(thing, msgspec.Struct):
        yield from ((name, getattr(thing, name)) for name in thing.__struct_fields__ if name not in ("when", "min", "max"))
    elif isinstance(thing, tuple):
        yield from enumerate(thing)
    elif isinstance(thing, dict):
        yield from thing.items()
