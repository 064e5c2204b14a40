"""That every field has its place on the printed form, or says why it has none."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.forms.definition import Definition, every_field
from webapp.forms.lint import Finding
from webapp.forms.projections.sheet import Sheet, named_fields

ALL_OF = ".*"


def sheet_findings(sheet: Sheet, definition: Definition) -> Iterator[Finding]:
    """Yield fields without a place and places without a field, at places inside the sheet."""
    known = {field.id for field in every_field(definition)}
    placed: set[str] = set()
    for where, name in named_fields(sheet):
        placed.add(name)
        if name not in known:
            yield Finding(where, "dangling_id", f"there is no field {name}")
    for at, left in enumerate(sheet.leaves_out):
        covered = _covered(left.field, known)
        placed |= covered
        if not covered:
            yield Finding(("leaves_out", at), "dangling_id", f"there is no field {left.field}")
    for name in sorted(known - placed):
        yield Finding((), "no_place", f"{name} has no place on the sheet; name it under a row or under leaves_out")


def _covered(name: str, known: set[str]) -> set[str]:
    if name.endswith(ALL_OF):
        return {field for field in known if field.startswith(name[:-1])}
    return {name} & known
