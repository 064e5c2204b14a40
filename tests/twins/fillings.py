"""Answers for any form: fitting ones, what attackers type, and stored values of every wrong shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.support.twins import HOSTILE
from webapp.forms.answers import AnswerSet, answers_to_json
from webapp.forms.definition import Definition, Field, every_field, paper_field
from webapp.forms.kinds import KINDS
from webapp.forms.lists import Lists
from webapp.forms.path import path

Json = Any
TYPED = frozenset({"text", "long_text", "person_name"})
ROW = "01890000-0000-7000-8000-0000000000{:02d}"
ODD: list[Json] = [
    "", "x", "2026-13-45", "0000-00-00", "2026-02-30", "2026-11-23\n", 0, -1, 2**53, True, False, [], ["x"], [["x"]], [{}, 1], {},
    {"unknown": 1}, {"unknown": True, "more": [1]}, {"choice": ["attached"]}, {"choice": "attached", "files": 3},
    {"choice": "bring", "reason": {"a": "b"}}, {"file": 3}, {"province": 5}, {"province": "01", "commune": "00004"},
    {"province": "99", "commune": {}}, {"holder": [], "number": 1, "bank": None}, {"__proto__": "x"}, *HOSTILE,
]  # fmt: skip


def fields_of(definition: Definition) -> Iterator[tuple[Field, str | None]]:
    """Yield every field that has a value, with the repeat field whose rows hold it."""
    for field in every_field(definition):
        if field.kind == "repeat":
            yield from ((inner, field.id) for inner in field.fields)
    inside = {inner.id for field in every_field(definition) for inner in field.fields}
    yield from ((field, None) for field in every_field(definition) if field.kind != "repeat" and field.id not in inside)
    yield from ((paper_field(paper), None) for paper in definition.papers)


def fitting(definition: Definition, lists: Lists, seed: int) -> tuple[Json, Json]:
    """Return answers and rows that fit."""
    return _made(definition, lambda field: KINDS[field.kind].example(field, lists, seed), rows=seed % 3)


def typed_by_attackers(definition: Definition, lists: Lists, seed: int) -> tuple[Json, Json]:
    """Return answers that fit, with hostile words wherever words can stand."""

    def hostile(field: Field) -> Json:
        words, value = HOSTILE[seed % len(HOSTILE)], KINDS[field.kind].example(field, lists, seed)
        if field.kind in TYPED:
            return words
        if field.kind in {"address", "bank_account", "paper"}:
            part = {"address": "detail", "bank_account": "holder", "paper": "reason"}[field.kind]
            return {**value, part: words}
        return value

    return _made(definition, hostile, rows=2)


def unfitting(definition: Definition, lists: Lists, seed: int) -> tuple[Json, Json]:
    """Return answers of which half have another shape than their question."""
    random = Random(seed)

    def odd(field: Field) -> Json:
        return random.choice(ODD) if random.random() < 0.5 else KINDS[field.kind].example(field, lists, random.randrange(99))

    return _made(definition, odd, rows=2)


def _made(definition: Definition, value_of: Callable[[Field], Json], rows: int) -> tuple[Json, Json]:
    answers: dict[str, Json] = {"field.of.nobody": "x"}
    inside: dict[str, dict[str, Json]] = {}
    for field, repeat in fields_of(definition):
        if repeat is None:
            answers[field.id] = value_of(field)
        else:
            for number in range(rows):
                inside.setdefault(repeat, {}).setdefault(ROW.format(number), {})[field.id] = value_of(field)
    return answers, inside


def walked(definition: Definition, lists: Lists, today: str, seed: int) -> tuple[Json, Json]:
    """Return an answer to everything that is asked on the way, and to nothing else."""
    answers = AnswerSet()
    while True:
        asked = [field for stop in path(definition, answers, today).asked for field in stop.fields]
        first = next((field for field in asked if field.kind != "repeat" and not answers.has(field.id)), None)
        if first is None:
            plain = answers_to_json(answers)
            return plain["answers"], plain["rows"]
        answers = answers.with_value(first.id, KINDS[first.kind].example(first, lists, seed))


def sent_words(fields: tuple[Field, ...], seed: int) -> dict[str, list[str]]:
    """Return a post with hostile words in every control."""
    names = sorted(name for field in fields for name in KINDS[field.kind].names(field))
    return {name: [HOSTILE[(seed + at) % len(HOSTILE)]] for at, name in enumerate(names) if not name.endswith((".file", ".unknown"))}
