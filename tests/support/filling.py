"""Answers every page of any procedure as its definition asks: one helper for walks through the API and through a browser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from webapp.forms.answers import AnswerSet
from webapp.forms.definition import Definition, Field
from webapp.forms.kinds import KINDS
from webapp.forms.kinds.base import CheckContext
from webapp.forms.lists import Lists
from webapp.forms.path import Stop, path, row_fields
from webapp.forms.reading_posts import post_of
from webapp.forms.validation import check_step

WITHOUT_VALUE = frozenset({"repeat", "photo"})
SEEDS = 24
ROW = re.compile(r"steps/[^/]+/([0-9a-f-]{36})")


class Filler:
    """One person with an answer for everything. ``given`` are the answers that matter to a test, by field id; those that a guide
    does not offer are a fault of the test, unless ``loosely``.

    What was posted is remembered as the server should have kept it, so ``stop`` and ``path`` follow the person along.
    """

    def __init__(
        self,
        definition: Definition,
        lists: Lists,
        today: str,
        given: Mapping[str, Any] | None = None,
        *,
        seed: int = 3,
        loosely: bool = False,
    ) -> None:
        self.definition = definition
        self.answers = AnswerSet()
        self._lists, self._today, self._given = lists, today, dict(given or {})
        self._seed, self._loosely = seed, loosely

    def stop(self, stop_id: str) -> Stop:
        """Return a page that is asked now."""
        found = path(self.definition, self.answers, self._today).stop(stop_id)
        assert found is not None, f"{self.definition.procedure}: {stop_id} is not asked with these answers"
        return found

    def stops(self) -> list[str]:
        """Return the pages asked now, in order."""
        return [stop.id for stop in path(self.definition, self.answers, self._today).asked]

    def post(self, stop_id: str, row: str | None = None) -> dict[str, list[str]]:
        """Return what a browser posts for this page, and remember the answers."""
        stop = self.stop(stop_id)
        fields = self._fields(stop, row)
        values = self._fitting(stop, fields, row)
        self.answers = self.answers.with_values(values, row)
        return {name: sent for name, sent in post_of(fields, values).items() if any(sent)}

    def names(self, stop_id: str) -> list[tuple[str, str]]:
        """Return every control that the page may send, with the kind it belongs to."""
        fields = self._fields(self.stop(stop_id), None)
        return [(name, field.kind) for field in fields for name in sorted(KINDS[field.kind].names(field)) if not name.endswith(".file")]

    def add_row(self, stop_id: str, row: str) -> None:
        """Remember a row that was added."""
        repeat = self.stop(stop_id).fields[0]
        self.answers = self.answers.with_rows(repeat.id, [*self.answers.rows_of(repeat.id), row])

    def _fields(self, stop: Stop, row: str | None) -> tuple[Field, ...]:
        if row is not None:
            assert stop.step is not None
            return row_fields(self.definition, stop.step, self.answers, self._today, row)
        return tuple(field for field in stop.fields if field.kind not in WITHOUT_VALUE)

    def _fitting(self, stop: Stop, fields: Iterable[Field], row: str | None) -> dict[str, Any]:
        """The first answers without an error: examples fit their kind, but not always the other answers."""
        told: dict[str, Any] = {}
        for seed in range(self._seed, self._seed + SEEDS):
            told = {field.id: value for field in fields if (value := self._answer(field, seed)) is not None}
            found = check_step(self.definition, stop, self.answers.with_values(told, row), self._today, self._lists, row)
            if not any(problem.level == "error" for problem in found):
                return told
        raise AssertionError(f"no answers fit {self.definition.procedure} {stop.id}: {found}")

    def _answer(self, field: Field, seed: int) -> Any:
        given = self._given.get(field.id)
        if given is not None and not (self._loosely and KINDS[field.kind].check(field, given, CheckContext(self._today, self._lists))):
            return given
        return KINDS[field.kind].example(field, self._lists, seed)


def row_of(address: str) -> str | None:
    """Return the row in the address of a page, or None."""
    found = ROW.search(address)
    return found[1] if found else None


def step_of(address: str) -> str | None:
    """Return the step in the address of a page, or None when the address is no step's."""
    found = re.search(r"/dossiers/[0-9a-f-]{36}/steps/([^/?#]+)", address)
    return found[1] if found else None


def dossier_of(address: str) -> str:
    """Return the id of the dossier in an address."""
    found = re.search(r"/dossiers/([0-9a-f-]{36})", address)
    assert found is not None, f"no dossier in {address}"
    return found[1]
