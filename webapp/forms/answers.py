"""The answers of one dossier: canonical JSON values keyed by (field id, row id). Never holds what was typed wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

Json = Any

UNKNOWN_ANSWER: Final[dict[str, bool]] = {"unknown": True}
"""What is kept when a person says "I do not know, ask the officer". Rules read it as unknown."""


def is_unknown(value: Json) -> bool:
    """Tell whether a kept value is "I do not know"."""
    return isinstance(value, dict) and value.get("unknown") is True


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """Answers and rows. Treat it as immutable: the ``with_…`` methods return another one.

    ``values[("child.name", None)] = "NGUYỄN AN"``; ``rows["children"] = ("<row id>", …)`` in the order they were added.
    """

    values: Mapping[tuple[str, str | None], Json] = field(default_factory=dict)
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def value(self, field_id: str, row: str | None = None) -> Json:
        """Return the canonical value, or None when the field is not answered."""
        return self.values.get((field_id, row))

    def has(self, field_id: str, row: str | None = None) -> bool:
        """Tell whether the field is answered ("I do not know" is an answer) or the repeat field has a row."""
        return self.values.get((field_id, row)) is not None or bool(self.rows.get(field_id))

    def rows_of(self, field_id: str) -> tuple[str, ...]:
        """Return the row ids of a repeat field, oldest first; empty when there are none."""
        return self.rows.get(field_id, ())

    def with_value(self, field_id: str, value: Json, row: str | None = None) -> AnswerSet:
        """Return these answers with one value set."""
        return replace(self, values={**self.values, (field_id, row): value})

    def with_values(self, values: Mapping[str, Json], row: str | None = None) -> AnswerSet:
        """Return these answers with several values of one page set."""
        return replace(self, values={**self.values, **{(name, row): value for name, value in values.items()}})

    def without(self, field_ids: Iterable[str], row: str | None = None) -> AnswerSet:
        """Return these answers with some fields not answered."""
        gone = {(name, row) for name in field_ids}
        return replace(self, values={key: value for key, value in self.values.items() if key not in gone})

    def with_rows(self, field_id: str, rows: Iterable[str]) -> AnswerSet:
        """Return these answers with the rows of one repeat field replaced."""
        return replace(self, rows={**self.rows, field_id: tuple(rows)})


def answers_of(plain: Mapping[str, Json], rows: Mapping[str, Mapping[str, Mapping[str, Json]]] | None = None) -> AnswerSet:
    """Return an AnswerSet from plain JSON: ``{field: value}`` and ``{repeat field: {row id: {field: value}}}``."""
    values: dict[tuple[str, str | None], Json] = {(name, None): value for name, value in plain.items()}
    order: dict[str, tuple[str, ...]] = {}
    for repeat, entries in (rows or {}).items():
        order[repeat] = tuple(entries)
        for row, fields in entries.items():
            values.update({(name, row): value for name, value in fields.items()})
    return AnswerSet(values, order)


def answers_to_json(answers: AnswerSet) -> dict[str, Json]:
    """Return ``{"answers": {field: value}, "rows": {repeat: {row: {field: value}}}}``, the inverse of ``answers_of``.

    Values of a row that belongs to no repeat field are left out.
    """
    plain = {name: value for (name, row), value in answers.values.items() if row is None}
    by_row: dict[str, dict[str, Json]] = {}
    for (name, row), value in answers.values.items():
        if row is not None:
            by_row.setdefault(row, {})[name] = value
    rows = {repeat: {row: by_row.get(row, {}) for row in order} for repeat, order in answers.rows.items()}
    return {"answers": plain, "rows": rows}
